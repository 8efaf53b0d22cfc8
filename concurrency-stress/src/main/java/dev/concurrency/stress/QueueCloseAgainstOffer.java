package dev.concurrency.stress;

import java.util.ArrayList;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJI_Result;

import dev.concurrency.queue.BoundedQueue;

/** What close left behind is final: accepted means drained, refused means absent. */
@JCStressTest
@Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "accepted, and known to whoever closed")
@Outcome(id = "-2, 0, 0", expect = Expect.ACCEPTABLE, desc = "refused")
@Outcome(expect = Expect.FORBIDDEN, desc = "accepted after close returned, or accepted and lost")
@State
public class QueueCloseAgainstOffer {

	private final BoundedQueue<Integer> queue = new BoundedQueue<>(2);

	@Actor
	public void producer(JJI_Result result) {
		result.r1 = this.queue.offer(1);
	}

	@Actor
	public void closer(JJI_Result result) {
		this.queue.close();
		result.r2 = this.queue.claimed();
	}

	@Arbiter
	public void arbiter(JJI_Result result) {
		result.r3 = this.queue.drainTo(new ArrayList<>(), 2);
	}

}
