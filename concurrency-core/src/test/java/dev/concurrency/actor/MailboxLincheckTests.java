package dev.concurrency.actor;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A mailbox that its reader never lets go of is a linearizable bounded queue: each offer,
 * poll and close takes effect at one moment, the bound included. Letting go is checked in
 * {@link MailboxStressTests}.
 */
@Param(name = "message", gen = org.jetbrains.lincheck.datastructures.IntGen.class, conf = "1:9")
public class MailboxLincheckTests {

	private final TestMailbox<Integer> mailbox = new TestMailbox<>(2);

	public MailboxLincheckTests() {
		this.mailbox.open();
	}

	@Operation
	public String offer(@Param(name = "message") int message) {
		return this.mailbox.offer(new Letter<>(message, null)).name();
	}

	@Operation(nonParallelGroup = "reader")
	public @Nullable Integer poll() {
		Letter<Integer> letter = this.mailbox.poll();
		return (letter != null) ? letter.message : null;
	}

	@Operation(runOnce = true)
	public boolean close() {
		return this.mailbox.close();
	}

	@Test
	void everyInterleavingOfAReaderTwoSendersAndACloseIsLinearizable() {
		new ModelCheckingOptions().iterations(6)
			.invocationsPerIteration(400)
			.threads(3)
			.actorsPerThread(3)
			.actorsBefore(2)
			.actorsAfter(2)
			.check(MailboxLincheckTests.class);
	}

}
