package dev.concurrency.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

import dev.concurrency.queue.BoundedQueue;

/** The race: an item is refused between the consumer's last look and its park. */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "saw the refusal, or was woken")
@Outcome(expect = Expect.FORBIDDEN, desc = "the wake-up was lost")
@State
public class QueueRefusalWakeUp {

	private final BoundedQueue<Integer> queue = new BoundedQueue<>(1);

	private final WatchedParker parker = new WatchedParker();

	public QueueRefusalWakeUp() {
		this.queue.offer(0);
	}

	@Actor
	public void producer() {
		this.queue.offer(1);
		this.parker.otherFinished();
	}

	@Actor
	public void consumer(Z_Result result) {
		// Anything but the refusal may end a wait, for instance a permit of the last
		// round.
		while (!this.queue.hasRefused() && !this.parker.isLost()) {
			this.queue.awaitQueued(2, true, this.parker, Long.MAX_VALUE);
		}
		result.r1 = this.parker.isLost();
	}

}
