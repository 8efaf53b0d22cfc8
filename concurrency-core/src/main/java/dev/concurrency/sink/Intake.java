package dev.concurrency.sink;

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
		Object element = wrapped(item);
		long answer = offer(element);
		return (answer >= 0) ? Admission.ACCEPTED : refused(element, answer);
	}

	/**
	 * Waits for room, but for the sink that makes some.
	 * @throws InterruptedException if the thread is interrupted before or while it waits
	 */
	Admission push(T item, long timeoutNanos, TimeSource time) throws InterruptedException {
		Object element = wrapped(item);
		long patience = (this.overflow == SinkOverflow.DROP_OLDEST) ? 0 : timeoutNanos;
		long answer = this.queue.retry(() -> offer(element), patience, time::park, time::nanoTime);
		return (answer >= 0) ? Admission.ACCEPTED : refused(element, answer);
	}

	long rejected() {
		return this.rejected.sum();
	}

	private Object wrapped(T item) {
		Weigher<? super T> scales = this.weigher;
		WeightBound bound = this.weights;
		if (scales == null || bound == null) {
			return Objects.requireNonNull(item, "item");
		}
		return new Envelope<>(item, bound.counted(scales.weigh(Objects.requireNonNull(item, "item"))));
	}

	private long offer(Object element) {
		WeightBound bound = this.weights;
		if (bound == null) {
			return this.queue.offer(element);
		}
		long weight = ((Envelope<?>) element).weight();
		if (!bound.tryAcquire(weight)) {
			this.queue.wakeUp();
			return this.queue.isClosed() ? BoundedQueue.CLOSED : BoundedQueue.FULL;
		}
		long answer = this.queue.offer(element);
		if (answer < 0) {
			bound.release(weight);
			this.queue.wakeProducers();
		}
		return answer;
	}

	private Admission refused(Object element, long answer) {
		long last = answer;
		while (last == BoundedQueue.FULL && this.overflow == SinkOverflow.DROP_OLDEST) {
			T oldest = this.backlog.evict();
			if (oldest != null) {
				this.record.undelivered((process, items, reason) -> this.undelivered.evicted(process, items.get(0)),
						List.of(oldest), "evicted");
			}
			last = offer(element);
		}
		if (last == BoundedQueue.FULL) {
			this.rejected.increment();
			return Admission.FULL;
		}
		return (last == BoundedQueue.CLOSED) ? Admission.CLOSED : Admission.ACCEPTED;
	}

}
