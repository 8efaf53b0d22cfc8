package dev.concurrency.process;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What code knows about the process that it runs in. Thread-safe; may be kept and passed
 * to other threads, but speaks of one incarnation only.
 */
public interface ProcessContext {

	/**
	 * The context of the code that asks: of a drain, a task, a tick, a message being
	 * handled, a hook or a loop of the user's own.
	 * @return empty on a thread that runs no process at the moment
	 */
	static Optional<ProcessContext> current() {
		return Optional.ofNullable(IncarnationContext.current());
	}

	/**
	 * The place of the process in the tree.
	 * @return its path
	 */
	ProcessPath path();

	/**
	 * The incarnation.
	 * @return its id
	 */
	ProcessId id();

	/**
	 * Tells the incarnation to end.
	 * @return its signal
	 */
	ShutdownSignal shutdown();

	/**
	 * Completes when the incarnation has ended, whether another follows or not.
	 * @return a stage that never fails
	 */
	CompletionStage<Terminated> ended();

	/**
	 * Starts a temporary sibling: the same supervisor looks after it, it is never
	 * restarted and outlives this process.
	 * @param body what it does
	 * @return its id at once, and a stage for its start; rejected there if the supervisor
	 * is stopping
	 * @throws ConcurrencyException if there is a sibling of that name
	 */
	default Spawned spawn(Supervisable body) {
		return spawn(body, ChildSpec.temporary(ProcessKind.PROCESS));
	}

	/**
	 * Starts a sibling.
	 * @param body what it does
	 * @param spec how the supervisor treats it
	 * @return its id at once, and a stage for its start; rejected there if the supervisor
	 * is stopping
	 * @throws ConcurrencyException if there is a sibling of that name
	 */
	Spawned spawn(Supervisable body, ChildSpec spec);

}
