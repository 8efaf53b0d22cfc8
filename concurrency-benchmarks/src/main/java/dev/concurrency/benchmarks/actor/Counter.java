package dev.concurrency.benchmarks.actor;

import java.util.concurrent.atomic.AtomicLong;

/** Counts messages; the count may be read by any thread. */
final class Counter implements Behaviour {

	private final AtomicLong shown = new AtomicLong();

	// The actor's own.
	private long handled;

	@Override
	public void handle(Object message) {
		this.handled++;
		this.shown.lazySet(this.handled);
	}

	long handled() {
		return this.shown.get();
	}

}
