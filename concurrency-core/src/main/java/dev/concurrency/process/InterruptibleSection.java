package dev.concurrency.process;

import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * The stretch of a pool thread in which it runs a callback that may be interrupted: an
 * interrupt meant for the callback never reaches what the thread does afterwards.
 * Thread-safe; at most one thread is inside at a time, the one that entered last.
 * <p>
 * Invariant: {@code thread} is the thread inside, and it is read and interrupted only
 * under the lock, under which it is cleared too. No callback runs under the lock.
 */
public final class InterruptibleSection {

	private final ReentrantLock lock = new ReentrantLock();

	private @Nullable Thread thread;

	/** A section with nobody inside. */
	public InterruptibleSection() {
	}

	/** The current thread enters. */
	public void enter() {
		this.lock.lock();
		try {
			this.thread = Thread.currentThread();
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
			}
			Thread.interrupted();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Interrupts the thread inside, if there is one. */
	public void interrupt() {
		this.lock.lock();
		try {
			if (this.thread != null) {
				this.thread.interrupt();
			}
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
