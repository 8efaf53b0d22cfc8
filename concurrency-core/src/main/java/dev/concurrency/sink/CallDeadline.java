package dev.concurrency.sink;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.concurrency.time.Durations;
import dev.concurrency.time.Timer;

/**
 * Interrupts a call that takes too long, and says so when even that does not bring it
 * back. Thread-safe: the timer comes on its own thread. Invariant: {@code caller} is the
 * thread inside the call, and it is read, interrupted and cleared only under the lock, so
 * that no interrupt reaches what the thread does after the call.
 */
final class CallDeadline {

	/** An interrupted call has so long to come back. */
	static final Duration GRACE = Duration.ofSeconds(2);

	private final ReentrantLock lock = new ReentrantLock();

	private final Timer timer;

	private final Consumer<DrainTimeoutException> ignored;

	private Timer.@Nullable Timeout timeout;

	private @Nullable Thread caller;

	private boolean interrupted;

	// Tells the calls apart: a timeout may come late.
	private long calls;

	/**
	 * No call is under way.
	 * @param timer runs out
	 * @param ignored called on the timer's thread when a call ignores its interrupt; must
	 * not block
	 */
	CallDeadline(Timer timer, Consumer<DrainTimeoutException> ignored) {
		this.timer = timer;
		this.ignored = ignored;
	}

	/**
	 * The current thread begins a call.
	 * @param what names it
	 */
	void begin(String what, Duration limit) {
		long nanos = Durations.toNanos(limit);
		if (nanos == Long.MAX_VALUE) {
			return;
		}
		this.lock.lock();
		try {
			long call = ++this.calls;
			this.caller = Thread.currentThread();
			this.interrupted = false;
			this.timeout = this.timer.schedule(nanos, () -> over(call, new DrainTimeoutException(what, limit, null)));
		}
		finally {
			this.lock.unlock();
		}
	}

	private void over(long call, DrainTimeoutException failure) {
		this.lock.lock();
		try {
			Thread late = this.caller;
			if (call == this.calls && late != null) {
				this.interrupted = true;
				late.interrupt();
				this.timeout = this.timer.schedule(GRACE.toNanos(), () -> hangs(call, failure));
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void hangs(long call, DrainTimeoutException failure) {
		boolean inside;
		this.lock.lock();
		try {
			inside = call == this.calls && this.caller != null;
		}
		finally {
			this.lock.unlock();
		}
		if (inside) {
			this.ignored.accept(failure);
		}
	}

	/**
	 * The call is over; an interrupt that was meant for it is cleared.
	 * @return whether it was interrupted
	 */
	boolean end() {
		this.lock.lock();
		try {
			Timer.Timeout pending = this.timeout;
			if (pending != null) {
				pending.cancel();
				this.timeout = null;
			}
			this.caller = null;
			boolean late = this.interrupted;
			this.interrupted = false;
			if (late) {
				Thread.interrupted();
			}
			return late;
		}
		finally {
			this.lock.unlock();
		}
	}

}
