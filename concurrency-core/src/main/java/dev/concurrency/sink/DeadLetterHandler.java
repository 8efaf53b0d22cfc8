package dev.concurrency.sink;

import java.util.List;

import dev.concurrency.process.ProcessRef;

/**
 * Takes the batches that a drain could not write. Called on the drain's thread, and like
 * the drain interrupted when it takes longer than the {@code drain-timeout}. If it
 * throws, that is logged, and the batch goes to the undelivered handler and is counted
 * so.
 *
 * @param <T> the type of an item
 */
@FunctionalInterface
public interface DeadLetterHandler<T> {

	/**
	 * A batch that was not written.
	 * @param sink whose batch it was
	 * @param batch the items in their order, unmodifiable
	 * @param cause why
	 */
	void deadLetter(ProcessRef sink, List<T> batch, Throwable cause);

}
