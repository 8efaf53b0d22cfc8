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
 * The consumer side moves between threads under a lock: a producer drops the oldest item
 * for its own while the consumer drains.
 */
@JCStressTest
@Outcome(id = "4, 2", expect = Expect.ACCEPTABLE, desc = "every item left once and in order, and every place is free")
@Outcome(expect = Expect.FORBIDDEN, desc = "an item or a place is lost or doubled")
@State
public class QueueDropOldest {

	private final BoundedQueue<Integer> queue = new BoundedQueue<>(2);

	// Guarded by itself: in the order in which the items left.
	private final List<Integer> left = new ArrayList<>();

	public QueueDropOldest() {
		this.queue.offer(0);
		this.queue.offer(1);
	}

	@Actor
	public void producer() {
		push(2);
		push(3);
	}

	private void push(int item) {
		while (this.queue.offer(item) < 0) {
			drainOne();
		}
	}

	@Actor
	public void consumer() {
		drainOne();
		drainOne();
	}

	private void drainOne() {
		synchronized (this.left) {
			this.queue.drainTo(this.left, 1);
		}
	}

	@Arbiter
	public void arbiter(II_Result result) {
		synchronized (this.left) {
			this.queue.drainTo(this.left, 2);
			result.r1 = this.left.equals(List.of(0, 1, 2, 3)) ? 4 : -1;
		}
		result.r2 = Places.of(this.queue);
	}

}
