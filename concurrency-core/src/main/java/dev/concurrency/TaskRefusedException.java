package dev.concurrency;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ConcurrencyException;

/** A pool did not take a task, or has not begun with it when it was closed. */
public final class TaskRefusedException extends ConcurrencyException {

	private final String pool;

	private final long queued;

	private final long active;

	TaskRefusedException(String pool, TaskPoolSnapshot now, @Nullable Throwable cause) {
		super("The pool '" + pool + "' took no task: " + now.active() + " run and " + now.queued()
				+ " wait, or it is closed. Try again later, or change concurrency.executors." + pool, cause);
		this.pool = pool;
		this.queued = now.queued();
		this.active = now.active();
	}

	/**
	 * Which pool.
	 * @return {@code blocking} or {@code cpu}
	 */
	public String pool() {
		return this.pool;
	}

	/**
	 * How many tasks waited for a thread then.
	 * @return zero or more
	 */
	public long queued() {
		return this.queued;
	}

	/**
	 * How many tasks ran then.
	 * @return zero or more
	 */
	public long active() {
		return this.active;
	}

}
