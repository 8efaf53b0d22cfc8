package dev.concurrency.benchmarks.actor;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the messages of one actor among many, and adds them to those of all only now and
 * then.
 */
final class CounterOfMany implements Behaviour {

	private static final int STEP = 16;

	private final AtomicLong all;

	// The actor's own.
	private int handled;

	/** Not all actors begin at the same number, or else they would report at once. */
	CounterOfMany(int index, AtomicLong all) {
		this.handled = index % STEP;
		this.all = all;
	}

	@Override
	public void handle(Object message) {
		this.handled++;
		if (this.handled == STEP) {
			this.handled = 0;
			this.all.addAndGet(STEP);
		}
	}

}
