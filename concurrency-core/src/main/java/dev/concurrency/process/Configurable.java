package dev.concurrency.process;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A process that can be told at run time to behave otherwise. Its settings are one
 * immutable value that is replaced as a whole and read once per batch, tick, task or
 * message. Thread-safe.
 *
 * @param <S> its settings
 */
public interface Configurable<S extends ProcessSettings<S>> {

	/**
	 * How the process behaves now.
	 * @return its settings
	 */
	S settings();

	/**
	 * Changes how the process behaves, or nothing at all.
	 * @param change gives the new settings for the old ones; may be called again if
	 * somebody else changes them at the same time
	 * @return the new settings
	 * @throws IllegalArgumentException if the new values are not allowed, or one differs
	 * that cannot change while the process exists
	 */
	S reconfigure(UnaryOperator<S> change);

	/**
	 * Takes over from other settings what can change while the process exists.
	 * @param wanted how the process is to behave
	 * @return what differs and cannot change, and stays as it is; empty if all took
	 * effect
	 * @throws IllegalArgumentException if the values do not go together with those that
	 * stay; nothing has changed
	 */
	List<FixedSetting> apply(S wanted);

}
