package dev.concurrency.process;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import dev.concurrency.time.Timer;

/**
 * The stretch of a pool thread in which it runs a callback that may be interrupted: an
 * interrupt meant for the callback never reaches what the thread does afterwards. The
 * last hooks of an incarnation, and what a callback leaves to be put in order, have time
 * of their own: an abort that finds them running reaches them a while later. Thread-safe;
 * at most one thread is inside at a time, the one that entered last.
 * <p>
 * Invariant: {@code thread} is the thread inside, and it is read and interrupted only
 * under the lock, under which it is cleared too. So are {@code hooks} and
 * {@code aftermath} written, together with the clearing of what came before: no interrupt
 * is late. No callback runs under the lock.
 */
public final class InterruptibleSection {

	/** How long what is not to be cut short goes on after an abort. */
	private static final long LAST_NANOS = Duration.ofSeconds(1).toNanos();

	private final ReentrantLock lock = new ReentrantLock();

	private @Nullable Thread thread;

	private boolean hooks;

	private boolean aftermath;

	/** A section with nobody inside. */
	public InterruptibleSection() {
	}

	/** The current thread enters. */
	public void enter() {
		enter(Thread.currentThread());
	}

	/** A thread that is about to start will be inside from its beginning. */
	void enter(Thread entering) {
		this.lock.lock();
		try {
			this.thread = entering;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The current thread leaves; an interrupt that was meant for the callback is cleared.
	 * A successor that has entered already is left alone.
	 */
	public void leave() {
		this.lock.lock();
		try {
			if (this.thread == Thread.currentThread()) {
				this.thread = null;
				this.aftermath = false;
			}
			Thread.interrupted();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * From now on only the last hooks of the incarnation run inside. An interrupt of the
	 * current thread was meant for what is over, and is cleared.
	 * @return whether there was one
	 */
	public boolean beginHooks() {
		this.lock.lock();
		try {
			this.hooks = true;
			return Thread.interrupted();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Until the current thread leaves, only what the callback has left behind is put in
	 * order. An interrupt of that thread was meant for what is over, and is cleared.
	 */
	public void beginAftermath() {
		this.lock.lock();
		try {
			this.aftermath = true;
			Thread.interrupted();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Interrupts the thread inside, if there is one; the last hooks and an aftermath only
	 * in a second.
	 * @param timer for that second
	 */
	public void abort(Timer timer) {
		if (!interruptAtOnce()) {
			timer.schedule(LAST_NANOS, this::interrupt);
		}
	}

	private boolean interruptAtOnce() {
		this.lock.lock();
		try {
			if (this.hooks || this.aftermath) {
				return false;
			}
			interrupt();
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Interrupts the thread inside, if there is one.
	 * @return whether there is one
	 */
	public boolean interrupt() {
		this.lock.lock();
		try {
			if (this.thread == null) {
				return false;
			}
			this.thread.interrupt();
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Where the thread inside is.
	 * @return its frames, one a line; empty if there is none
	 */
	public String stack() {
		this.lock.lock();
		try {
			return (this.thread != null) ? Stacks.of(this.thread) : "";
		}
		finally {
			this.lock.unlock();
		}
	}

}
