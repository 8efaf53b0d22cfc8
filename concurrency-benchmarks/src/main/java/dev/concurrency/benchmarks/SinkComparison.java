package dev.concurrency.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares a sink with what users would take instead, and prints a table for each
 * scenario. Each figure comes from a JVM of its own. In a round every peer has its turn,
 * and ratios are taken within a round: so what else the machine does weighs on all.
 */
public final class SinkComparison {

	private SinkComparison() {
	}

	/**
	 * Takes the number of rounds, five if there is none, and the names of scenarios, all
	 * if there are none.
	 * @param args both
	 * @throws Exception if a measurement fails
	 */
	public static void main(String[] args) throws Exception {
		int rounds = (args.length > 0) ? Integer.parseInt(args[0]) : 5;
		List<Scenario> scenarios = new ArrayList<>();
		for (int i = 1; i < args.length; i++) {
			scenarios.add(Scenario.valueOf(args[i]));
		}
		System.out.println("JDK " + Runtime.version() + ", " + Runtime.getRuntime().availableProcessors()
				+ " processors, " + System.getProperty("os.arch") + ", medians of " + rounds + " rounds");
		for (Scenario scenario : scenarios.isEmpty() ? List.of(Scenario.values()) : scenarios) {
			System.out.println(compare(scenario, rounds));
		}
	}

	private static String compare(Scenario scenario, int rounds) throws Exception {
		Table table = new Table(scenario.title());
		for (int round = 0; round < rounds; round++) {
			Map<String, Map<String, Double>> figures = new LinkedHashMap<>();
			for (String peer : scenario.peers()) {
				figures.put(peer, measure(scenario, peer));
			}
			table.add(figures);
		}
		return table.toString();
	}

	private static Map<String, Double> measure(Scenario scenario, String peer)
			throws IOException, InterruptedException {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xms512m", "-Xmx512m", "-Dslf4j.internal.verbosity=ERROR", "-Dlinger=" + scenario.lingerMillis(),
				"-cp", System.getProperty("java.class.path"), Fork.class.getName(), scenario.name(), peer)
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		Map<String, Double> figures = new LinkedHashMap<>();
		try (BufferedReader output = process.inputReader()) {
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				int equals = line.lastIndexOf('=');
				if (equals > 0) {
					figures.put(line.substring(0, equals), Double.valueOf(line.substring(equals + 1)));
				}
			}
		}
		if (process.waitFor() != 0 || figures.isEmpty()) {
			throw new IllegalStateException(peer + " failed in " + scenario);
		}
		return figures;
	}

}
