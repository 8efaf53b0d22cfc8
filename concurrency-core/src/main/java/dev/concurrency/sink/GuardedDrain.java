package dev.concurrency.sink;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.process.Failures;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessRecord;
import dev.concurrency.process.Repeats;
import dev.concurrency.process.Seat;
import dev.concurrency.time.TimeSource;

/**
 * The one place where a sink calls the user's code: the drain of one incarnation and the
 * handler of what it could not write. Times and reports every batch, but nothing any more
 * once the supervisor has left the incarnation behind. Belongs to the loop's thread.
 *
 * @param <T> the type of an item
 */
final class GuardedDrain<T> {

	private static final Logger logger = LoggerFactory.getLogger(BackgroundSink.class);

	private final ProcessRecord record;

	private final ProcessEnvironment environment;

	private final InstanceSource<SinkDrain<T>> drains;

	private final SinkHandlers<T> handlers;

	private final CallDeadline deadline;

	private final BooleanSupplier leftBehind;

	private final Repeats failures;

	private @Nullable SinkDrain<T> drain;

	GuardedDrain(ProcessRecord record, ProcessEnvironment environment, InstanceSource<SinkDrain<T>> drains,
			SinkHandlers<T> handlers, CallDeadline deadline, BooleanSupplier leftBehind) {
		this.record = record;
		this.environment = environment;
		this.drains = drains;
		this.handlers = handlers;
		this.deadline = deadline;
		this.leftBehind = leftBehind;
		this.failures = new Repeats(environment.time());
	}

	void open() throws Exception {
		SinkDrain<T> created = this.drains.create();
		try {
			created.open();
		}
		catch (Throwable ex) {
			destroy(created);
			throw ex;
		}
		this.drain = created;
	}

	/**
	 * Passes a batch to the drain.
	 * @param batch the items, of which the drain gets a list of its own
	 * @param limit how long it may take
	 * @return what it threw, or null
	 */
	@Nullable Throwable drain(List<T> batch, Duration limit) {
		TimeSource time = this.environment.time();
		long begun = time.nanoTime();
		Throwable thrown = timed("the drain", () -> drain(batch), limit);
		if (!this.leftBehind.getAsBoolean()) {
			this.record.worked(batch.size(), Duration.ofNanos(time.nanoTime() - begun), thrown);
		}
		return thrown;
	}

	private void drain(List<T> batch) throws Exception {
		this.environment.contexts().call(this.record.kind(), this.record.path(), CarriedBatch.contexts(batch), () -> {
			opened().drain(new ArrayList<>(batch));
			return null;
		});
	}

	private @Nullable Throwable timed(String what, Callback callback, Duration limit) {
		this.deadline.begin(what, limit);
		Seat seat = this.environment.watchdog().enter(this.record, false);
		Throwable thrown = attempt(callback);
		seat.leave();
		boolean late = this.deadline.end();
		// An error is no answer to the interrupt.
		return (late && thrown != null && !(thrown instanceof Error)) ? new DrainTimeoutException(what, limit, thrown)
				: thrown;
	}

	/** Has the drain make durable what it wrote. Answers what it threw, or null. */
	@Nullable Throwable flush(Duration limit) {
		Throwable failure = timed("the flush of the drain", () -> opened().flush(), limit);
		if (failure != null && !this.leftBehind.getAsBoolean()) {
			this.record.recordFailure(failure);
			log("could not be flushed", failure);
		}
		return failure;
	}

	/** Each kind of failure once in full, then without its stack: not for each batch. */
	private void log(String what, Throwable failure) {
		Repeats.Line line = this.failures.next(what + " " + failure.getClass().getName());
		if (line != null && line.isFirst()) {
			logger.warn("{} {}", this.record.ref(), what, Failures.loggable(failure));
		}
		else if (line != null) {
			logger.warn("{} {} {}: {}", this.record.ref(), what, line.times(), Failures.text(failure));
		}
	}

	/**
	 * Passes on a batch that was not written.
	 * @param batch the items
	 * @param cause why
	 * @param limit how long that may take
	 * @return what the handler threw, null if it has taken them or there is none
	 */
	@Nullable Throwable deadLetter(List<T> batch, Throwable cause, Duration limit) {
		DeadLetterHandler<? super T> handler = this.handlers.deadLetters();
		if (handler == null) {
			lost(batch, cause);
			return null;
		}
		Throwable failure = timed("the handler of dead letters", () -> accept(handler, batch, cause), limit);
		if (failure != null && !this.leftBehind.getAsBoolean()) {
			this.record.recordFailure(failure);
			log("could not hand over dead letters", failure);
		}
		return failure;
	}

	/** Nobody has taken a batch that was not written. */
	void undelivered(List<T> batch, Throwable cause, Throwable failure) {
		// An interrupt was meant for the handler that failed, not for this one.
		boolean interrupted = Thread.interrupted();
		this.record.undelivered(this.environment.undelivered(), batch, "they could not be written ("
				+ Failures.text(cause) + "), and the handler of dead letters failed with " + Failures.text(failure));
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * The drain could not be opened, and nobody needs it: that it was interrupted
	 * perhaps.
	 */
	void notNeeded(Exception failure) {
		logger.debug("{} could not open its drain, which is not needed any more", this.record.ref(),
				Failures.loggable(failure));
	}

	/** As {@link Repeats} says, not for each batch. */
	private void lost(List<T> batch, Throwable cause) {
		String type = cause.getClass().getName();
		Repeats.Line line = this.failures.next("lost " + type);
		if (line != null) {
			String items = (batch.size() == 1) ? "1 item could not be written and is lost"
					: batch.size() + " items could not be written and are lost";
			String advice = Objects.requireNonNullElse(this.handlers.advice(),
					"declare a DeadLetterHandler to get them");
			logger.error("{}: {}{}: {}; {}", this.record.ref(), items, line.isFirst() ? "" : " (" + line.times() + ")",
					type, advice);
		}
	}

	private <S> void accept(DeadLetterHandler<S> handler, List<? extends S> batch, Throwable cause) {
		handler.deadLetter(this.record.ref(), Collections.unmodifiableList(batch), cause);
	}

	/** Ends the incarnation's use of the drain. A failure is logged. */
	void close() {
		SinkDrain<T> closing = this.drain;
		if (closing != null) {
			this.drain = null;
			Throwable failure = attempt(closing::close);
			if (failure != null) {
				if (!this.leftBehind.getAsBoolean()) {
					this.record.recordFailure(failure);
				}
				logger.warn("{} could not close its drain", this.record.ref(), Failures.loggable(failure));
			}
			destroy(closing);
		}
	}

	private SinkDrain<T> opened() {
		if (this.drain == null) {
			throw new IllegalStateException("not open");
		}
		return this.drain;
	}

	private static @Nullable Throwable attempt(Callback callback) {
		try {
			callback.call();
			return null;
		}
		catch (Throwable ex) {
			return ex;
		}
	}

	private void destroy(SinkDrain<T> instance) {
		Throwable failure = attempt(() -> this.drains.destroy(instance));
		if (failure != null) {
			logger.warn("{} could not destroy its drain", this.record.ref(), Failures.loggable(failure));
		}
	}

	/** Code of the user's. */
	@FunctionalInterface
	private interface Callback {

		void call() throws Exception;

	}

}
