package dev.concurrency.supervision;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

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

	private void run() {
		do {
			E event = this.events.poll();
			if (event != null) {
				this.consumer.accept(event);
			}
		}
		while (this.pending.decrementAndGet() > 0);
	}

}
