package dev.concurrency;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

/**
 * The pools as users see them, and no executors: Spring Boot makes none of its own where
 * it finds one among the beans. Stateless.
 */
final class TaskPools {

	private TaskPools() {
	}

	private static <T extends @Nullable Object> CompletionStage<T> submit(String pool, MeasuredExecutor executor,
			Callable<? extends T> task) {
		Job<T> job = new Job<>(pool, executor, Objects.requireNonNull(task, "task"));
		try {
			executor.execute(job);
		}
		catch (RejectedExecutionException ex) {
			job.refuse(ex);
		}
		return job.stage;
	}

	/**
	 * For what may block.
	 *
	 * @param executor does it
	 */
	record Blocking(MeasuredExecutor executor) implements BlockingTasks {

		static final String NAME = "blocking";

		@Override
		public <T extends @Nullable Object> CompletionStage<T> submit(Callable<? extends T> task) {
			return TaskPools.submit(NAME, this.executor, task);
		}

		@Override
		public TaskPoolSnapshot snapshot() {
			return this.executor.snapshot();
		}

	}

	/**
	 * For what computes.
	 *
	 * @param executor does it
	 */
	record Cpu(MeasuredExecutor executor) implements CpuTasks {

		static final String NAME = "cpu";

		@Override
		public <T extends @Nullable Object> CompletionStage<T> submit(Callable<? extends T> task) {
			return TaskPools.submit(NAME, this.executor, task);
		}

		@Override
		public TaskPoolSnapshot snapshot() {
			return this.executor.snapshot();
		}

	}

	/** One task. */
	private static final class Job<T extends @Nullable Object> implements Runnable, MeasuredExecutor.Droppable {

		private final CompletableFuture<T> stage = new CompletableFuture<>();

		private final String pool;

		private final MeasuredExecutor executor;

		private final Callable<? extends T> task;

		Job(String pool, MeasuredExecutor executor, Callable<? extends T> task) {
			this.pool = pool;
			this.executor = executor;
			this.task = task;
		}

		@Override
		public void run() {
			try {
				this.stage.complete(this.task.call());
			}
			catch (Throwable ex) {
				this.stage.completeExceptionally(ex);
			}
		}

		@Override
		public void drop() {
			refuse(null);
		}

		void refuse(@Nullable Throwable cause) {
			this.stage.completeExceptionally(new TaskRefusedException(this.pool, this.executor.snapshot(), cause));
		}

	}

}
