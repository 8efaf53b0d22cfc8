package dev.concurrency.process;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.time.Durations;

/**
 * What the watchdog has seen a thread do. Belongs to the watchdog's looks, which come one
 * at a time.
 */
final class Sighting {

	private static final Logger logger = LoggerFactory.getLogger(Watchdog.class);

	private final Supplier<? extends @Nullable Object> stretches;

	private @Nullable Object stretch;

	private @Nullable Object call;

	private long seenNanos;

	private long nextNanos;

	private @Nullable Stall stall;

	/**
	 * Nothing was seen yet.
	 * @param stretches the call, or the row of calls, that the thread is in now
	 */
	Sighting(Supplier<? extends @Nullable Object> stretches) {
		this.stretches = stretches;
	}

	/** The thread is in no call. Answers false. */
	boolean none(Look look) {
		if (this.stretch != null) {
			forget(look);
		}
		return false;
	}

	/**
	 * The thread runs somebody.
	 * @param now what the look knows
	 * @param newStretch tells a call, or a row of calls, from the next
	 * @param callee whose code it may run
	 * @param thread the thread
	 * @param shared whether others wait for it
	 * @return true
	 */
	boolean look(Look now, Object newStretch, Callee callee, Thread thread, boolean shared) {
		Object newCall = callee.call();
		if (!newStretch.equals(this.stretch) || newCall != this.call) {
			forget(now);
			this.stretch = newStretch;
			this.call = newCall;
			this.nextNanos = now.limits.nanos(shared);
		}
		else if (newCall != null) {
			this.seenNanos += now.elapsed;
			if (this.seenNanos >= this.nextNanos) {
				report(callee, thread, shared);
			}
		}
		return true;
	}

	private void report(Callee callee, Thread thread, boolean shared) {
		String stack = Stacks.of(thread);
		if (!Objects.equals(this.stretches.get(), this.stretch) || callee.call() != this.call) {
			// It is the stack of what follows.
			return;
		}
		Duration taken = taken();
		this.nextNanos = 2 * this.nextNanos;
		ProcessRef who = callee.ref();
		logger.warn("{} has been in the same call for {}{}; its thread is {}", who, Durations.text(taken),
				shared ? ", while others wait for its thread" : "", stack);
		if (this.stall == null) {
			this.stall = callee.record().stalled(who, taken, stack);
		}
	}

	private Duration taken() {
		return Duration.ofMillis(this.seenNanos / 1_000_000);
	}

	private void forget(Look now) {
		Stall over = this.stall;
		if (over != null) {
			if (over.end()) {
				logger.info("{} has come out of its call after {}", over.who(),
						Durations.text(taken().plusMillis(now.elapsed / 1_000_000)));
			}
		}
		this.stall = null;
		this.stretch = null;
		this.call = null;
		this.seenNanos = 0;
	}

	/**
	 * One look at all threads.
	 *
	 * @param elapsed how long the one before is ago, in nanoseconds
	 * @param limits how long a call may take
	 */
	record Look(long elapsed, WatchdogSettings limits) {
	}

}
