package dev.concurrency.benchmarks.actor;

import dev.concurrency.benchmarks.Comparison;

/** Measures one peer in one scenario. Started by {@link ActorComparison}. */
final class Fork {

	private Fork() {
	}

	/**
	 * Takes the name of a {@link Scenario} and that of a peer.
	 * @param args both
	 * @throws Exception if the measurement fails
	 */
	public static void main(String[] args) throws Exception {
		Comparison.answer(Scenario.valueOf(args[0]).measure(Peers.start(args[1])));
	}

}
