package dev.concurrency.sink;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

/**
 * Random histories of a whole sink, one thread and no real time: whatever pushes, fails,
 * flushes, restarts, aborts and stops, nothing is lost or counted twice and every flush
 * completes. To repeat a history, give its seed to {@link #play}.
 */
class SinkHistoryTests {

	private static final int HISTORIES = 4_000;

	@Test
	void nothingIsLostOrDoubledInAnyHistory() {
		for (long seed = 1; seed <= HISTORIES; seed++) {
			play(seed);
		}
	}

	private static void play(long seed) {
		SinkHistory history = new SinkHistory(new SplittableRandom(seed));
		try {
			history.play();
		}
		catch (AssertionError | RuntimeException ex) {
			throw new AssertionError("seed " + seed + ": " + ex.getMessage() + "\n" + history.text(), ex);
		}
		finally {
			Thread.interrupted();
		}
	}

}
