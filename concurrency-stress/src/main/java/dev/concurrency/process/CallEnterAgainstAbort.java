package dev.concurrency.process;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** An abort comes just when a call begins: one of the two sees the other. */
@JCStressTest
@Outcome(id = { "true, false", "false, true", "true, true" }, expect = Expect.ACCEPTABLE,
		desc = "the call sees the abort, or the abort the call")
@Outcome(expect = Expect.FORBIDDEN, desc = "the abort is missed")
@State
public class CallEnterAgainstAbort {

	private final ShownCall call = new ShownCall();

	private volatile boolean aborted;

	@Actor
	public void task(ZZ_Result result) {
		this.call.enter();
		result.r1 = this.aborted;
	}

	@Actor
	public void aborter(ZZ_Result result) {
		this.aborted = true;
		result.r2 = this.call.interrupt();
	}

}
