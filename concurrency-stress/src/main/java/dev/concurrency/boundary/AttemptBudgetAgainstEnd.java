package dev.concurrency.boundary;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

import dev.concurrency.time.Timer;

/** A task is cancelled just when it ends: the timer of its budget does not stay. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "one of the two sees the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "the timer of an attempt that is over runs out")
@State
public class AttemptBudgetAgainstEnd {

	private final Attempt attempt = new Attempt("key", () -> 1, 0);

	private final Budget budget = new Budget();

	@Actor
	public void canceller() {
		this.attempt.budget(this.budget);
	}

	@Actor
	public void task() {
		this.attempt.end();
		this.attempt.answer(new TaskOutcome.Succeeded<>(1));
	}

	@Arbiter
	public void arbiter(I_Result result) {
		result.r1 = this.budget.cancelled ? 1 : 0;
	}

	private static final class Budget implements Timer.Timeout {

		private volatile boolean cancelled;

		@Override
		public boolean cancel() {
			this.cancelled = true;
			return true;
		}

	}

}
