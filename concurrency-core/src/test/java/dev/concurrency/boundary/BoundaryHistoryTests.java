package dev.concurrency.boundary;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

/**
 * Random histories of a whole boundary, one thread and no real time: tasks run inside
 * each other as if they had threads of their own. Whatever is submitted, cancelled,
 * retried, restarted, aborted, abandoned and stopped, every stage completes, the limit
 * holds, every incarnation ends once and the counts add up. To repeat a history, give its
 * seed to {@link #play}.
 */
class BoundaryHistoryTests {

	private static final int HISTORIES = 3_000;

	@Test
	void nothingIsLostOrDoubledInAnyHistory() {
		for (long seed = 1; seed <= HISTORIES; seed++) {
			play(seed);
		}
	}

	private static void play(long seed) {
		BoundaryHistory history = new BoundaryHistory(new SplittableRandom(seed));
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
