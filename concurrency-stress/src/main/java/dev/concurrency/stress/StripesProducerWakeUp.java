package dev.concurrency.stress;

import java.util.ArrayList;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

import dev.concurrency.queue.BoundedQueue;

/** The race: a stripe that the producer has looked at gets room before it parks. */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "found room, or was woken")
@Outcome(expect = Expect.FORBIDDEN, desc = "the wake-up was lost")
@State
public class StripesProducerWakeUp {

	private final BoundedQueue<Integer> queue = new BoundedQueue<>(2, 4);

	private final WatchedParker parker = new WatchedParker();

	public StripesProducerWakeUp() {
		this.queue.reserve(2);
		this.queue.offerReserved(1, 0);
		this.queue.offerReserved(1, 3);
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
