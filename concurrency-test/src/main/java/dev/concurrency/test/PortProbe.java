package dev.concurrency.test;

import java.util.Objects;

import dev.concurrency.actor.Port;
import dev.concurrency.process.Admission;

/**
 * A port of the test's own, which keeps what it is sent. What others do is thread-safe;
 * the expectations belong to the test's thread.
 *
 * @param <T> the type of a value
 */
public final class PortProbe<T> extends Probe<T> implements Port<T> {

	private volatile boolean closed;

	PortProbe(Patience patience) {
		super("the port of the test", patience);
	}

	/**
	 * A probe for code with threads of its own.
	 * @param <T> the type of a value
	 * @return a new probe, whose expectations wait for {@link TestKit#PATIENCE}
	 */
	public static <T> PortProbe<T> create() {
		return new PortProbe<>(Patience.OF_THREADS);
	}

	@Override
	public Admission trySend(T value) {
		Objects.requireNonNull(value, "value");
		if (this.closed) {
			return Admission.CLOSED;
		}
		take(value);
		return Admission.ACCEPTED;
	}

	@Override
	public boolean isClosed() {
		return this.closed;
	}

	@Override
	public void close() {
		this.closed = true;
	}

	@Override
	void fetch() {
		// It is there as soon as it is sent.
	}

}
