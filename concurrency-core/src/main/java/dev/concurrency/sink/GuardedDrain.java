package dev.concurrency.sink;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessRecord;
import dev.concurrency.time.TimeSource;

/**
 * The one place where a sink calls the user's code: the drain of one incarnation and the
 * handler of what it could not write. Times and reports every batch.
 * <p>
 * Not thread-safe but for {@link #revoke()}. The loop works while the {@code turn} is
 * {@code OWN} and lends it to the user's code as {@code CALLBACK}. A supervisor that
 * gives up on a hanging callback replaces {@code CALLBACK} by {@code REVOKED} in one
 * step, so it wins exactly while the loop is inside; the loop then fails to take its turn
 * back, throws {@link RevokedException} and touches nothing of the sink any more.
 *
 * @param <T> the type of an item
 */
final class GuardedDrain<T> {

	private static final Logger logger = LoggerFactory.getLogger(BackgroundSink.class);

	private final AtomicReference<Turn> turn = new AtomicReference<>(Turn.OWN);

	private final ProcessRecord record;

	private final TimeSource time;

	private final InstanceSource<SinkDrain<T>> drains;

	private final @Nullable DeadLetterHandler<? super T> deadLetters;

	private @Nullable SinkDrain<T> drain;

	GuardedDrain(ProcessRecord record, TimeSource time, InstanceSource<SinkDrain<T>> drains,
			@Nullable DeadLetterHandler<? super T> deadLetters) {
		this.record = record;
		this.time = time;
		this.drains = drains;
		this.deadLetters = deadLetters;
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

	/** Passes a batch to the drain. Answers what it threw, or null. */
	@Nullable Throwable drain(List<T> batch) {
		long begun = this.time.nanoTime();
		Throwable failure = lend(() -> attempt(() -> opened().drain(new ArrayList<>(batch))));
		Duration took = Duration.ofNanos(this.time.nanoTime() - begun);
		// Lent once more: a listener may hang too.
		return lend(() -> {
			this.record.worked(batch.size(), took, failure);
			return failure;
		});
	}

	/** Has the drain make durable what it wrote. Answers what it threw, or null. */
	@Nullable Throwable flush() {
		Throwable failure = lend(() -> attempt(() -> opened().flush()));
		if (failure != null) {
			this.record.recordFailure(failure);
			logger.warn("{} could not be flushed", this.record.ref(), failure);
		}
		return failure;
	}

	/** Passes on a batch that was not written. */
	void deadLetter(List<T> batch, Throwable cause) {
		DeadLetterHandler<? super T> handler = this.deadLetters;
		if (handler == null) {
			logger.error("{}: a batch of {} items could not be written and nobody takes it", this.record.ref(),
					batch.size());
			return;
		}
		Throwable failure = lend(() -> attempt(() -> accept(handler, batch, cause)));
		if (failure != null) {
			logger.error("{}: the handler of dead letters failed on {} items", this.record.ref(), batch.size(),
					failure);
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
				if (this.turn.get() != Turn.REVOKED) {
					this.record.recordFailure(failure);
				}
				logger.warn("{} could not close its drain", this.record.ref(), failure);
			}
			destroy(closing);
		}
	}

	/** Takes the sink away from a loop that hangs in the user's code. */
	void revoke() {
		this.turn.compareAndSet(Turn.CALLBACK, Turn.REVOKED);
	}

	private SinkDrain<T> opened() {
		if (this.drain == null) {
			throw new IllegalStateException("not open");
		}
		return this.drain;
	}

	private @Nullable Throwable lend(Supplier<@Nullable Throwable> use) {
		this.turn.set(Turn.CALLBACK);
		Throwable failure = use.get();
		if (!this.turn.compareAndSet(Turn.CALLBACK, Turn.OWN)) {
			throw new RevokedException();
		}
		return failure;
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
			logger.warn("{} could not destroy its drain", this.record.ref(), failure);
		}
	}

	/** Code of the user's. */
	@FunctionalInterface
	private interface Callback {

		void call() throws Exception;

	}

	private enum Turn {

		OWN, CALLBACK, REVOKED

	}

	/** The sink has gone on without the loop that throws this. */
	static final class RevokedException extends RuntimeException {

		RevokedException() {
			super("left behind by the supervisor", null, false, false);
		}

	}

}
