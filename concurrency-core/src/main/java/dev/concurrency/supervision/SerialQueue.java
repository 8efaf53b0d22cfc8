package dev.concurrency.supervision;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.process.Failures;

/**
 * Passes events to one consumer, one at a time, on an executor's thread: those of the
 * first rank first, those of one rank in order. Thread-safe.
 * <p>
 * Invariant: {@code pending} counts the events that were added and not consumed; whoever
 * raises it from zero schedules the consumer, which goes on until it is zero again, and
 * makes room for other queues of the executor now and then.
 *
 * @param <E> the type of an event
 * @param <R> the ranks, first things first
 */
final class SerialQueue<E, R extends Enum<R>> {

	/** So many events in a row, then other queues have their turn. */
	private static final int THROUGHPUT = 64;

	private static final Logger logger = LoggerFactory.getLogger(Supervisor.class);

	private final Map<R, Queue<E>> ranks;

	private final AtomicInteger pending = new AtomicInteger();

	private final Executor executor;

	private final Function<E, R> rank;

	private final Consumer<E> consumer;

	SerialQueue(Executor executor, Class<R> ranks, Function<E, R> rank, Consumer<E> consumer) {
		this.executor = executor;
		this.ranks = new EnumMap<>(ranks);
		for (R each : ranks.getEnumConstants()) {
			this.ranks.put(each, new ConcurrentLinkedQueue<>());
		}
		this.rank = rank;
		this.consumer = consumer;
	}

	void add(E event) {
		Objects.requireNonNull(this.ranks.get(this.rank.apply(event))).add(event);
		if (this.pending.getAndIncrement() == 0) {
			this.executor.execute(this::run);
		}
	}

	/** The next event counts, whatever becomes of this one. */
	private void consume(E event) {
		try {
			this.consumer.accept(event);
		}
		catch (Throwable ex) {
			logger.error("A supervisor failed on {} and goes on", event, Failures.loggable(ex));
		}
	}

	private void run() {
		for (int i = 0; i < THROUGHPUT; i++) {
			E event = poll();
			if (event != null) {
				consume(event);
			}
			if (this.pending.decrementAndGet() == 0) {
				return;
			}
		}
		this.executor.execute(this::run);
	}

	private @Nullable E poll() {
		for (Queue<E> events : this.ranks.values()) {
			E event = events.poll();
			if (event != null) {
				return event;
			}
		}
		return null;
	}

}
