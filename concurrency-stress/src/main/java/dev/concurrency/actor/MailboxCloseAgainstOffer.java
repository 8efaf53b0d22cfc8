package dev.concurrency.actor;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LZI_Result;

/** Tell against stop: what was accepted is there, and one of the two runs the actor. */
@JCStressTest
@Outcome(id = "ACCEPTED_IDLE, false, 1", expect = Expect.ACCEPTABLE, desc = "accepted, and run by the sender")
@Outcome(id = "CLOSED, true, 0", expect = Expect.ACCEPTABLE, desc = "refused, and run by who closed")
@Outcome(expect = Expect.FORBIDDEN, desc = "a letter is lost, or nobody or both run the actor")
@State
public class MailboxCloseAgainstOffer {

	private final BareMailbox mailbox = new BareMailbox();

	@Actor
	public void sender(LZI_Result result) {
		result.r1 = this.mailbox.offer(1);
	}

	@Actor
	public void closer(LZI_Result result) {
		result.r2 = this.mailbox.close();
	}

	@Arbiter
	public void arbiter(LZI_Result result) {
		result.r3 = this.mailbox.drain();
	}

}
