package dev.concurrency.benchmarks.actor;

import java.util.List;

import dev.concurrency.benchmarks.Comparison;

/** Compares actors and groups with the actors of other libraries. */
public final class ActorComparison {

	private ActorComparison() {
	}

	/**
	 * Prints a table for each figure.
	 * @param args the number of rounds and the names of scenarios
	 * @throws Exception if a measurement fails
	 */
	public static void main(String[] args) throws Exception {
		new Comparison(Fork.class, List.of(Peers.ACTORS, Peers.NARROW_ACTORS)).run(List.of(Scenario.values()), args);
	}

}
