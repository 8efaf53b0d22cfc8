package dev.concurrency.actor;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Adds up what is sent, and tells an actor of the sum when it has time. Thread-safe: a
 * value is added before {@code told} is read, which is cleared before the sum is read, so
 * the last value is never missed: the actor is told of it, or it is a dead letter.
 *
 * @param <T> the type of a value
 * @param <S> the type of the sum
 * @param <M> the type of the actor's messages
 */
final class LatestPort<T, S, M> implements AccumulatorPort<T, S>, Arrival<M>, Tied {

	private final AtomicBoolean told = new AtomicBoolean();

	private final AtomicReference<S> sum;

	private final ActorCell<M> cell;

	private final BiFunction<? super S, ? super T, ? extends S> step;

	private final Function<? super S, ? extends M> message;

	private volatile boolean closed;

	// The incarnation that has opened it is over.
	private volatile boolean cut;

	LatestPort(ActorCell<M> cell, S initial, BiFunction<? super S, ? super T, ? extends S> step,
			Function<? super S, ? extends M> message) {
		this.cell = cell;
		this.sum = new AtomicReference<>(initial);
		this.step = step;
		this.message = message;
		cell.holdings().tie(this);
	}

	@Override
	public boolean send(T value) {
		Objects.requireNonNull(value, "value");
		if (this.closed) {
			this.cell.portGone(value);
			return false;
		}
		this.sum.updateAndGet((before) -> this.step.apply(before, value));
		if (this.told.compareAndSet(false, true)) {
			if (this.closed) {
				// The close may not have seen that somebody is to be told.
				this.cell.holdings().tie(this);
			}
			this.cell.arrive(this);
		}
		return true;
	}

	@Override
	public S state() {
		return Objects.requireNonNull(this.sum.get());
	}

	@Override
	public void serve(Actor<M> actor, Turn<M> turn) throws Exception {
		this.told.set(false);
		if (this.closed) {
			this.cell.holdings().untie(this);
		}
		S latest = state();
		if (this.cut) {
			this.cell.lost(latest, new DeadLetterReason.PortGone());
		}
		else {
			turn.handle(actor, message(latest));
		}
	}

	private M message(S latest) {
		try {
			return Objects.requireNonNull(this.message.apply(latest), "message");
		}
		catch (Throwable ex) {
			this.cell.lost(latest, new DeadLetterReason.Failed(ex));
			throw ex;
		}
	}

	@Override
	public void refuse() {
		this.told.set(false);
		this.cell.lost(state(), new DeadLetterReason.Stopped());
	}

	@Override
	public void close() {
		this.closed = true;
		// Otherwise once that is served: the next incarnation is not to be told.
		if (!this.told.get()) {
			this.cell.holdings().untie(this);
		}
	}

	@Override
	public void cut() {
		this.closed = true;
		this.cut = true;
	}

}
