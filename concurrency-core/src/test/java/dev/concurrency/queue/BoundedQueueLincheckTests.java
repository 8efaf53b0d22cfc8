package dev.concurrency.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

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
		options(new ModelCheckingOptions().invocationsPerIteration(300), Sequential.class).iterations(10)
			.check(OfferAndDrain.class);
	}

	@Test
	void offersAndDrainsAreLinearizableUnderStress() {
		options(new StressOptions().invocationsPerIteration(500), Sequential.class).iterations(8)
			.check(OfferAndDrain.class);
	}

	@Test
	void closingIsLinearizableInChosenInterleavings() {
		options(new ModelCheckingOptions().invocationsPerIteration(300), Sequential.class).iterations(8)
			.check(WithClose.class);
	}

	@Test
	void reservingIsLinearizableInChosenInterleavings() {
		options(new ModelCheckingOptions().invocationsPerIteration(300), Sequential.class).actorsBefore(0)
			.iterations(12)
			.check(WithReservations.class);
	}

	@Test
	void stripesThatTakePlacesFromEachOtherAreLinearizableInChosenInterleavings() {
		options(new ModelCheckingOptions().invocationsPerIteration(300), SequentialStripes.class).iterations(12)
			.check(TwoStripes.class);
	}

	@Test
	void stripesThatTakePlacesFromEachOtherAreLinearizableUnderStress() {
		options(new StressOptions().invocationsPerIteration(500), SequentialStripes.class).iterations(8)
			.check(TwoStripes.class);
	}

	private static <O extends Options<O, ?>> O options(O options, Class<?> specification) {
		return options.threads(3)
			.actorsBefore(2)
			.actorsPerThread(2)
			.actorsAfter(3)
			.sequentialSpecification(specification);
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

	/** With places that one of the threads may hold. */
	@Param(name = "item", gen = IntGen.class)
	public static class WithReservations extends OfferAndDrain {

		private final AtomicInteger held = new AtomicInteger();

		@Operation(nonParallelGroup = "reserving")
		public int reserve() {
			int places = this.queue.reserve(2);
			this.held.addAndGet(places);
			return places;
		}

		@Operation(nonParallelGroup = "reserving")
		public void release() {
			this.queue.release(this.held.getAndSet(0));
		}

		@Operation(nonParallelGroup = "reserving")
		public long offerReserved(int item) {
			if (this.held.get() == 0) {
				return Long.MIN_VALUE;
			}
			this.held.decrementAndGet();
			return this.queue.offerReserved(item, 0);
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

	/**
	 * Two stripes, of which each is a queue of its own in the order of its items. There
	 * is room for all, since FULL of several stripes is not linearizable, and need not
	 * be; but all of it is in one stripe, so the other lives on what it takes from there.
	 */
	@Param(name = "item", gen = IntGen.class)
	@Param(name = "stripe", gen = IntGen.class, conf = "0:1")
	public static class TwoStripes {

		private static final int ROOM = 16;

		private final BoundedQueue<Integer> queue = new BoundedQueue<>(ROOM, 2);

		public TwoStripes() {
			this.queue.stripe(1).free(this.queue.stripe(0).take(ROOM));
		}

		@Operation
		public boolean offer(@Param(name = "item") int item, @Param(name = "stripe") int stripe) {
			return this.queue.offer(item, stripe) >= 0;
		}

		@Operation(nonParallelGroup = "consumer")
		public @Nullable Integer drainOne(@Param(name = "stripe") int stripe) {
			List<Integer> target = new ArrayList<>(1);
			return (this.queue.stripe(stripe).drainTo(target, 1) == 0) ? null : target.get(0);
		}

	}

	/** The same for one thread. */
	public static class SequentialStripes {

		private final List<Deque<Integer>> stripes = List.of(new ArrayDeque<>(), new ArrayDeque<>());

		public boolean offer(int item, int stripe) {
			return this.stripes.get(stripe).add(item);
		}

		public @Nullable Integer drainOne(int stripe) {
			return this.stripes.get(stripe).poll();
		}

	}

	/** The same queue for one thread. */
	public static class Sequential {

		private final Deque<Integer> items = new ArrayDeque<>();

		private long claimed;

		private int held;

		private boolean closed;

		public long offer(int item) {
			if (this.closed) {
				return BoundedQueue.CLOSED;
			}
			if (this.items.size() + this.held == CAPACITY) {
				return BoundedQueue.FULL;
			}
			this.items.add(item);
			return this.claimed++;
		}

		public int reserve() {
			int places = CAPACITY - this.items.size() - this.held;
			this.held += places;
			return places;
		}

		public void release() {
			this.held = 0;
		}

		public long offerReserved(int item) {
			if (this.held == 0) {
				return Long.MIN_VALUE;
			}
			this.held--;
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
