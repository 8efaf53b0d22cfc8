package dev.concurrency.process;

import org.jspecify.annotations.Nullable;

/** Whose code a thread runs, as the {@link Watchdog} sees it. Thread-safe. */
public interface Callee {

	/**
	 * The call that is under way. Never blocks.
	 * @return an object that no other call has; null while no code of the user's runs
	 */
	@Nullable Object call();

	/**
	 * Who is called.
	 * @return the process and its incarnation
	 */
	ProcessRef ref();

	/**
	 * Where it counts if a call takes too long.
	 * @return the record of the process, or of the group that it belongs to
	 */
	ProcessRecord record();

}
