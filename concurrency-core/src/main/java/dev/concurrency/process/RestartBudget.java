package dev.concurrency.process;

import java.util.ArrayDeque;
import java.util.Deque;

import dev.concurrency.time.Durations;

/**
 * Counts restarts in a sliding window, as an Erlang/OTP supervisor does: a restart counts
 * while it is strictly younger than the period. Not thread-safe.
 */
public final class RestartBudget {

	private final int maxRestarts;

	private final long periodNanos;

	private final Deque<Long> charged = new ArrayDeque<>();

	/**
	 * A budget of which nothing is used.
	 * @param policy how many restarts in how long
	 */
	public RestartBudget(RestartPolicy policy) {
		this.maxRestarts = policy.maxRestarts();
		this.periodNanos = Durations.toNanos(policy.period());
	}

	/**
	 * Charges one restart.
	 * @param now the current {@link dev.concurrency.time.TimeSource#nanoTime()}
	 * @return false if the restart exceeds the budget
	 */
	public boolean charge(long now) {
		used(now);
		if (this.charged.size() >= this.maxRestarts) {
			return false;
		}
		this.charged.addLast(now);
		return true;
	}

	/**
	 * How much of the budget is used.
	 * @param now the current {@link dev.concurrency.time.TimeSource#nanoTime()}
	 * @return how many restarts lie in the window
	 */
	public int used(long now) {
		while (!this.charged.isEmpty() && now - this.charged.getFirst() >= this.periodNanos) {
			this.charged.removeFirst();
		}
		return this.charged.size();
	}

}
