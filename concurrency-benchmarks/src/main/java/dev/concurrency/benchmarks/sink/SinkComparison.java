package dev.concurrency.benchmarks.sink;

import java.util.List;

import dev.concurrency.benchmarks.Comparison;

/** Compares a sink with what users would take instead. */
public final class SinkComparison {

	private SinkComparison() {
	}

	/**
	 * Prints a table for each figure.
	 * @param args the number of rounds and the names of scenarios
	 * @throws Exception if a measurement fails
	 */
	public static void main(String[] args) throws Exception {
		new Comparison(Fork.class, List.of(Peers.SINK, Peers.STRIPED_SINK)).run(List.of(Scenario.values()), args);
	}

}
