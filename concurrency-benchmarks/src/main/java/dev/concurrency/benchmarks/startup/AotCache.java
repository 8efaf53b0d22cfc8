package dev.concurrency.benchmarks.startup;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/**
 * What a JVM keeps of a start for the next: loaded and linked classes, lambdas and
 * profiles. Stateless.
 */
final class AotCache {

	/** From which one option makes a cache. */
	static final int FIRST_JAVA = 25;

	private AotCache() {
	}

	/**
	 * Starts once, and keeps what there is to keep in a temporary file.
	 * @param options of the JVM that starts
	 * @param classPath jars only
	 * @param main what is started
	 * @param arguments its arguments
	 * @return the options for the next start, those given included
	 */
	static List<String> train(List<String> options, String classPath, Class<?> main, List<String> arguments) {
		try {
			Path cache = temporary(".aot");
			List<String> command = new ArrayList<>(options);
			command.add(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
			command.addAll(List.of("-XX:AOTCacheOutput=" + cache, "-cp", classPath, main.getName()));
			command.addAll(arguments);
			Process training = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			if (training.waitFor() != 0 || Files.size(cache) == 0) {
				throw new IllegalStateException("There is no cache of " + arguments);
			}
			List<String> next = new ArrayList<>(options);
			next.add("-XX:AOTCache=" + cache);
			return List.copyOf(next);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/** A cache knows no folders: each becomes a jar. */
	static String onlyJars(String classPath) {
		return Arrays.stream(classPath.split(File.pathSeparator))
			.map((entry) -> Files.isDirectory(Path.of(entry)) ? jar(entry) : entry)
			.collect(Collectors.joining(File.pathSeparator));
	}

	private static String jar(String folder) {
		try {
			String jar = temporary(".jar").toString();
			ToolProvider tool = ToolProvider.findFirst("jar").orElseThrow();
			if (tool.run(System.out, System.err, "--create", "--file", jar, "-C", folder, ".") != 0) {
				throw new IllegalStateException("There is no jar of " + folder);
			}
			return jar;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Path temporary(String suffix) throws IOException {
		Path file = Files.createTempFile("startup", suffix);
		file.toFile().deleteOnExit();
		return file;
	}

}
