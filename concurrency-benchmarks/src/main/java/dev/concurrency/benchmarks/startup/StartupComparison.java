package dev.concurrency.benchmarks.startup;

import java.io.File;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.concurrency.benchmarks.Comparison;
import dev.concurrency.benchmarks.Trial;

/** Compares the start of an application with that of the same one without the starter. */
public final class StartupComparison {

	private StartupComparison() {
	}

	/**
	 * Prints a table for each figure.
	 * @param args the number of rounds
	 * @throws Exception if a measurement fails
	 */
	public static void main(String[] args) throws Exception {
		new Comparison(Fork.class, List.of(Fork.WITHOUT)).run(starts(), args);
	}

	private static List<Trial> starts() {
		return (Runtime.version().feature() >= AotCache.FIRST_JAVA) ? List.of(new Start(), new CachedStart())
				: List.of(new Start());
	}

	/** From the class path, as Maven and an IDE start an application. */
	private static class Start implements Trial {

		@Override
		public String name() {
			return "TEN_OF_EACH";
		}

		@Override
		public String title() {
			return "10 sinks, 10 workers, 10 actors";
		}

		@Override
		public List<String> peers() {
			return List.of(Fork.WITHOUT, Fork.WITH);
		}

		@Override
		public List<String> jvmOptions(String peer) {
			return List.of("-Xmx256m");
		}

		@Override
		public String classPath(String peer) {
			String all = Trial.super.classPath(peer);
			return peer.equals(Fork.WITH) ? all
					: Arrays.stream(all.split(File.pathSeparator))
						.filter((entry) -> !entry.contains("concurrency-spring-boot-"))
						.collect(Collectors.joining(File.pathSeparator));
		}

	}

	/** As a service is started that is to be there soon: JEP 483, 514 and 515. */
	private static final class CachedStart extends Start {

		private final Map<String, List<String>> options = new HashMap<>();

		private final Map<String, String> jars = new HashMap<>();

		@Override
		public String name() {
			return "FROM_AOT_CACHE";
		}

		@Override
		public String title() {
			return "the same, from an AOT cache of the JVM";
		}

		@Override
		public List<String> jvmOptions(String peer) {
			return this.options.computeIfAbsent(peer, (name) -> AotCache.train(super.jvmOptions(name), classPath(name),
					Fork.class, List.of(name(), name)));
		}

		@Override
		public String classPath(String peer) {
			return this.jars.computeIfAbsent(peer, (name) -> AotCache.onlyJars(super.classPath(name)));
		}

	}

}
