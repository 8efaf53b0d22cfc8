package dev.concurrency.actor;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.EndMode;
import dev.concurrency.time.TimeSource;

/**
 * Keeps the turn of an actor until somebody takes it. Thread-safe: there is one turn at
 * most, and one of those who take it gets it.
 * <p>
 * No wake-up is lost: who brings the turn, or a signal, writes it and then looks who
 * waits; who waits says so and then looks for both. Once it hurries nobody is waited for:
 * who brings a turn writes it and then looks whether it hurries; who says so then looks
 * for the turn.
 */
final class ByHand implements Executor {

	private final AtomicReference<@Nullable Runnable> turn = new AtomicReference<>();

	private final AtomicReference<@Nullable EndMode> signal = new AtomicReference<>();

	private volatile @Nullable Thread waiting;

	private volatile @Nullable Executor hurried;

	@Override
	public void execute(Runnable work) {
		if (!this.turn.compareAndSet(null, work)) {
			throw new IllegalStateException("an actor has one turn at a time");
		}
		wake();
		Executor instead = this.hurried;
		if (instead != null) {
			instead.execute(this::run);
		}
	}

	/** Tells whoever reads that the actor is to end, and how. */
	void signal(EndMode mode) {
		this.signal.set(mode);
		wake();
	}

	/** How the actor is to end, once. */
	@Nullable EndMode takeSignal() {
		return this.signal.getAndSet(null);
	}

	/** Has who waits look once more. */
	void wake() {
		Thread reader = this.waiting;
		if (reader != null) {
			LockSupport.unpark(reader);
		}
	}

	/** The actor is to end, whether somebody reads it or not. */
	void hurry(Executor executor) {
		this.hurried = executor;
		executor.execute(this::run);
	}

	/** Runs the turn if there is one. Answers whether there was. */
	boolean run() {
		Runnable next = this.turn.getAndSet(null);
		if (next != null) {
			next.run();
			wake();
		}
		return next != null;
	}

	/** Waits for the turn or a signal. May return for no reason. */
	void await(long nanos, TimeSource time) throws InterruptedException {
		this.waiting = Thread.currentThread();
		try {
			if (this.turn.get() == null && this.signal.get() == null) {
				time.park(this, nanos);
			}
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
		}
		finally {
			this.waiting = null;
		}
	}

}
