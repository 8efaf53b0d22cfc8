package dev.concurrency.actor;

/**
 * Where others may send values of which an actor needs only the sum: each is added to a
 * state at once, and the actor gets the latest state, once for however many values came
 * while it was busy. Never full. Open as long as the incarnation of the actor that has
 * opened it. A state that was accepted and that the actor does not get, because it ends
 * before or no message can be made of it, is a dead letter. Thread-safe.
 *
 * @param <T> the type of a value
 * @param <S> the type of the state
 */
public interface AccumulatorPort<T, S> extends AutoCloseable {

	/**
	 * Adds a value. Never blocks.
	 * @param value the value, not null
	 * @return false if the port is closed; the value is a dead letter then
	 */
	boolean send(T value);

	/**
	 * What the values so far add up to.
	 * @return the latest state
	 */
	S state();

	/** Takes no further value; the actor gets what came before. Idempotent. */
	@Override
	void close();

}
