package dev.concurrency.benchmarks.sink;

import dev.concurrency.benchmarks.Comparison;

/** Measures one peer in one scenario. Started by {@link SinkComparison}. */
final class Fork {

	private Fork() {
	}

	/**
	 * Takes the name of a {@link Scenario} and that of a peer.
	 * @param args both
	 * @throws InterruptedException never
	 */
	public static void main(String[] args) throws InterruptedException {
		Comparison.answer(Scenario.valueOf(args[0]).measure(Peers.start(args[1])));
	}

}
