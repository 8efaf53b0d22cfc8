package dev.concurrency.actor;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A supervisor that takes the actor away from a turn: what belongs to the holder, here a
 * plain count, is never written by both, and who comes later sees what the other wrote.
 */
@JCStressTest
@Outcome(id = "10, 0", expect = Expect.ACCEPTABLE, desc = "the turn found it taken away")
@Outcome(id = "11, 1", expect = Expect.ACCEPTABLE, desc = "it was taken away while the user's code ran")
@Outcome(id = "12, 2", expect = Expect.ACCEPTABLE, desc = "the turn was over")
@Outcome(expect = Expect.FORBIDDEN, desc = "both were at it")
@State
public class CustodyWithdrawAgainstTurn {

	private final Lone custody = new Lone();

	// The holder's.
	private int count;

	@Actor
	public void turn(II_Result result) {
		BareStretch mine = new BareStretch(Thread.currentThread());
		if (this.custody.enter(mine)) {
			this.count++;
			result.r2 = 1;
			Stretch.Outcome outcome = mine.call(Stretch.HANDLER, () -> {
			});
			if (!outcome.revoked()) {
				this.count++;
				result.r2 = 2;
				this.custody.leave(mine);
			}
		}
	}

	@Actor
	public void supervisor() {
		var unused = this.custody.withdraw();
		this.count += 10;
	}

	@Arbiter
	public void arbiter(II_Result result) {
		result.r1 = this.count;
	}

	/** Nothing but the custody. */
	@SuppressWarnings("serial")
	private static final class Lone extends Custody<BareStretch> {

		@Override
		public @Nullable Void getRawResult() {
			throw new UnsupportedOperationException();
		}

		@Override
		protected void setRawResult(@Nullable Void value) {
			throw new UnsupportedOperationException();
		}

		@Override
		protected boolean exec() {
			throw new UnsupportedOperationException();
		}

	}

	/** Nothing but the place. */
	private static final class BareStretch extends Stretch {

		BareStretch(Thread thread) {
			super(thread);
		}

		@Override
		boolean isAborted() {
			return false;
		}

		@Override
		void left() {
			// Nothing to tidy up.
		}

	}

}
