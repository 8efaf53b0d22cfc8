package dev.concurrency.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Linearizability of offering, draining one and closing, under chosen interleavings and
 * under real ones. Draining more than one is not linearizable, and need not be: it may
 * stop at an item that is being written. Lost wake-ups are not for Lincheck, whose model
 * of parking wakes up spuriously.
 */
class BoundedQueueLincheckTests {

	private static final int CAPACITY = 2;

	@Test
	void offersAndDrainsAreLinearizableInChosenInterleavings() {
		options(new ModelCheckingOptions().invocationsPerIteration(300)).iterations(10).check(OfferAndDrain.class);
	}

	@Test
	void offersAndDrainsAreLinearizableUnderStress() {
		options(new StressOptions().invocationsPerIteration(500)).iterations(8).check(OfferAndDrain.class);
	}

	@Test
	void closingIsLinearizableInChosenInterleavings() {
		options(new ModelCheckingOptions().invocationsPerIteration(300)).iterations(8).check(WithClose.class);
	}

	private static <O extends Options<O, ?>> O options(O options) {
		return options.threads(3)
			.actorsBefore(2)
			.actorsPerThread(2)
			.actorsAfter(3)
			.sequentialSpecification(Sequential.class);
	}

	/** Without closing, so that chance does not spend its scenarios on refusals. */
	@Param(name = "item", gen = IntGen.class)
	public static class OfferAndDrain {

		final BoundedQueue<Integer> queue = new BoundedQueue<>(CAPACITY);

		@Operation
		public long offer(int item) {
			return this.queue.offer(item);
		}

		@Operation(nonParallelGroup = "consumer")
		public @Nullable Integer drainOne() {
			List<Integer> target = new ArrayList<>(1);
			return (this.queue.drainTo(target, 1) == 0) ? null : target.get(0);
		}

	}

	/** All that changes the tail. */
	@Param(name = "item", gen = IntGen.class)
	public static class WithClose extends OfferAndDrain {

		@Operation
		public void close() {
			this.queue.close();
		}

		@Operation
		public long claimed() {
			return this.queue.claimed();
		}

	}

	/** The same queue for one thread. */
	public static class Sequential {

		private final Deque<Integer> items = new ArrayDeque<>();

		private long claimed;

		private boolean closed;

		public long offer(int item) {
			if (this.closed) {
				return BoundedQueue.CLOSED;
			}
			if (this.items.size() == CAPACITY) {
				return BoundedQueue.FULL;
			}
			this.items.add(item);
			return this.claimed++;
		}

		public @Nullable Integer drainOne() {
			return this.items.poll();
		}

		public void close() {
			this.closed = true;
		}

		public long claimed() {
			return this.claimed;
		}

	}

}
