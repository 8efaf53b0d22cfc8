package dev.concurrency.sink;

import java.util.concurrent.ThreadLocalRandom;

/**
 * How often the current batch was tried in this incarnation, and when it is tried again.
 * Not thread-safe.
 */
final class Attempts {

	private int made;

	private boolean waiting;

	private long notBefore;

	private boolean split;

	/**
	 * An attempt failed.
	 * @return whether another follows
	 */
	boolean another(Throwable failure, SinkRetry retry, long now) {
		this.made++;
		this.waiting = !this.split && retry.isWorth(failure, this.made);
		if (this.waiting) {
			this.notBefore = now + retry.backoff().delayNanos(this.made, ThreadLocalRandom.current().nextDouble());
		}
		return this.waiting;
	}

	/** How long the next attempt has to wait, zero or less if it is due. */
	long left(long now) {
		return this.waiting ? this.notBefore - now : 0;
	}

	/** The batch goes on in parts, each of which is tried once. */
	void split() {
		this.split = true;
	}

	/** The batch is settled. */
	void over(boolean lastPart) {
		this.made = 0;
		this.waiting = false;
		this.split &= !lastPart;
	}

}
