package dev.concurrency.process;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Work comes from two threads at once: neither waits behind the other. */
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "each has a runner of its own")
@Outcome(expect = Expect.FORBIDDEN, desc = "both reckon with the same runner")
@State
public class RunnersForTwoAtOnce {

	private final HeldPool pool = new HeldPool();

	@Actor
	public void one() {
		this.pool.executor.execute(() -> {
		});
	}

	@Actor
	public void other() {
		this.pool.executor.execute(() -> {
		});
	}

	@Arbiter
	public void arbiter(I_Result result) {
		result.r1 = this.pool.given();
	}

}
