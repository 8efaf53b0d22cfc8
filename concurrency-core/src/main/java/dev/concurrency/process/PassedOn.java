package dev.concurrency.process;

/**
 * A failure that a process has because another one failed, which is its cause. The
 * innermost of them in a chain of causes tells where everything began.
 */
public interface PassedOn {

	/**
	 * The process that failed before.
	 * @return its path
	 */
	ProcessPath origin();

}
