package dev.concurrency.benchmarks.worker;

import java.util.List;

import dev.concurrency.benchmarks.Comparison;

/** Compares workers, and the timer under them, with other schedulers and timers. */
public final class WorkerComparison {

	private WorkerComparison() {
	}

	/**
	 * Prints a table for each figure.
	 * @param args the number of rounds and the names of scenarios
	 * @throws Exception if a measurement fails
	 */
	public static void main(String[] args) throws Exception {
		new Comparison(Fork.class, List.of(Scenario.REFERENCE)).run(List.of(Scenario.values()), args);
	}

}
