package dev.concurrency.process;

/**
 * One call of the user's code, as its thread shows it in a {@link CallRow}: no other call
 * has the same object. Immutable.
 */
public interface Call {

	/**
	 * Whose code is called.
	 * @return always the same
	 */
	Callee callee();

}
