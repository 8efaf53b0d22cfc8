package dev.concurrency.actor;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LZI_Result;

/** A reader that lets go finds the letter, or the sender runs the actor. */
@JCStressTest
@Outcome(id = "ACCEPTED, false, 1", expect = Expect.ACCEPTABLE, desc = "the reader goes on")
@Outcome(id = "ACCEPTED_IDLE, true, 1", expect = Expect.ACCEPTABLE, desc = "the sender runs the actor")
@Outcome(expect = Expect.FORBIDDEN, desc = "nobody or both run the actor, or the letter is lost")
@State
public class MailboxReleaseAgainstOffer {

	private final BareMailbox mailbox = BareMailbox.held();

	@Actor
	public void sender(LZI_Result result) {
		result.r1 = this.mailbox.offer(1);
	}

	@Actor
	public void reader(LZI_Result result) {
		result.r2 = this.mailbox.release();
	}

	@Arbiter
	public void arbiter(LZI_Result result) {
		result.r3 = this.mailbox.drain();
	}

}
