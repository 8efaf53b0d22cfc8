package dev.concurrency.process;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Work comes just when a runner takes what was there before, which goes on for longer.
 */
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "each has a runner of its own")
@Outcome(id = "3", expect = Expect.ACCEPTABLE, desc = "the first has had its thread for a millisecond")
@Outcome(expect = Expect.FORBIDDEN, desc = "the second waits behind the first")
@State
public class RunnerComesAgainstExecute {

	private final HeldPool pool = new HeldPool();

	private volatile boolean handedOver;

	public RunnerComesAgainstExecute() {
		this.pool.executor.execute(() -> {
			while (!this.handedOver) {
				Thread.onSpinWait();
			}
		});
	}

	@Actor
	public void second() {
		this.pool.executor.execute(() -> {
		});
		this.handedOver = true;
	}

	@Actor
	public void thread() {
		this.pool.hasOneThread();
	}

	@Arbiter
	public void arbiter(I_Result result) {
		result.r1 = this.pool.given();
	}

}
