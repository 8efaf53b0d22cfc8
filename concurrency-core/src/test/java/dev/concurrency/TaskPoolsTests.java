package dev.concurrency;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The two bounded pools as users have them. */
@Timeout(30)
class TaskPoolsTests {

	private final CountDownLatch entered = new CountDownLatch(1);

	private final CountDownLatch release = new CountDownLatch(1);

	@Test
	void aTaskIsDoneOnAThreadOfItsPool() throws Exception {
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.local()) {
			assertThat(get(runtime.blocking().submit(() -> Thread.currentThread().getName())))
				.startsWith("concurrency-blocking-");
			assertThat(get(runtime.cpu().submit(() -> Thread.currentThread().getName())))
				.startsWith("concurrency-cpu-");
		}
	}

	@Test
	void whatATaskThrowsIsWhatItsStageFailsWith() {
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.local()) {
			CompletionStage<String> stage = runtime.blocking().submit(() -> {
				throw new LinkageError("boom");
			});
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> get(stage))
				.withCauseInstanceOf(LinkageError.class);
		}
	}

	@Test
	void aTaskForWhichThereIsNoRoomHasFailedWithTheNumbers() throws Exception {
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().cpuPool(1, 1).build()) {
			CompletionStage<String> running = hold(runtime.cpu());
			CompletionStage<Integer> waiting = runtime.cpu().submit(() -> 2);
			CompletableFuture<Integer> refused = runtime.cpu().submit(() -> 3).toCompletableFuture();
			assertThat(refused).isCompletedExceptionally();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(refused::get)
				.havingCause()
				.isInstanceOfSatisfying(TaskRefusedException.class, (refusal) -> {
					assertThat(refusal.pool()).isEqualTo("cpu");
					assertThat(refusal.active()).isEqualTo(1);
					assertThat(refusal.queued()).isEqualTo(1);
				})
				.withMessageContaining("concurrency.executors.cpu");
			assertThat(runtime.cpu().snapshot()).extracting("queued", "active", "begun", "refused")
				.containsExactly(1L, 1L, 1L, 1L);
			this.release.countDown();
			assertThat(get(running)).isEqualTo("held");
			assertThat(get(waiting)).isEqualTo(2);
		}
	}

	@Test
	void aTaskForWhichThereCannotBeAThreadDoesNotCountAsWaiting() {
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().blockingThreads((work) -> {
			throw new OutOfMemoryError("unable to create native thread");
		}).build()) {
			assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> runtime.blocking().submit(() -> 1));
			assertThat(runtime.blocking().snapshot()).extracting("queued", "active", "refused")
				.containsExactly(0L, 0L, 1L);
		}
	}

	@Test
	void whatHasNotBegunWhenTheRuntimeIsClosedIsRefusedAndWhatRunsIsInterrupted() throws Exception {
		CompletionStage<String> running;
		CompletableFuture<Integer> waiting;
		ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().blockingPool(1, 10).build();
		try (runtime) {
			running = hold(runtime.blocking());
			waiting = runtime.blocking().submit(() -> 2).toCompletableFuture();
		}
		assertThat(waiting).isCompletedExceptionally();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(waiting::get)
			.withCauseInstanceOf(TaskRefusedException.class);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> get(running))
			.withCauseInstanceOf(InterruptedException.class);
		assertThat(runtime.blocking().snapshot().queued()).isZero();
		assertThat(runtime.blocking().submit(() -> 4).toCompletableFuture()).as("after the end")
			.isCompletedExceptionally();
	}

	@Test
	void anExecutorOfTheUsersIsMeasuredToo() {
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().cpuExecutor((task) -> {
			throw new RejectedExecutionException("full");
		}).build()) {
			assertThat(runtime.cpu().submit(() -> 1).toCompletableFuture()).isCompletedExceptionally();
			assertThat(runtime.cpu().snapshot()).extracting("queued", "active", "begun", "refused")
				.containsExactly(0L, 0L, 0L, 1L);
		}
	}

	@Test
	void whatAnExecutorOfTheUsersHasRunCountsAsBegunThoughItFailsAfterwards() {
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().cpuExecutor((task) -> {
			task.run();
			throw new RejectedExecutionException("full");
		}).build()) {
			assertThat(runtime.cpu().submit(() -> 1).toCompletableFuture()).isCompletedWithValue(1);
			assertThat(runtime.cpu().snapshot()).extracting("queued", "active", "begun", "refused")
				.containsExactly(0L, 0L, 1L, 0L);
		}
	}

	@Test
	void whatAnExecutorOfTheUsersHasKeptThoughItFailedIsRefusedAndNotDone() {
		List<Runnable> kept = new ArrayList<>();
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().cpuExecutor((task) -> {
			kept.add(task);
			throw new RejectedExecutionException("full");
		}).build()) {
			AtomicInteger done = new AtomicInteger();
			assertThat(runtime.cpu().submit(done::incrementAndGet).toCompletableFuture()).isCompletedExceptionally();
			kept.forEach(Runnable::run);
			assertThat(done).hasValue(0);
			kept.forEach((task) -> ((MeasuredExecutor.Droppable) task).drop());
			assertThat(runtime.cpu().snapshot()).extracting("queued", "active", "begun", "refused")
				.containsExactly(0L, 0L, 0L, 1L);
		}
	}

	@Test
	void theThreadsOfTheBlockingPoolMayBeOfAnotherSort() throws Exception {
		Thread[] made = new Thread[1];
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().blockingThreads((task) -> {
			made[0] = new Thread(task);
			return made[0];
		}).build()) {
			Thread thread = get(runtime.blocking().submit(Thread::currentThread));
			assertThat(thread).isSameAs(made[0]).extracting(Thread::getName).isEqualTo("concurrency-blocking-1");
			assertThat(get(runtime.cpu().submit(Thread::currentThread))).isNotSameAs(thread);
		}
	}

	private CompletionStage<String> hold(TaskPool pool) throws InterruptedException {
		CompletionStage<String> stage = pool.submit(() -> {
			this.entered.countDown();
			this.release.await();
			return "held";
		});
		this.entered.await();
		return stage;
	}

	private static <T> T get(CompletionStage<T> stage) throws Exception {
		return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
	}

}
