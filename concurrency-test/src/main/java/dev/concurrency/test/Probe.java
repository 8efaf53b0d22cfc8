package dev.concurrency.test;

import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Keeps what it is sent, and gives it to the test in that order. Values come on any
 * thread; the expectations belong to the test's.
 *
 * @param <T> the type of a message
 */
abstract class Probe<T> {

	private final List<T> received = new CopyOnWriteArrayList<>();

	private final Queue<T> unread = new ConcurrentLinkedQueue<>();

	private final String name;

	private final Patience patience;

	Probe(String name, Patience patience) {
		this.name = name;
		this.patience = patience;
	}

	final void take(T message) {
		this.received.add(message);
		this.unread.add(message);
	}

	/** Fetches what has come and was not taken yet. */
	abstract void fetch();

	final boolean waitUntil(BooleanSupplier condition) {
		return this.patience.until(condition);
	}

	/**
	 * Waits for the next message: in a stepped runtime by running what is ready, else for
	 * {@link TestKit#PATIENCE}.
	 * @return the message
	 * @throws AssertionError if none comes
	 */
	public T expectMessage() {
		boolean there = waitUntil(() -> {
			fetch();
			return !this.unread.isEmpty();
		});
		if (!there) {
			throw new AssertionError(this.name + " got no further message; so far: " + this.received);
		}
		return Objects.requireNonNull(this.unread.poll());
	}

	/**
	 * Waits for the next message, which must be this one.
	 * @param expected what it must be equal to
	 * @return the message
	 * @throws AssertionError if none comes, or another one
	 */
	public T expectMessage(T expected) {
		T message = expectMessage();
		if (!message.equals(expected)) {
			throw new AssertionError(
					this.name + " expected " + expected + " and got " + message + "; so far: " + this.received);
		}
		return message;
	}

	/**
	 * Waits for the next message, which must be of a type.
	 * @param type what type
	 * @param <N> the type
	 * @return the message
	 * @throws AssertionError if none comes, or one of another type
	 */
	public <N extends T> N expectMessageOf(Class<N> type) {
		T message = expectMessage();
		if (!type.isInstance(message)) {
			throw new AssertionError(this.name + " expected a " + type.getSimpleName() + " and got " + message
					+ "; so far: " + this.received);
		}
		return type.cast(message);
	}

	/**
	 * Nothing has come that no expectation has taken. In a stepped runtime that is
	 * certain, after what is ready was run; otherwise it says nothing of the next moment.
	 * @throws AssertionError if there is a message
	 */
	public void expectNoMessage() {
		var unused = waitUntil(() -> true);
		fetch();
		@Nullable T message = this.unread.peek();
		if (message != null) {
			throw new AssertionError(this.name + " expected nothing and got " + message + "; so far: " + this.received);
		}
	}

	/**
	 * All that has come, taken or not.
	 * @return an unmodifiable list, oldest first
	 */
	public List<T> received() {
		fetch();
		return List.copyOf(this.received);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
