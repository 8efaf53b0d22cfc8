package dev.concurrency.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.concurrency.StopReport;
import dev.concurrency.SupervisorRef;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.StopReason;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.Shutdown;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.supervision.RestartStrategy;
import dev.concurrency.worker.PeriodicTask;
import dev.concurrency.worker.TickContext;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** How long the last hooks of an incarnation may take. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LastHooksTests {

	private static final Duration SHUTDOWN = Duration.ofMillis(300);

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final TreeBench bench = TreeBench.manual();

	private final SupervisorRef parent = this.bench.supervisor("own", RestartStrategy.ONE_FOR_ONE);

	private final List<String> journal = new CopyOnWriteArrayList<>();

	private final CountDownLatch inside = new CountDownLatch(1);

	private final CountDownLatch released = new CountDownLatch(1);

	@AfterEach
	void close() {
		this.released.countDown();
		this.bench.close();
	}

	@ParameterizedTest
	@EnumSource(names = { "SINK", "WORKER", "ACTOR", "PROCESS" })
	void aHookThatRunsAtTheDeadlineGoesOnForASecond(ProcessKind kind) throws InterruptedException {
		CompletableFuture<StopReport> report = stoppingInsideTheHookOf(kind);
		this.bench.time.advance(SHUTDOWN);
		this.bench.time.advance(SECOND.minusNanos(1));
		this.released.countDown();
		ActorBench.join(report);
		assertThat(this.journal).containsExactly("interrupted false");
	}

	@ParameterizedTest
	@EnumSource(names = { "SINK", "WORKER", "ACTOR", "PROCESS" })
	void aHookThatTakesLongerIsInterrupted(ProcessKind kind) throws InterruptedException {
		CompletableFuture<StopReport> report = stoppingInsideTheHookOf(kind);
		this.bench.time.advance(SHUTDOWN);
		this.bench.time.advance(SECOND);
		assertThat(ActorBench.join(report).aborted()).isEqualTo(1);
		assertThat(this.journal).containsExactly("interrupted true");
	}

	@Test
	void theDestructionOfALoopDoesNotSeeTheInterruptThatItsBodyHasKept() throws InterruptedException {
		within(SHUTDOWN).process("loop", destroying(new Loop("loop") {
			@Override
			public Run initialize(ShutdownSignal shutdown) {
				return LastHooksTests.this::waitForTheInterrupt;
			}
		}));
		this.bench.runtime.start();
		ActorBench.await(this.inside);
		CompletableFuture<StopReport> report = this.bench.stopping();
		this.bench.time.advance(SHUTDOWN);
		ActorBench.join(report);
		assertThat(this.journal).containsExactly("interrupted false");
	}

	@Test
	void theDestructionOfAWorkerWhoseStartIsInterruptedDoesNotSeeThat() throws InterruptedException {
		stopInsideTheStartOf(() -> this.parent.worker("worker", destroying(new PeriodicTask() {
			@Override
			public void onStart() {
				waitForTheInterrupt();
				throw new IllegalStateException("interrupted, and still so");
			}

			@Override
			public void tick(TickContext context) {
			}
		}), WorkerSettings.every(SECOND)));
		assertThat(this.journal).containsExactly("interrupted false");
	}

	@Test
	void theDestructionOfAnActorWhoseStartIsInterruptedDoesNotSeeThat() throws InterruptedException {
		stopInsideTheStartOf(() -> this.parent.actor("actor", destroying(new Actor<String>() {
			@Override
			public void onStart(ActorContext<String> context) {
				waitForTheInterrupt();
				throw new IllegalStateException("interrupted, and still so");
			}

			@Override
			public void handle(String message, ActorContext<String> context) {
			}
		}), ActorSettings.defaults()));
		assertThat(this.journal).containsExactly("interrupted false");
	}

	private void stopInsideTheStartOf(Supplier<?> declaration) throws InterruptedException {
		this.bench.runtime.start();
		assertThat(declaration.get()).isNotNull();
		ActorBench.await(this.inside);
		assertThat(this.bench.runtime.stop(TreeBench.LONG).isClean()).isTrue();
	}

	private CompletableFuture<StopReport> stoppingInsideTheHookOf(ProcessKind kind) throws InterruptedException {
		SupervisorRef place = within(SHUTDOWN);
		switch (kind) {
			case SINK -> place.sink("sink", new SinkDrain<String>() {
				@Override
				public void drain(List<String> batch) {
				}

				@Override
				public void close() {
					hook();
				}
			}, TreeBench.EAGER);
			case WORKER -> place.worker("worker", new PeriodicTask() {
				@Override
				public void tick(TickContext context) {
				}

				@Override
				public void onStop() {
					hook();
				}
			}, WorkerSettings.every(TreeBench.LONG));
			case ACTOR -> place.actor("actor", () -> new Actor<String>() {
				@Override
				public void handle(String message, ActorContext<String> context) {
				}

				@Override
				public void onStop(StopReason reason) {
					hook();
				}
			}, ActorSettings.defaults());
			default -> place.process("loop", destroying(new Loop("loop")));
		}
		this.bench.runtime.start();
		CompletableFuture<StopReport> report = this.bench.stopping();
		ActorBench.await(this.inside);
		return report;
	}

	private SupervisorRef within(Duration shutdown) {
		return this.parent.with((spec) -> spec.withShutdown(Shutdown.within(shutdown)));
	}

	/** The destruction is the hook. */
	private <T> InstanceSource<T> destroying(T instance) {
		return new InstanceSource<>() {
			@Override
			public T create() {
				return instance;
			}

			@Override
			public void destroy(T destroyed) {
				hook();
			}
		};
	}

	private void waitForTheInterrupt() {
		this.inside.countDown();
		this.released.countDown();
		ActorBench.until(() -> Thread.currentThread().isInterrupted());
	}

	/** Notes whether it was interrupted before it was released. */
	private void hook() {
		this.inside.countDown();
		ActorBench.until(() -> Thread.currentThread().isInterrupted() || this.released.getCount() == 0);
		this.journal.add("interrupted " + Thread.currentThread().isInterrupted());
	}

}
