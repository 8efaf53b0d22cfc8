package dev.concurrency.stress;

import java.util.ArrayList;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

import dev.concurrency.queue.BoundedQueue;

/** The race: room is made between the last attempt to reserve and the wait for a call. */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "got the place, and no call yet")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "got the place, and the call")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "was called afterwards")
@Outcome(expect = Expect.FORBIDDEN, desc = "the call was lost, or came twice")
@State
public class RoomCall {

	private final BoundedQueue<Integer> queue = new BoundedQueue<>(1);

	private int reserved;

	private int calls;

	public RoomCall() {
		this.queue.offer(1);
	}

	@Actor
	public void consumer() {
		this.queue.drainTo(new ArrayList<>(1), 1);
	}

	@Actor
	public void subscriber() {
		this.queue.onRoom(() -> this.calls++);
		this.reserved = this.queue.reserve(1);
	}

	@Arbiter
	public void arbiter(II_Result result) {
		result.r1 = this.reserved;
		result.r2 = this.calls;
	}

}
