package dev.concurrency.sink;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessRecord;
import dev.concurrency.process.UndeliveredHandler;
import dev.concurrency.queue.BoundedQueue;
import dev.concurrency.time.TimeSource;

/**
 * The producers' side of one lane: lets items in, or does with them what the settings say
 * when there is no room. Thread-safe. A push that finds room touches nothing but the
 * queue.
 *
 * @param <T> the type of an item
 */
final class Intake<T> {

	private final BoundedQueue<Object> queue;

	private final Backlog<T> backlog;

	private final SinkOverflow overflow;

	private final @Nullable WeightBound weights;

	private final @Nullable Weigher<? super T> weigher;

	private final ProcessRecord record;

	private final UndeliveredHandler undelivered;

	private final LongAdder rejected = new LongAdder();

	Intake(BoundedQueue<Object> queue, Backlog<T> backlog, SinkOverflow overflow, @Nullable WeightBound weights,
			@Nullable Weigher<? super T> weigher, ProcessRecord record, UndeliveredHandler undelivered) {
		this.queue = queue;
		this.backlog = backlog;
		this.overflow = overflow;
		this.weights = weights;
		this.weigher = weigher;
		this.record = record;
		this.undelivered = undelivered;
	}

	Admission tryPush(T item) {
		if (this.overflow == SinkOverflow.WAIT_ONLY) {
			throw new IllegalStateException(
					this.record.ref() + " makes its callers wait (overflow wait-only): use push instead of tryPush");
		}
		return admission(attempt(wrapped(item)));
	}

	/**
	 * Waits for room.
	 * @throws InterruptedException if the thread is interrupted before or while it waits
	 */
	Admission push(T item, long timeoutNanos, TimeSource time) throws InterruptedException {
		Object element = wrapped(item);
		return admission(this.queue.retry(() -> attempt(element), timeoutNanos, time::park, time::nanoTime));
	}

	long rejected() {
		return this.rejected.sum();
	}

	private Object wrapped(T item) {
		Weigher<? super T> scales = this.weigher;
		WeightBound bound = this.weights;
		if (scales == null || bound == null) {
			return this.backlog.carrying(Objects.requireNonNull(item, "item"));
		}
		long weight = bound.counted(scales.weigh(Objects.requireNonNull(item, "item")));
		return new Envelope(this.backlog.carrying(item), weight);
	}

	private long attempt(Object element) {
		long answer = offer(element);
		if (answer != BoundedQueue.FULL || this.overflow != SinkOverflow.DROP_OLDEST) {
			return answer;
		}
		List<T> evicted = new ArrayList<>();
		long last = this.backlog.offerEvicting(() -> offer(element), evicted);
		evicted.forEach(this::reportEvicted);
		return last;
	}

	private void reportEvicted(T oldest) {
		this.record.undelivered((process, items, reason) -> this.undelivered.evicted(process, items.get(0)),
				List.of(oldest), "evicted");
	}

	private long offer(Object element) {
		WeightBound bound = this.weights;
		return (bound == null) ? this.queue.offer(element) : offer(element, ((Envelope) element).weight(), bound);
	}

	/**
	 * Room first: weight that is given back must be announced to all who wait, and they
	 * would take it and give it back in turn, for ever, as long as there is no room.
	 */
	private long offer(Object element, long weight, WeightBound bound) {
		if (this.queue.isFull()) {
			this.queue.refused();
			return refusal();
		}
		if (!bound.tryAcquire(weight)) {
			bound.refused();
			return refusal();
		}
		long answer = this.queue.offer(element);
		if (answer < 0) {
			bound.release(weight);
		}
		else if (bound.wouldRefuse(weight)) {
			// A batch is complete by its weight too.
			bound.refused();
		}
		return answer;
	}

	private long refusal() {
		return this.queue.isClosed() ? BoundedQueue.CLOSED : BoundedQueue.FULL;
	}

	private Admission admission(long answer) {
		if (answer >= 0) {
			return Admission.ACCEPTED;
		}
		if (answer == BoundedQueue.CLOSED) {
			return Admission.CLOSED;
		}
		this.rejected.increment();
		return Admission.FULL;
	}

}
