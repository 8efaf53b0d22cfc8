package dev.concurrency.sink;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.process.Failures;
import dev.concurrency.process.ProcessRecord;

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

	private static final String CLOSED = "the sink was closed when its publisher sent it";

	private final ProcessRecord record;

	private final List<SubscriberRoom> rooms;

	private final ToIntFunction<T> lane;

	private final int window;

	private final Executor executor;

	private final BiConsumer<List<T>, String> undelivered;

	private final Set<SinkSubscriber<T>> active;

	private final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>();

	private final AtomicIntegerArray reserved;

	private final AtomicInteger requested = new AtomicInteger();

	// How often somebody asked for service while one was under way.
	private final AtomicInteger asked = new AtomicInteger();

	private volatile boolean cancelled;

	// Whether the sink ends, which is nothing to warn of.
	private volatile boolean stopped;

	private volatile boolean over;

	// Only in serve().
	private boolean ended;

	/**
	 * Not subscribed.
	 * @param rooms of the lanes
	 * @param lane which of them an item belongs to
	 * @param window how many items at most are asked for in advance
	 * @param executor calls the subscription when room came free
	 * @param undelivered takes what could not be accepted, and why
	 * @param active those that are subscribed, concurrent; it belongs to them while it is
	 */
	SinkSubscriber(ProcessRecord record, List<SubscriberRoom> rooms, ToIntFunction<T> lane, int window,
			Executor executor, BiConsumer<List<T>, String> undelivered, Set<SinkSubscriber<T>> active) {
		this.record = record;
		this.rooms = rooms;
		this.lane = lane;
		this.window = window;
		this.executor = executor;
		this.undelivered = undelivered;
		this.active = active;
		this.reserved = new AtomicIntegerArray(rooms.size());
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
		String refusal = refusal(Objects.requireNonNull(item, "item"));
		int left = this.requested.decrementAndGet();
		if (refusal != null) {
			this.undelivered.accept(List.of(item), refusal);
			cancel();
		}
		// Half a window at a time: a request for each item would cost more than the item.
		else if (left <= this.window / 2) {
			serve();
		}
	}

	/** Takes the item in, or answers why it cannot be. */
	private @Nullable String refusal(T item) {
		int number;
		try {
			number = this.lane.applyAsInt(item);
		}
		catch (Throwable ex) {
			// A subscriber must not throw, and the item is nobody's but the sink's.
			logger.warn("{} cannot tell the lane of an item of its publisher", this.record.ref(),
					Failures.loggable(ex));
			return "the lane key of the sink failed on it with " + ex.getClass().getName();
		}
		SubscriberRoom room = this.rooms.get(number);
		if (tookPlace(number)) {
			return room.offerReserved(item, System.identityHashCode(this)) ? null : CLOSED;
		}
		if (room.offer(item)) {
			return null;
		}
		return room.isClosed() ? CLOSED : "its publisher sent it without being asked, and the sink was full";
	}

	/** Who keeps the rules always finds one, unless it comes after the cancellation. */
	private boolean tookPlace(int number) {
		return this.reserved.getAndUpdate(number, (places) -> Math.max(0, places - 1)) > 0;
	}

	@Override
	public void onError(Throwable failure) {
		logger.warn("{}: a publisher that it was subscribed to failed", this.record.ref(),
				Failures.loggable(Objects.requireNonNull(failure, "failure")));
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
		this.stopped = true;
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

	/** Never throws: whoever asked meanwhile would wait for ever. */
	private void serveOnce() {
		Flow.Subscription current = this.subscription.get();
		if (this.ended || current == null) {
			return;
		}
		if (this.over || this.cancelled || this.rooms.get(0).isClosed()) {
			end(current);
			return;
		}
		int more = reserve();
		if (more == 0 && this.requested.get() == 0) {
			// Nothing will come by itself any more.
			starving().onRoom(this::serveLater);
			more = reserve();
		}
		if (more > 0) {
			int asking = more;
			this.requested.addAndGet(asking);
			if (!succeeds(() -> current.request(asking))) {
				end(current);
			}
		}
	}

	private void end(Flow.Subscription current) {
		this.ended = true;
		giveBack();
		this.active.remove(this);
		if (this.over) {
			return;
		}
		if (this.stopped) {
			logger.info("{} cancels the subscription to a publisher, since it ends", this.record.ref());
		}
		else {
			logger.warn("{} cancels the subscription to a publisher, since it {}", this.record.ref(),
					this.rooms.get(0).isClosed() ? "does not run: subscribe after its start, and again when it hung"
							: "could not take what that sent, or that failed to send");
		}
		var unused = succeeds(current::cancel);
	}

	private boolean succeeds(Runnable call) {
		try {
			call.run();
			return true;
		}
		catch (Throwable ex) {
			logger.warn("{}: a publisher that it is subscribed to fails when it is called", this.record.ref(),
					Failures.loggable(ex));
			return false;
		}
	}

	/** Fills up the places. Answers how many items more may be asked for. */
	private int reserve() {
		// Before the places: an item takes its place first.
		int before = this.requested.get();
		int least = Integer.MAX_VALUE;
		for (int i = 0; i < this.rooms.size(); i++) {
			int missing = this.window - this.reserved.get(i);
			int places = (missing > 0) ? this.reserved.addAndGet(i, this.rooms.get(i).reserve(missing))
					: this.reserved.get(i);
			least = Math.min(least, places);
		}
		return Math.max(0, least - before);
	}

	private SubscriberRoom starving() {
		for (int i = 0; i < this.rooms.size(); i++) {
			if (this.reserved.get(i) == 0) {
				return this.rooms.get(i);
			}
		}
		return this.rooms.get(0);
	}

	private void giveBack() {
		for (int i = 0; i < this.rooms.size(); i++) {
			this.rooms.get(i).release(this.reserved.getAndSet(i, 0));
		}
	}

}
