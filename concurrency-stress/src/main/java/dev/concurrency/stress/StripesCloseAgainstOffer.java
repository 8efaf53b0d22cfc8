package dev.concurrency.stress;

import java.util.ArrayList;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

import dev.concurrency.queue.BoundedQueue;

/** A producer is refused with a place of another stripe in its hands, or accepted. */
@JCStressTest
@Outcome(id = "0, 1, 1, 2", expect = Expect.ACCEPTABLE, desc = "accepted, and known to whoever closed")
@Outcome(id = "-2, 0, 0, 2", expect = Expect.ACCEPTABLE, desc = "refused, and the place is given back")
@Outcome(expect = Expect.FORBIDDEN, desc = "accepted after close returned, or an item or a place is lost")
@State
public class StripesCloseAgainstOffer {

	private final BoundedQueue<Integer> queue = new BoundedQueue<>(2, 4);

	public StripesCloseAgainstOffer() {
		Places.gather(this.queue);
	}

	@Actor
	public void producer(IIII_Result result) {
		result.r1 = (int) this.queue.offer(1);
	}

	@Actor
	public void closer(IIII_Result result) {
		this.queue.close();
		result.r2 = (int) this.queue.claimed();
	}

	@Arbiter
	public void arbiter(IIII_Result result) {
		result.r3 = this.queue.drainTo(new ArrayList<>(), 2);
		this.queue.reopen();
		result.r4 = Places.of(this.queue);
	}

}
