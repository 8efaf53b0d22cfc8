package dev.concurrency.test;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** How an expectation waits for what is expected. */
@FunctionalInterface
interface Patience {

	/** For a runtime with threads of its own: looks again and again, in real time. */
	Patience OF_THREADS = Patience::look;

	/**
	 * Waits until a condition holds, as long as that makes sense.
	 * @return whether it holds
	 */
	boolean until(BooleanSupplier condition);

	private static boolean look(BooleanSupplier condition) {
		long begun = System.nanoTime();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() - begun > TestKit.PATIENCE.toNanos()) {
				return false;
			}
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
		}
		return true;
	}

}
