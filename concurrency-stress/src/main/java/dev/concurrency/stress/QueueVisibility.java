package dev.concurrency.stress;

import java.util.ArrayList;
import java.util.List;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

import dev.concurrency.queue.BoundedQueue;

/** The consumer sees the plain fields of an item as they were when it was offered. */
@JCStressTest
@Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "nothing was queued yet")
@Outcome(id = "10", expect = Expect.ACCEPTABLE, desc = "all fields are seen")
@Outcome(expect = Expect.FORBIDDEN, desc = "an item is seen half written")
@State
public class QueueVisibility {

	private final BoundedQueue<Item> queue = new BoundedQueue<>(1);

	@Actor
	public void producer() {
		this.queue.offer(new Item(1));
	}

	@Actor
	public void consumer(I_Result result) {
		List<Item> items = new ArrayList<>(1);
		result.r1 = (this.queue.drainTo(items, 1) == 0) ? -1 : items.get(0).sum();
	}

	private static final class Item {

		private int a;

		private int b;

		private int c;

		private int d;

		private Item(int unit) {
			this.a = unit;
			this.b = 2 * unit;
			this.c = 3 * unit;
			this.d = 4 * unit;
		}

		private int sum() {
			return this.a + this.b + this.c + this.d;
		}

	}

}
