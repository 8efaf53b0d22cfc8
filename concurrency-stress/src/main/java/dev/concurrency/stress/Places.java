package dev.concurrency.stress;

import java.util.ArrayList;

import dev.concurrency.queue.BoundedQueue;

/** Counts the places of a queue that nobody uses any more. */
final class Places {

	private Places() {
	}

	/** Empties the queue and answers how many items then fit into it. */
	static int of(BoundedQueue<Integer> queue) {
		queue.drainTo(new ArrayList<>(), Integer.MAX_VALUE);
		int places = 0;
		while (queue.offer(0) >= 0) {
			places++;
		}
		return places;
	}

	/** Moves all free places to one stripe. */
	static void gather(BoundedQueue<Integer> queue) {
		queue.release(queue.reserve(queue.capacity()));
	}

}
