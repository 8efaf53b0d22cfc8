package dev.concurrency.stress;

import java.util.ArrayList;
import java.util.List;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

import dev.concurrency.queue.BoundedQueue;

/**
 * Two producers with four items and room for three: three are accepted, in each
 * producer's order, and every sequence names the item's place.
 */
@JCStressTest
@Outcome(id = "3, 1, 1", expect = Expect.ACCEPTABLE, desc = "exact bound, in order, at their sequences")
@Outcome(expect = Expect.FORBIDDEN, desc = "an item is lost, doubled or misplaced, or the bound is not exact")
@State
public class QueueTwoProducers {

	private final BoundedQueue<Integer> queue = new BoundedQueue<>(3);

	private final long[] first = new long[2];

	private final long[] second = new long[2];

	@Actor
	public void first() {
		this.first[0] = this.queue.offer(10);
		this.first[1] = this.queue.offer(11);
	}

	@Actor
	public void second() {
		this.second[0] = this.queue.offer(20);
		this.second[1] = this.queue.offer(21);
	}

	@Arbiter
	public void arbiter(III_Result result) {
		List<Integer> items = new ArrayList<>();
		result.r1 = this.queue.drainTo(items, 5);
		result.r2 = isInPlace(items, this.first[0], 10) && isInPlace(items, this.first[1], 11) ? 1 : 0;
		result.r3 = isInPlace(items, this.second[0], 20) && isInPlace(items, this.second[1], 21) ? 1 : 0;
	}

	private static boolean isInPlace(List<Integer> items, long answer, int item) {
		return (answer == BoundedQueue.FULL) ? !items.contains(item) : items.indexOf(item) == answer;
	}

}
