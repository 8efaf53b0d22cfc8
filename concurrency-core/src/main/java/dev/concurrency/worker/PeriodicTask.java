package dev.concurrency.worker;

/**
 * Something to be done again and again. Ticks of one task never overlap; they run on the
 * {@code blocking} pool, may block and may throw anything.
 */
@FunctionalInterface
public interface PeriodicTask {

	/**
	 * Prepares; once for each incarnation, before any tick.
	 * @throws Exception if the worker cannot start
	 */
	default void onStart() throws Exception {
	}

	/**
	 * Does the work once.
	 * @param context which tick this is
	 * @throws Exception if the tick failed; the worker's {@code on-failure} decides what
	 * follows
	 */
	void tick(TickContext context) throws Exception;

	/**
	 * Cleans up; once for each incarnation that was started.
	 * @throws Exception is logged
	 */
	default void onStop() throws Exception {
	}

}
