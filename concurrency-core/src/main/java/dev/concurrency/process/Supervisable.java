package dev.concurrency.process;

/**
 * A long-running loop of the user's own, run under supervision on a thread of its own.
 * {@link #initialize} is called anew for each incarnation.
 */
public interface Supervisable {

	/**
	 * The name within its supervisor. A Spring bean goes by the name of the bean instead,
	 * and this is not asked.
	 * @return always the same name
	 */
	String name();

	/**
	 * Prepares one incarnation: opens what it needs. Runs on the incarnation's own
	 * thread, may block and may throw anything, which counts as a failed start.
	 * @param shutdown tells the incarnation to end
	 * @return the body of the incarnation
	 * @throws Exception if the incarnation cannot start
	 */
	Run initialize(ShutdownSignal shutdown) throws Exception;

	/** The body of one incarnation. */
	@FunctionalInterface
	interface Run {

		/**
		 * Works until the signal is given. Returning is a clean end, throwing a failure.
		 * @throws Exception if the incarnation failed
		 */
		void run() throws Exception;

	}

}
