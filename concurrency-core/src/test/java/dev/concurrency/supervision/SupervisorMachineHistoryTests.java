package dev.concurrency.supervision;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.fail;

/**
 * Random histories against the invariants of {@link SupervisorMachine}, as
 * {@link SupervisorModel} has them. A history that fails is shortened as far as it still
 * fails. To repeat one, give its seed to {@link SupervisorHistory#random}.
 */
class SupervisorMachineHistoryTests {

	private static final int HISTORIES = 5_000;

	@Test
	void theInvariantsHoldInAnyHistory() {
		for (long seed = 1; seed <= HISTORIES; seed++) {
			SupervisorHistory history = SupervisorHistory.random(seed);
			if (history.fault() != null) {
				fail("seed " + seed + ", shortest: " + history.shrunk().fault());
			}
		}
	}

}
