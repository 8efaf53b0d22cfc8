package dev.concurrency.worker;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import dev.concurrency.time.Timer;

/**
 * The timeout of the latest wait that is not short, so that a wait which is over early
 * does not stay with the timer, and its worker with it, for the rest of its time.
 * Thread-safe: one that is told late does not take the place of a later one.
 */
final class LongWait {

	private final AtomicReference<@Nullable Armed> latest = new AtomicReference<>();

	/**
	 * A wait was armed.
	 * @param id greater than those of the waits before
	 */
	void armed(long id, Timer.Timeout timeout) {
		this.latest.accumulateAndGet(new Armed(id, timeout),
				(there, given) -> (there != null && given != null && there.id > given.id) ? there : given);
	}

	/** The wait is over early. One that is short is left to find nothing to do. */
	void over(long id) {
		Armed current = this.latest.get();
		if (current != null && current.id == id) {
			current.timeout.cancel();
		}
	}

	private record Armed(long id, Timer.Timeout timeout) {
	}

}
