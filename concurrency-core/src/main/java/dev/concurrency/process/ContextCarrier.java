package dev.concurrency.process;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Carries what belongs to the thread of a caller, such as the trace of a request, to the
 * thread that does the work. Thread-safe; must not block. What it throws is logged, and
 * the work is done without it.
 */
public interface ContextCarrier {

	/**
	 * Takes what the current thread has: the one that pushes an item, sends a message or
	 * submits a task. Called once for each, and again when one that found no room is
	 * offered again.
	 * @return kept with the work until that is done; null if there is nothing to carry
	 */
	@Nullable Object capture();

	/**
	 * Puts the current thread into the context of the work that it is about to do.
	 * @param work what, and what was captured for it
	 * @return closed on the same thread when the work has ended
	 */
	Scope open(Work work);

	/**
	 * A batch, a message or a task. Immutable.
	 *
	 * @param kind the kind of the process; for an actor of a group, the group
	 * @param path the path of the process; for an actor of a group, that of the group
	 * @param captured what was captured, at least one; several only for a batch, and then
	 * without those for which there was nothing
	 */
	record Work(ProcessKind kind, ProcessPath path, List<Object> captured) {

		/** Makes the list unmodifiable. */
		public Work {
			captured = List.copyOf(captured);
		}

	}

	/** The time in which the work is done. */
	@FunctionalInterface
	interface Scope {

		/**
		 * The work has ended; the thread becomes what it was before.
		 * @param failure what it threw, null if it returned
		 */
		void close(@Nullable Throwable failure);

	}

}
