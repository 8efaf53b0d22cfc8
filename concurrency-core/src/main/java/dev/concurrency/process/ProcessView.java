package dev.concurrency.process;

/**
 * How an observer sees a process. Thread-safe; nothing here blocks or moves a counter.
 */
public interface ProcessView {

	/**
	 * The place of the process in the tree.
	 * @return its path
	 */
	ProcessPath path();

	/**
	 * The kind of the process.
	 * @return its kind
	 */
	ProcessKind kind();

	/**
	 * The process and everything below it as they are now.
	 * @return a new snapshot
	 */
	ProcessSnapshot process();

}
