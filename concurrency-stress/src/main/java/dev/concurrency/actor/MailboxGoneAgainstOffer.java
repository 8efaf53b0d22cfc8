package dev.concurrency.actor;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LZI_Result;

/** An actor that goes because nobody speaks to it, and somebody who does. */
@JCStressTest
@Outcome(id = "ACCEPTED, false, 1", expect = Expect.ACCEPTABLE, desc = "accepted, and the actor stays")
@Outcome(id = "CLOSED, true, 0", expect = Expect.ACCEPTABLE, desc = "gone: the sender looks for its successor")
@Outcome(expect = Expect.FORBIDDEN, desc = "accepted by an actor that is gone")
@State
public class MailboxGoneAgainstOffer {

	private final BareMailbox mailbox = BareMailbox.held();

	@Actor
	public void sender(LZI_Result result) {
		result.r1 = this.mailbox.offer(1);
	}

	@Actor
	public void reader(LZI_Result result) {
		result.r2 = this.mailbox.closeIfEmpty();
	}

	@Arbiter
	public void arbiter(LZI_Result result) {
		result.r3 = this.mailbox.drain();
	}

}
