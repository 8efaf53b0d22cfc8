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

/**
 * Two producers with four items, and room for three that lies in one stripe: they take it
 * out of there while the other claims it.
 */
@JCStressTest
@Outcome(id = "3, 1", expect = Expect.ACCEPTABLE, desc = "exact bound, and drained is what was accepted")
@Outcome(expect = Expect.FORBIDDEN, desc = "an item is lost or doubled, or the bound is not exact")
@State
public class StripesTwoProducers {

	private final BoundedQueue<Integer> queue = new BoundedQueue<>(3, 4);

	private final List<Integer> first = new ArrayList<>();

	private final List<Integer> second = new ArrayList<>();

	public StripesTwoProducers() {
		Places.gather(this.queue);
	}

	@Actor
	public void first() {
		offer(10, this.first);
		offer(11, this.first);
	}

	@Actor
	public void second() {
		offer(20, this.second);
		offer(21, this.second);
	}

	private void offer(int item, List<Integer> accepted) {
		if (this.queue.offer(item) >= 0) {
			accepted.add(item);
		}
	}

	@Arbiter
	public void arbiter(II_Result result) {
		List<Integer> items = new ArrayList<>();
		result.r1 = this.queue.drainTo(items, 5);
		List<Integer> ofFirst = items.stream().filter((item) -> item < 20).toList();
		List<Integer> ofSecond = items.stream().filter((item) -> item >= 20).toList();
		result.r2 = (ofFirst.equals(this.first) && ofSecond.equals(this.second)) ? 1 : 0;
	}

}
