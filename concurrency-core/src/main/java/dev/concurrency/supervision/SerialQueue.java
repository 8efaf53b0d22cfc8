package dev.concurrency.supervision;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes events to one consumer, one at a time and in order, on an executor's thread.
 * Thread-safe.
 * <p>
 * Invariant: {@code pending} counts the events that were added and not consumed; whoever
 * raises it from zero schedules the consumer, which goes on until it is zero again.
 * Bounded by its use: a child has at most a handful of events under way.
 *
 * @param <E> the type of an event
 */
final class SerialQueue<E> {

	private static final Logger logger = LoggerFactory.getLogger(Supervisor.class);

	private final Queue<E> events = new ConcurrentLinkedQueue<>();

	private final AtomicInteger pending = new AtomicInteger();

	private final Executor executor;

	private final Consumer<E> consumer;

	SerialQueue(Executor executor, Consumer<E> consumer) {
		this.executor = executor;
		this.consumer = consumer;
	}

	void add(E event) {
		this.events.add(event);
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
			logger.error("A supervisor failed on {} and goes on", event, ex);
		}
	}

	private void run() {
		do {
			E event = this.events.poll();
			if (event != null) {
				consume(event);
			}
		}
		while (this.pending.decrementAndGet() > 0);
	}

}
