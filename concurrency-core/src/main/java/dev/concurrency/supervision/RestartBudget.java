package dev.concurrency.supervision;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.supervision.SupervisionException.Charge;
import dev.concurrency.time.Durations;

/**
 * Counts restarts in a sliding window, as an Erlang/OTP supervisor does: a restart counts
 * while it is strictly younger than the period. Not thread-safe but for {@link #used}.
 */
final class RestartBudget {

	/** So many restarts are remembered with their causes. */
	private static final int MAX_HISTORY = 32;

	private final Deque<Charged> history = new ArrayDeque<>();

	private final RestartPolicy policy;

	private final long periodNanos;

	// Replaced, never changed, since observers read it.
	private volatile long[] charged = {};

	/** A budget of which nothing is used. */
	RestartBudget(RestartPolicy policy) {
		this.policy = policy;
		this.periodNanos = Durations.toNanos(policy.period());
	}

	/**
	 * Charges one restart.
	 * @return false if the restart exceeds the budget
	 */
	boolean charge(long now, ProcessPath child, Throwable cause) {
		long[] counting = Arrays.stream(this.charged).filter((at) -> isYoung(at, now)).toArray();
		boolean allowed = counting.length < this.policy.maxRestarts();
		if (allowed) {
			counting = Arrays.copyOf(counting, counting.length + 1);
			counting[counting.length - 1] = now;
		}
		this.charged = counting;
		remember(new Charged(now, new Charge(child, cause)));
		return allowed;
	}

	/** What it allows. */
	RestartPolicy policy() {
		return this.policy;
	}

	/** Whether one more restart would not exceed the budget. */
	boolean allows(long now) {
		return used(now) < this.policy.maxRestarts();
	}

	/** Notes a restart that is refused although this budget may allow it. */
	void refuse(long now, ProcessPath child, Throwable cause) {
		remember(new Charged(now, new Charge(child, cause)));
	}

	private void remember(Charged entry) {
		this.history.removeIf((old) -> !isYoung(old.at, entry.at));
		if (this.history.size() == MAX_HISTORY) {
			this.history.removeFirst();
		}
		this.history.addLast(entry);
	}

	/** What was charged or refused within the period before the last charge. */
	List<Charge> history() {
		return this.history.stream().map(Charged::charge).toList();
	}

	/** How many restarts lie in the window. Any thread may ask. */
	int used(long now) {
		return (int) Arrays.stream(this.charged).filter((at) -> isYoung(at, now)).count();
	}

	private boolean isYoung(long at, long now) {
		return now - at < this.periodNanos;
	}

	private record Charged(long at, Charge charge) {
	}

}
