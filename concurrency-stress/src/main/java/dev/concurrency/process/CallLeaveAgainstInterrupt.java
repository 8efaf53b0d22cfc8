package dev.concurrency.process;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A call ends just when it is interrupted: nothing reaches what follows it. */
@JCStressTest
@Outcome(id = { "true, true", "false, false" }, expect = Expect.ACCEPTABLE,
		desc = "the interrupt has come before the call is left, or comes no more")
@Outcome(expect = Expect.FORBIDDEN, desc = "the interrupt comes after the call")
@State
public class CallLeaveAgainstInterrupt {

	private final ShownCall call = new ShownCall();

	public CallLeaveAgainstInterrupt() {
		this.call.enter();
	}

	@Actor
	public void task(ZZ_Result result) {
		this.call.leave();
		result.r1 = this.call.isInterrupted();
	}

	@Actor
	public void interrupter(ZZ_Result result) {
		result.r2 = this.call.interrupt();
	}

}
