package dev.concurrency.process;

import java.util.List;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/** A supervisor as its children and groups see it. Thread-safe. */
public interface Nursery extends Supervised {

	/**
	 * Starts a child and looks after it until it ends. A nursery that does not run ends
	 * the child at once, so that what it has accepted is reported. Nobody waits for the
	 * child, so a failed first start is restarted like any other.
	 * @param child the new child, unlisted: its name need not be unique
	 * @param spec how it is treated
	 * @param id the first id of the child
	 */
	void adopt(Supervised child, ChildSpec spec, ProcessId id);

	/**
	 * An id for a child that is adopted later.
	 * @return a new id
	 */
	ProcessId nextId();

	/**
	 * Adopts a child under a name of its own.
	 * @param child the new child, whose path lies directly below this supervisor's
	 * @param spec how it is treated
	 * @throws ConcurrencyException if there is a child of that name
	 */
	void enlist(Supervised child, ChildSpec spec);

	/**
	 * Starts a child and looks after it until it ends. If it fails to start, only the
	 * caller is told.
	 * @param child the new child, whose path lies directly below this supervisor's
	 * @param handle what the caller gets when the child is ready
	 * @param spec how it is treated
	 * @return the child's first id and a stage for its start
	 * @throws ConcurrencyException if there is a child of that name
	 */
	Spawned spawn(Supervised child, BackgroundProcess handle, ChildSpec spec);

	/**
	 * The children that have a name of their own. Never blocks.
	 * @return an unmodifiable list in the order of their start
	 */
	List<Supervised> list();

	/**
	 * A child. Never blocks.
	 * @param name its name
	 * @return null if there is none of that name
	 */
	@Nullable Supervised child(String name);

	/**
	 * Ends a child for good; one that came at run time is forgotten.
	 * @param name the child
	 * @param mode how it is ended
	 * @param reason why, in words, for its status
	 * @return completes when it has ended or is left behind; fails if there is no such
	 * child
	 */
	CompletionStage<@Nullable Void> end(String name, EndMode mode, String reason);

	/** Makes nurseries. */
	interface Factory {

		/**
		 * A nursery without children, not started, that fails when its restarts are used
		 * up.
		 * @param path its place in the tree
		 * @param restarts how it restarts its children
		 * @return a new nursery
		 */
		Nursery group(ProcessPath path, RestartPolicy restarts);

		/**
		 * A nursery without children, not started, that leaves down what it may not
		 * restart any more: whoever has it decides.
		 * @param path its place in the tree
		 * @param restarts how it restarts its children
		 * @return a new nursery
		 */
		Nursery brood(ProcessPath path, RestartPolicy restarts);

	}

}
