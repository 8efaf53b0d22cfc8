package dev.concurrency.actor;

import java.util.function.Function;

import dev.concurrency.process.Admission;

/**
 * A port whose values become messages of an actor. Thread-safe.
 *
 * @param <T> the type of a value
 * @param <M> the type of the actor's messages
 */
final class ActorPort<T, M> implements Port<T>, Tied {

	private final ActorCell<M> cell;

	private final Class<T> type;

	private final Function<? super T, ? extends M> message;

	private volatile boolean closed;

	ActorPort(ActorCell<M> cell, Class<T> type, Function<? super T, ? extends M> message) {
		this.cell = cell;
		this.type = type;
		this.message = message;
		cell.holdings().tie(this);
	}

	@Override
	public Admission trySend(T value) {
		T checked = this.type.cast(value);
		if (this.closed) {
			this.cell.portGone(checked);
			return Admission.CLOSED;
		}
		return this.cell.tryTell(this.message.apply(checked));
	}

	@Override
	public boolean isClosed() {
		return this.closed;
	}

	@Override
	public void close() {
		cut();
		this.cell.holdings().untie(this);
	}

	@Override
	public void cut() {
		this.closed = true;
	}

	@Override
	public String toString() {
		return "port " + this.type.getSimpleName() + " of " + this.cell.path();
	}

}
