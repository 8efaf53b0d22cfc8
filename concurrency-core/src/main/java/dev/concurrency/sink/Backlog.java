package dev.concurrency.sink;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ContextRelay;
import dev.concurrency.queue.BoundedQueue;

// Invariants, for maintainers
//
// 1. Whoever takes items out of the queue, moves them between the parts in flight or counts
// them as settled holds the lock. So an item that has left the queue is in exactly one part
// or counted exactly once, whoever else comes at that moment: the loop, a producer that
// evicts, or the supervisor that takes the backlog away from a loop that hangs.
// 2. Only the current owner, a loop, may do so on behalf of the drain. The supervisor ends
// the ownership under the lock; from then on the loop's next step throws. No code of the
// user's runs under the lock.
// 3. Observers take no lock. An item goes from accepted to drained to settled, each of which
// is a count that only grows. Who reads them in the reverse order and takes the differences
// as "in flight" and "queued" gets numbers that are not negative and add up exactly.
// 4. An evicted item is younger than what is in flight, so the age goes by the place in the
// queue of the first item in flight, which is written before that is taken, and only if
// nothing is in flight by what was taken. Who looks reads the latter first: what is taken
// after that counts as queued, and what is taken before it and still in flight has its place.

/**
 * What one lane of a sink has accepted, and what became of it. Outlives the incarnations.
 * Thread-safe as stated for each method.
 *
 * @param <T> the type of an item
 */
@SuppressWarnings("NonAtomicVolatileUpdate")
final class Backlog<T> {

	private static final long NOTHING = -1;

	private final ReentrantLock lock = new ReentrantLock();

	private final BoundedQueue<Object> queue;

	private final @Nullable WeightBound weights;

	private final ContextRelay contexts;

	private final AgeSamples ages = new AgeSamples();

	// Under the lock, the next one first.
	private final Deque<List<T>> inFlight = new ArrayDeque<>();

	private volatile @Nullable Object owner;

	// Written under the lock: how many items were drained before the first in flight.
	private volatile long firstInFlight = NOTHING;

	// Written under the lock.
	private volatile long written;

	private volatile long deadLettered;

	private volatile long evicted;

	private volatile long undelivered;

	Backlog(BoundedQueue<Object> queue, @Nullable WeightBound weights, ContextRelay contexts) {
		this.queue = queue;
		this.weights = weights;
		this.contexts = contexts;
	}

	/** An item as the queue takes it, with the context of the current thread. */
	Object carrying(T item) {
		return Carried.of(item, this.contexts);
	}

	/** A loop begins, whose token this is. Supervisor only. */
	void own(Object turn) {
		this.owner = turn;
	}

	/** Takes the backlog away from its owner. Any thread. */
	void seize() {
		locked(() -> {
			this.owner = null;
			return null;
		});
	}

	boolean isOwnedBy(Object turn) {
		return this.owner == turn;
	}

	/** Ends a loop that was left behind. */
	void requireOwner(Object turn) {
		if (!isOwnedBy(turn)) {
			throw new SeizedException();
		}
	}

	/** Whether nothing waits and nothing is in flight. Any thread. */
	boolean isEmpty() {
		return this.queue.size() == 0 && this.firstInFlight == NOTHING;
	}

	/** What is to be passed to the drain first, null if nothing is in flight. */
	@Nullable List<T> current(Object turn) {
		return owned(turn, this.inFlight::peekFirst);
	}

	/** Takes a batch out of the queue. */
	@Nullable List<T> take(Object turn, int max) {
		return owned(turn, () -> {
			this.firstInFlight = this.queue.consumed();
			List<T> batch = drain(max);
			if (batch.isEmpty()) {
				this.firstInFlight = NOTHING;
				return null;
			}
			this.inFlight.addLast(batch);
			return batch;
		});
	}

	/** The current batch is written. */
	void written(Object turn) {
		owned(turn, () -> this.written += settled());
	}

	/** The current batch has failed for good. */
	void deadLettered(Object turn) {
		owned(turn, () -> this.deadLettered += settled());
	}

	/** The current batch has failed for good, and the handler of dead letters on it. */
	void undelivered(Object turn) {
		owned(turn, () -> this.undelivered += settled());
	}

	/** The current batch is done with. Answers its size. */
	private int settled() {
		int size = this.inFlight.removeFirst().size();
		this.firstInFlight = this.inFlight.isEmpty() ? NOTHING : this.firstInFlight + size;
		return size;
	}

	/** The current batch goes on as two. */
	void split(Object turn) {
		owned(turn, () -> {
			List<T> whole = this.inFlight.removeFirst();
			int middle = whole.size() / 2;
			// Nobody changes a batch: the drain gets a list of its own.
			this.inFlight.addFirst(whole.subList(middle, whole.size()));
			this.inFlight.addFirst(whole.subList(0, middle));
			return null;
		});
	}

	/**
	 * Repeats an offer and takes the oldest item out of the queue each time it finds no
	 * room, unless the drain makes some. Any thread, in place of the drain.
	 * @param offer must not block
	 * @param evicted gets what was taken out
	 * @return the last answer, {@link BoundedQueue#FULL} if there was nothing to take
	 */
	long offerEvicting(LongSupplier offer, Collection<T> evicted) {
		return locked(() -> {
			long answer = offer.getAsLong();
			while (answer == BoundedQueue.FULL) {
				List<T> oldest = drain(1);
				this.evicted += oldest.size();
				evicted.addAll(oldest);
				answer = offer.getAsLong();
				if (oldest.isEmpty()) {
					break;
				}
			}
			return answer;
		});
	}

	/** Takes everything away from its owner and counts it as undelivered. */
	Left<T> leave() {
		return locked(() -> {
			List<T> begun = loseBegun();
			List<T> waiting = drain(Integer.MAX_VALUE);
			this.undelivered += waiting.size();
			return new Left<>(begun, waiting);
		});
	}

	/**
	 * Takes everything away from its owner, who hangs in what is in flight: that is
	 * counted as undelivered, the rest waits for the next owner.
	 */
	List<T> leaveBegun() {
		return locked(this::loseBegun);
	}

	private List<T> loseBegun() {
		this.owner = null;
		List<T> begun = this.inFlight.stream().flatMap(Collection::stream).toList();
		this.inFlight.clear();
		this.firstInFlight = NOTHING;
		this.undelivered += begun.size();
		return begun;
	}

	private List<T> drain(int max) {
		List<Object> elements = new ArrayList<>(Math.min(this.queue.size(), max));
		// The queue answers less than it holds if a later item is not yet written.
		for (int moved = -1; moved != 0 && elements.size() < max;) {
			moved = this.queue.drainTo(elements, max - elements.size());
		}
		List<Object> items = unweighed(elements);
		boolean carried = !this.contexts.isOff() && items.stream().anyMatch(Carried.class::isInstance);
		return carried ? new CarriedBatch<>(items) : plain(items);
	}

	@SuppressWarnings("unchecked")
	private List<T> plain(List<Object> items) {
		return (List<T>) items;
	}

	private List<Object> unweighed(List<Object> elements) {
		WeightBound bound = this.weights;
		if (bound == null) {
			return elements;
		}
		List<Object> items = new ArrayList<>(elements.size());
		long weight = 0;
		for (Object element : elements) {
			Envelope envelope = (Envelope) element;
			items.add(envelope.item());
			weight += envelope.weight();
		}
		if (weight > 0) {
			bound.release(weight);
		}
		return items;
	}

	/**
	 * Dates what is waiting. Any thread.
	 * @param now the time of this moment in nanoseconds
	 * @return the age of the oldest item that is not settled, in nanoseconds
	 */
	long age(long now) {
		// In this order, see the invariants.
		long drained = this.queue.consumed();
		long first = this.firstInFlight;
		return this.ages.take(this.queue.claimed(), (first != NOTHING) ? first : drained, now);
	}

	/** The counts of this moment. Any thread. */
	Counts counts() {
		long nowWritten = this.written;
		long nowDeadLettered = this.deadLettered;
		long nowEvicted = this.evicted;
		long nowUndelivered = this.undelivered;
		long drained = this.queue.consumed();
		// What was drained meanwhile made room for more: that is left to the next look.
		long accepted = Math.min(this.queue.claimed(), drained + this.queue.capacity());
		int nowInFlight = (int) (drained - nowWritten - nowDeadLettered - nowEvicted - nowUndelivered);
		return new Counts((int) (accepted - drained), nowInFlight, accepted, nowWritten, nowDeadLettered, nowEvicted,
				nowUndelivered);
	}

	private <R extends @Nullable Object> R owned(Object turn, Supplier<R> step) {
		return locked(() -> {
			requireOwner(turn);
			return step.get();
		});
	}

	private <R extends @Nullable Object> R locked(Supplier<R> step) {
		this.lock.lock();
		try {
			return step.get();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * What nobody writes any more.
	 *
	 * @param begun was passed to the drain, which may have written it
	 * @param waiting was never passed to it
	 */
	record Left<T>(List<T> begun, List<T> waiting) {
	}

	/** One moment. */
	record Counts(int queued, int inFlight, long accepted, long written, long deadLettered, long evicted,
			long undelivered) {

		static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0);

		Counts plus(Counts other) {
			return new Counts(this.queued + other.queued, this.inFlight + other.inFlight,
					this.accepted + other.accepted, this.written + other.written,
					this.deadLettered + other.deadLettered, this.evicted + other.evicted,
					this.undelivered + other.undelivered);
		}

	}

	/** The sink has gone on without the loop that meets this. */
	static final class SeizedException extends RuntimeException {

		SeizedException() {
			super("left behind by the supervisor", null, false, false);
		}

	}

}
