package dev.concurrency.benchmarks;

/**
 * Measures one peer in one scenario and prints the figures, one a line. Started by
 * {@link SinkComparison}.
 */
final class Fork {

	private Fork() {
	}

	/**
	 * Takes the name of a {@link Scenario} and that of a peer.
	 * @param args both
	 * @throws InterruptedException never
	 */
	public static void main(String[] args) throws InterruptedException {
		Scenario.valueOf(args[0])
			.measure(Peers.start(args[1]))
			.forEach((name, value) -> System.out.println(name + "=" + value));
		System.out.flush();
		// The threads go on.
		Runtime.getRuntime().halt(0);
	}

}
