package dev.concurrency.sink;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.process.ProcessRecord;
import dev.concurrency.queue.BoundedQueue;

/**
 * Feeds a sink from a publisher, which is asked for an item only when there is room
 * reserved for it, whatever lane it belongs to. Thread-safe.
 * <p>
 * Invariants: {@code requested} never exceeds what is reserved in any lane, since an item
 * takes its place before it is counted as come; all calls of the subscription are made by
 * {@link #serve()}, which has one caller at a time (rule 2.7 of Reactive Streams). The
 * one that waits for room looks once more after it has said so.
 *
 * @param <T> the type of an item
 */
final class SinkSubscriber<T> implements Flow.Subscriber<T> {

	private static final Logger logger = LoggerFactory.getLogger(BackgroundSink.class);

	private final ProcessRecord record;

	private final List<BoundedQueue<Object>> queues;

	private final ToIntFunction<T> lane;

	private final int window;

	private final Executor executor;

	private final Consumer<List<T>> undelivered;

	private final Set<SinkSubscriber<T>> active;

	private final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>();

	private final AtomicIntegerArray reserved;

	private final AtomicInteger requested = new AtomicInteger();

	// How often somebody asked for service while one was under way.
	private final AtomicInteger asked = new AtomicInteger();

	private volatile boolean cancelled;

	private volatile boolean over;

	// Only in serve().
	private boolean ended;

	/**
	 * Not subscribed.
	 * @param queues of the lanes
	 * @param lane which of them an item belongs to
	 * @param window how many items at most are asked for in advance
	 * @param executor calls the subscription when room came free
	 * @param undelivered takes what came after the sink was closed
	 * @param active those that are subscribed, concurrent; it belongs to them while it is
	 */
	SinkSubscriber(ProcessRecord record, List<BoundedQueue<Object>> queues, ToIntFunction<T> lane, int window,
			Executor executor, Consumer<List<T>> undelivered, Set<SinkSubscriber<T>> active) {
		this.record = record;
		this.queues = queues;
		this.lane = lane;
		this.window = window;
		this.executor = executor;
		this.undelivered = undelivered;
		this.active = active;
		this.reserved = new AtomicIntegerArray(queues.size());
	}

	@Override
	public void onSubscribe(Flow.Subscription newSubscription) {
		Objects.requireNonNull(newSubscription, "subscription");
		if (!this.subscription.compareAndSet(null, newSubscription)) {
			newSubscription.cancel();
			return;
		}
		// Before the look at the queue: a stop closes it, and then looks who is here.
		this.active.add(this);
		serve();
	}

	@Override
	public void onNext(T item) {
		int number = this.lane.applyAsInt(Objects.requireNonNull(item, "item"));
		if (!isAccepted(item, this.queues.get(number), tookPlace(number))) {
			this.undelivered.accept(List.of(item));
			cancel();
			return;
		}
		// Half a window at a time: a request for each item would cost more than the item.
		if (this.requested.decrementAndGet() <= this.window / 2) {
			serve();
		}
	}

	private boolean isAccepted(T item, BoundedQueue<Object> queue, boolean placed) {
		if (!placed) {
			return queue.offer(item) >= 0;
		}
		boolean accepted = queue.offerReserved(item, System.identityHashCode(this)) >= 0;
		if (!accepted) {
			queue.release(1);
		}
		return accepted;
	}

	/** Who keeps the rules always finds one, unless it comes after the cancellation. */
	private boolean tookPlace(int number) {
		return this.reserved.getAndUpdate(number, (places) -> Math.max(0, places - 1)) > 0;
	}

	@Override
	public void onError(Throwable failure) {
		logger.warn("{}: a publisher that it was subscribed to failed", this.record.ref(),
				Objects.requireNonNull(failure, "failure"));
		this.over = true;
		serve();
	}

	@Override
	public void onComplete() {
		this.over = true;
		serve();
	}

	/** Takes no more items. Any thread; does not call the subscription itself. */
	void cancelLater() {
		this.cancelled = true;
		serveLater();
	}

	private void cancel() {
		this.cancelled = true;
		serve();
	}

	private void serveLater() {
		this.executor.execute(this::serve);
	}

	private void serve() {
		if (this.asked.getAndIncrement() != 0) {
			return;
		}
		int served = 1;
		while (served != 0) {
			serveOnce();
			served = this.asked.addAndGet(-served);
		}
	}

	private void serveOnce() {
		Flow.Subscription current = this.subscription.get();
		if (this.ended || current == null) {
			return;
		}
		if (this.over || this.cancelled || this.queues.get(0).isClosed()) {
			this.ended = true;
			if (!this.over) {
				current.cancel();
			}
			giveBack();
			this.active.remove(this);
			return;
		}
		int more = reserve();
		if (more == 0 && this.requested.get() == 0) {
			// Nothing will come by itself any more.
			starving().onRoom(this::serveLater);
			more = reserve();
		}
		if (more > 0) {
			this.requested.addAndGet(more);
			current.request(more);
		}
	}

	/** Fills up the places. Answers how many items more may be asked for. */
	private int reserve() {
		// Before the places: an item takes its place first.
		int before = this.requested.get();
		int least = Integer.MAX_VALUE;
		for (int i = 0; i < this.queues.size(); i++) {
			int missing = this.window - this.reserved.get(i);
			int places = (missing > 0) ? this.reserved.addAndGet(i, this.queues.get(i).reserve(missing))
					: this.reserved.get(i);
			least = Math.min(least, places);
		}
		return Math.max(0, least - before);
	}

	private BoundedQueue<Object> starving() {
		for (int i = 0; i < this.queues.size(); i++) {
			if (this.reserved.get(i) == 0) {
				return this.queues.get(i);
			}
		}
		return this.queues.get(0);
	}

	private void giveBack() {
		for (int i = 0; i < this.queues.size(); i++) {
			this.queues.get(i).release(this.reserved.getAndSet(i, 0));
		}
	}

}
