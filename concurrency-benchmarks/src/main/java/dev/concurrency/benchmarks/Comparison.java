package dev.concurrency.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs trials and prints a table for each figure. Each figure comes from a JVM of its
 * own. In a round every peer has its turn, and ratios are taken within a round: so what
 * else the machine does weighs on all. Immutable.
 */
public final class Comparison {

	private static final int DEFAULT_ROUNDS = 5;

	private final Class<?> fork;

	private final List<String> references;

	/**
	 * A comparison.
	 * @param fork its main method takes the names of a trial and of a peer and calls
	 * {@link #answer}
	 * @param references the peers that the others are compared with
	 */
	public Comparison(Class<?> fork, List<String> references) {
		this.fork = fork;
		this.references = List.copyOf(references);
	}

	/**
	 * Measures and prints.
	 * @param trials all there are
	 * @param args the number of rounds, five if there is none, and the names of trials,
	 * all if there are none
	 * @throws IOException if a JVM cannot be started
	 * @throws InterruptedException if the thread is interrupted
	 */
	public void run(List<? extends Trial> trials, String... args) throws IOException, InterruptedException {
		int rounds = (args.length > 0) ? Integer.parseInt(args[0]) : DEFAULT_ROUNDS;
		List<String> chosen = (args.length > 1) ? List.of(args).subList(1, args.length)
				: trials.stream().map(Trial::name).toList();
		System.out.println("JDK " + Runtime.version() + ", " + Runtime.getRuntime().availableProcessors()
				+ " processors, " + System.getProperty("os.arch") + ", medians of " + rounds + " rounds");
		for (String name : chosen) {
			Trial trial = trials.stream()
				.filter((candidate) -> candidate.name().equals(name))
				.findFirst()
				.orElseThrow(() -> new IllegalArgumentException("There is no trial " + name));
			System.out.println(compare(trial, rounds));
		}
	}

	private Table compare(Trial trial, int rounds) throws IOException, InterruptedException {
		Table table = new Table(trial.title(), this.references);
		for (int round = 0; round < rounds; round++) {
			Map<String, Map<String, Double>> figures = new LinkedHashMap<>();
			for (String peer : trial.peers()) {
				figures.put(peer, measure(trial, peer));
			}
			table.add(figures);
		}
		return table;
	}

	private Map<String, Double> measure(Trial trial, String peer) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(trial.jvmOptions(peer));
		command.addAll(List.of("-Dslf4j.internal.verbosity=ERROR", "-cp", trial.classPath(peer), this.fork.getName(),
				trial.name(), peer));
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
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
			throw new IllegalStateException(peer + " failed in " + trial.name());
		}
		return figures;
	}

	/**
	 * Hands the figures to the comparison that has started this JVM, and ends the JVM:
	 * the threads of the peer go on otherwise.
	 * @param figures by their names, which become the titles of tables
	 */
	public static void answer(Map<String, Double> figures) {
		figures.forEach((name, value) -> System.out.println(name + "=" + value));
		System.out.flush();
		Runtime.getRuntime().halt(0);
	}

}
