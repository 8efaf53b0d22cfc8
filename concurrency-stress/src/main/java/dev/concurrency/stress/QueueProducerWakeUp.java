package dev.concurrency.stress;

import java.util.ArrayList;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

import dev.concurrency.queue.BoundedQueue;

/** The race: room is made between the producer's last refusal and its park. */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "found room, or was woken")
@Outcome(expect = Expect.FORBIDDEN, desc = "the wake-up was lost")
@State
public class QueueProducerWakeUp {

	private final BoundedQueue<Integer> queue = new BoundedQueue<>(1);

	private final WatchedParker parker = new WatchedParker();

	public QueueProducerWakeUp() {
		this.queue.offer(1);
	}

	@Actor
	public void consumer() {
		this.queue.drainTo(new ArrayList<>(1), 1);
		this.parker.otherFinished();
	}

	@Actor
	public void producer(Z_Result result) {
		try {
			this.queue.put(2, Long.MAX_VALUE, this.parker, System::nanoTime);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		result.r1 = this.parker.isLost();
	}

}
