package dev.concurrency.benchmarks.worker;

import dev.concurrency.benchmarks.Comparison;

/** Measures one peer in one scenario. Started by {@link WorkerComparison}. */
final class Fork {

	private Fork() {
	}

	/**
	 * Takes the name of a {@link Scenario} and that of a peer.
	 * @param args both
	 * @throws Exception if the measurement fails
	 */
	public static void main(String[] args) throws Exception {
		Comparison.answer(Scenario.valueOf(args[0]).measure(args[1]));
	}

}
