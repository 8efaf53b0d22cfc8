package dev.concurrency.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

import dev.concurrency.queue.BoundedQueue;

/**
 * The race: the item that completes a batch is accepted, in a stripe that is not the last
 * to be armed, between the consumer's last look and its park.
 */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "saw the items, or was woken")
@Outcome(expect = Expect.FORBIDDEN, desc = "the wake-up was lost")
@State
public class StripesConsumerWakeUp {

	private final BoundedQueue<Integer> queue = new BoundedQueue<>(9, 4);

	private final WatchedParker parker = new WatchedParker();

	@Actor
	public void producer() {
		this.queue.offer(1);
		this.queue.offer(2);
		this.queue.offer(3);
		this.parker.otherFinished();
	}

	@Actor
	public void consumer(Z_Result result) {
		// Uneven stripes end a wait early.
		while (this.queue.claimed() < 3 && !this.parker.isLost()) {
			this.queue.awaitQueued(3, true, this.parker, Long.MAX_VALUE);
		}
		result.r1 = this.parker.isLost();
	}

}
