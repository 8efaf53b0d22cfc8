package dev.concurrency;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * One of the two bounded pools of a runtime, which its processes use too. Thread-safe.
 */
public interface TaskPool {

	/**
	 * Has a task done by a thread of the pool, as soon as one is free.
	 * @param task what to do; may throw anything
	 * @param <T> the type of its result
	 * @return completes with what the task returns, or fails with what it throws, on the
	 * thread of the task; has failed already with a {@link TaskRefusedException} if the
	 * pool and its queue are full or the runtime is closed; fails with that too if the
	 * runtime is closed before the task has begun
	 */
	<T extends @Nullable Object> CompletionStage<T> submit(Callable<? extends T> task);

	/**
	 * How busy the pool is, with tasks of all sorts.
	 * @return the numbers of now
	 */
	TaskPoolSnapshot snapshot();

}
