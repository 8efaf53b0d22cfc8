package dev.concurrency.boundary;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.process.Failures;

/**
 * What one subscriber has asked for and is to be told. Thread-safe.
 * <p>
 * Invariants: all signals are made by {@link #serve()}, which has one caller at a time
 * (rule 1.3 of Reactive Streams), from {@code onSubscribe} on. No more tasks are started
 * for it than it has asked for and than it can be behind, so what waits to be told is
 * bounded by the limit of tasks in flight, and by those that wait too when a stop drains
 * them. What is told before the end is added before {@code ended} is set, and
 * {@code ended} is read before the queue is emptied: the end comes last. The subscriber
 * is let go of when it is told nothing more.
 */
final class TaskSubscription implements Flow.Subscription {

	private static final Logger logger = LoggerFactory.getLogger(BoundaryRuntime.class);

	private final Queue<FinishedTask> finished = new ConcurrentLinkedQueue<>();

	// How often somebody asked for service while one was under way, as it is from the
	// beginning.
	private final AtomicInteger asked = new AtomicInteger(1);

	private final BoundaryProcess boundary;

	private final AtomicReference<Flow.@Nullable Subscriber<? super FinishedTask>> subscriber;

	private volatile @Nullable Throwable invalid;

	private volatile @Nullable Throwable failure;

	private volatile boolean ended;

	// Under the lock of the boundary.

	private long demand;

	private int behind;

	TaskSubscription(BoundaryProcess boundary, Flow.Subscriber<? super FinishedTask> subscriber) {
		this.boundary = boundary;
		this.subscriber = new AtomicReference<>(Objects.requireNonNull(subscriber, "subscriber"));
	}

	/** Begins; what comes at once waits until the subscriber has got its subscription. */
	void begin() {
		Flow.Subscriber<? super FinishedTask> current = this.subscriber.get();
		if (current != null) {
			signal(() -> current.onSubscribe(this));
		}
		serveAll();
	}

	@Override
	public void request(long count) {
		if (count > 0) {
			this.boundary.demand(this, count);
		}
		else {
			this.invalid = new IllegalArgumentException(
					"A subscriber must ask for a positive number of tasks but asked for " + count + " (rule 3.9)");
			serve();
		}
	}

	@Override
	public void cancel() {
		this.subscriber.set(null);
		this.boundary.unsubscribe(this);
	}

	/** A task that was started for the subscriber is over. */
	void finished(FinishedTask task) {
		this.finished.add(task);
		serve();
	}

	/** The process has ended; everything that was started is told. */
	void end(@Nullable Throwable cause) {
		this.failure = cause;
		this.ended = true;
		serve();
	}

	private void serve() {
		if (this.asked.getAndIncrement() == 0) {
			serveAll();
		}
	}

	private void serveAll() {
		int served = 1;
		while (served != 0) {
			serveOnce();
			served = this.asked.addAndGet(-served);
		}
	}

	private void serveOnce() {
		boolean last = this.ended;
		Throwable refused = this.invalid;
		if (refused != null) {
			end((current) -> current.onError(refused));
			this.boundary.unsubscribe(this);
			return;
		}
		for (FinishedTask next = this.finished.poll(); next != null; next = this.finished.poll()) {
			tell(next);
		}
		if (last) {
			Throwable cause = this.failure;
			end((current) -> {
				if (cause != null) {
					current.onError(cause);
				}
				else {
					current.onComplete();
				}
			});
		}
	}

	private void tell(FinishedTask task) {
		Flow.Subscriber<? super FinishedTask> current = this.subscriber.get();
		if (current != null) {
			signal(() -> current.onNext(task));
			this.boundary.delivered(this);
		}
	}

	private void end(LastSignal signal) {
		Flow.Subscriber<? super FinishedTask> current = this.subscriber.getAndSet(null);
		if (current != null) {
			signal(() -> signal.to(current));
		}
	}

	/** The one place that calls the subscriber, which must not throw (rule 2.13). */
	private void signal(Runnable call) {
		try {
			call.run();
		}
		catch (Throwable ex) {
			logger.warn("{}: a subscriber failed, which ends its subscription", this.boundary.record().ref(),
					Failures.loggable(ex));
			cancel();
		}
	}

	/** How many tasks may be started for it at this moment. Under the lock. */
	int wanted(int maxBehind) {
		return (int) Math.min(this.demand, (long) maxBehind - this.behind);
	}

	/** So many were started for it. Under the lock. */
	void started(int count) {
		this.behind += count;
		// The largest number means without a bound (rule 3.17).
		this.demand = (this.demand == Long.MAX_VALUE) ? this.demand : this.demand - count;
	}

	/** It asks for more. Under the lock. */
	void demand(long more) {
		this.demand = (more > Long.MAX_VALUE - this.demand) ? Long.MAX_VALUE : this.demand + more;
	}

	/** It was told of one. Under the lock. */
	void caughtUp() {
		this.behind--;
	}

	/** The end of a subscription. */
	@FunctionalInterface
	private interface LastSignal {

		void to(Flow.Subscriber<? super FinishedTask> subscriber);

	}

}
