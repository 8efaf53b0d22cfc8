package dev.concurrency.benchmarks.startup;

import java.io.File;
import java.util.Arrays;
import java.util.List;
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
		new Comparison(Fork.class, List.of(Fork.WITHOUT)).run(List.of(Start.values()), args);
	}

	private enum Start implements Trial {

		TEN_OF_EACH;

		@Override
		public String title() {
			return "10 sinks, 10 workers, 10 actors";
		}

		@Override
		public List<String> peers() {
			return List.of(Fork.WITHOUT, Fork.WITH);
		}

		@Override
		public List<String> jvmOptions() {
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

}
