package dev.concurrency.process;

/** A supervisor whose children come while it runs. Thread-safe. */
public interface Nursery extends Supervised {

	/**
	 * Starts a child and looks after it until it ends. A nursery that does not run ends
	 * the child at once, so that what it has accepted is reported.
	 * @param child the new child
	 */
	void spawn(Supervised child);

	/** Makes nurseries. */
	@FunctionalInterface
	interface Factory {

		/**
		 * A nursery without children, not started.
		 * @param path its place in the tree
		 * @param restarts how it restarts its children
		 * @return a new nursery
		 */
		Nursery create(ProcessPath path, RestartPolicy restarts);

	}

}
