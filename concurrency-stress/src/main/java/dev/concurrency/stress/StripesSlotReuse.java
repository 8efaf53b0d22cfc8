package dev.concurrency.stress;

import java.util.ArrayList;
import java.util.List;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

import dev.concurrency.queue.BoundedQueue;

/** A producer uses the one place again while the consumer gives it back. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "drained is what was accepted, in order, in one place")
@Outcome(expect = Expect.FORBIDDEN, desc = "an item or the place is lost, doubled or misplaced")
@State
public class StripesSlotReuse {

	private final BoundedQueue<Integer> queue = new BoundedQueue<>(1, 4);

	private final List<Integer> accepted = new ArrayList<>();

	private final List<Integer> drained = new ArrayList<>();

	@Actor
	public void producer() {
		for (int i = 0; i < 4; i++) {
			if (this.queue.offer(i) >= 0) {
				this.accepted.add(i);
			}
		}
	}

	@Actor
	public void consumer() {
		for (int i = 0; i < 3; i++) {
			this.queue.drainTo(this.drained, 1);
		}
	}

	@Arbiter
	public void arbiter(II_Result result) {
		this.queue.drainTo(this.drained, 1);
		result.r1 = this.accepted.equals(this.drained) ? 1 : 0;
		result.r2 = Places.of(this.queue);
	}

}
