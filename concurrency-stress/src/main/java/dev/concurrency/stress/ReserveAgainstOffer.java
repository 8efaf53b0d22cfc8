package dev.concurrency.stress;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

import dev.concurrency.queue.BoundedQueue;

/** One takes places to keep them, the other claims them. */
@JCStressTest
@Outcome(id = "3, 3", expect = Expect.ACCEPTABLE, desc = "each place went to one of them, and all came back")
@Outcome(expect = Expect.FORBIDDEN, desc = "a place was lost or went to both")
@State
public class ReserveAgainstOffer {

	private final BoundedQueue<Integer> queue = new BoundedQueue<>(3, 2);

	private int reserved;

	private int accepted;

	@Actor
	public void reserving() {
		this.reserved = this.queue.reserve(2);
		this.reserved += this.queue.reserve(2);
		if (this.reserved > 0 && this.queue.offerReserved(1, 1) < 0) {
			this.reserved = -9;
		}
	}

	@Actor
	public void offering() {
		for (int i = 0; i < 3; i++) {
			if (this.queue.offer(i) >= 0) {
				this.accepted++;
			}
		}
	}

	@Arbiter
	public void arbiter(II_Result result) {
		result.r1 = this.reserved + this.accepted;
		this.queue.release(Math.max(0, this.reserved - 1));
		result.r2 = Places.of(this.queue);
	}

}
