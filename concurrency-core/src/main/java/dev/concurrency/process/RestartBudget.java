package dev.concurrency.process;

import java.util.Arrays;

import dev.concurrency.time.Durations;

/**
 * Counts restarts in a sliding window, as an Erlang/OTP supervisor does: a restart counts
 * while it is strictly younger than the period. Not thread-safe but for {@link #used}.
 */
public final class RestartBudget {

	private final int maxRestarts;

	private final long periodNanos;

	// Replaced, never changed, since observers read it.
	private volatile long[] charged = {};

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
		long[] counting = Arrays.stream(this.charged).filter((at) -> now - at < this.periodNanos).toArray();
		boolean allowed = counting.length < this.maxRestarts;
		if (allowed) {
			counting = Arrays.copyOf(counting, counting.length + 1);
			counting[counting.length - 1] = now;
		}
		this.charged = counting;
		return allowed;
	}

	/**
	 * How much of the budget is used. Any thread may ask.
	 * @param now the current {@link dev.concurrency.time.TimeSource#nanoTime()}
	 * @return how many restarts lie in the window
	 */
	public int used(long now) {
		return (int) Arrays.stream(this.charged).filter((at) -> now - at < this.periodNanos).count();
	}

}
