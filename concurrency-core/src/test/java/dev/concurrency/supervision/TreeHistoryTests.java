package dev.concurrency.supervision;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.fail;

/**
 * Random histories of whole trees against what must hold over their levels, as
 * {@link TreeStage} checks it. A history that fails is shortened as far as it still
 * fails. To repeat one, give its seed to {@link TreeHistory#random}; the system property
 * {@code histories} asks for more of them.
 */
class TreeHistoryTests {

	private static final int HISTORIES = Integer.getInteger("histories", 5_000);

	@Test
	void whatHoldsOfEachSupervisorHoldsOfATree() {
		for (long seed = 1; seed <= HISTORIES; seed++) {
			TreeHistory history = TreeHistory.random(seed);
			if (history.fault() != null) {
				fail("seed " + seed + ", shortest: " + history.shrunk().fault());
			}
		}
	}

}
