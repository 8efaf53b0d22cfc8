package dev.concurrency.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.DynamicSupervisor;
import dev.concurrency.StopReport;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.Shutdown;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Spawned;
import dev.concurrency.supervision.RestartStrategy;
import dev.concurrency.supervision.SupervisionException;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** Many children, and many requests. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ManyChildrenTests {

	private static final int WORKERS = 2000;

	private static final int SPAWNED = 100;

	@Test
	void allOfTwoThousandWorkersAreAskedToEndBeforeTheFirstHasEnded() {
		StepQueue blocking = new StepQueue();
		AtomicInteger ended = new AtomicInteger();
		try (TreeBench bench = TreeBench.manual((builder) -> builder.blockingExecutor(blocking))) {
			List<PeriodicWorker> workers = new ArrayList<>();
			Ticks ticks = new Ticks((context) -> {
			}) {
				@Override
				void onStop(int instance) {
					ended.incrementAndGet();
				}
			};
			for (int i = 0; i < WORKERS; i++) {
				workers.add(bench.runtime.worker("worker-" + i, ticks, WorkerSettings.every(Duration.ofHours(1))));
			}
			ActorBench.start(bench.runtime::start);
			ActorBench.until(() -> {
				blocking.drain();
				return workers.stream().allMatch((worker) -> worker.status() instanceof ProcessStatus.Running);
			});
			ActorBench.until(() -> bench.runtime.snapshot().status() instanceof ProcessStatus.Running);
			var report = bench.stopping();
			assertThat(ended).hasValue(0);
			assertThat(workers).allMatch((worker) -> worker.status() instanceof ProcessStatus.Stopping);
			ActorBench.until(() -> {
				blocking.drain();
				return report.isDone();
			});
			assertThat(ActorBench.join(report).isClean()).isTrue();
			assertThat(ended).hasValue(WORKERS);
		}
	}

	@Test
	void allChildrenOfADynamicSupervisorAreAskedToEndBeforeTheFirstHasEnded() throws Exception {
		CountDownLatch inside = new CountDownLatch(SPAWNED);
		CountDownLatch asked = new CountDownLatch(SPAWNED);
		try (TreeBench bench = TreeBench.real()) {
			DynamicSupervisor<Integer> connections = bench.runtime.root()
				.dynamic("connections", TreeBench.settings(RestartStrategy.DYNAMIC),
						(spec) -> TreeBench.TEMPORARY.apply(spec).withShutdown(new Shutdown.Infinite()),
						(number) -> new Loop("connection-" + number) {
							@Override
							public Run initialize(ShutdownSignal shutdown) {
								return () -> {
									inside.countDown();
									shutdown.await();
									asked.countDown();
									ActorBench.await(asked);
								};
							}
						});
			bench.runtime.start();
			for (int i = 0; i < SPAWNED; i++) {
				ActorBench.join(connections.spawn(i).ready());
			}
			// One that is asked to end before its body has begun never begins it.
			ActorBench.await(inside);
			assertThat(bench.runtime.stop(TreeBench.LONG).aborted()).isZero();
			assertThat(asked.getCount()).isZero();
		}
	}

	@Test
	void stopIsServedBeforeAFloodOfSpawns() {
		StepQueue supervision = new StepQueue();
		List<Loop> loops = new ArrayList<>();
		try (TreeBench bench = TreeBench.real((builder) -> builder.supervisionExecutor(supervision))) {
			ActorBench.start(bench.runtime::start);
			ActorBench.until(() -> {
				supervision.drain();
				return bench.runtime.snapshot().status() instanceof ProcessStatus.Running;
			});
			List<Spawned> spawned = new ArrayList<>();
			for (int i = 0; i < 1000; i++) {
				Loop loop = new Loop("loop-" + i);
				loops.add(loop);
				spawned.add(bench.runtime.root().spawn(loop));
			}
			CompletableFuture<StopReport> report = new CompletableFuture<>();
			Thread stopper = new Thread(() -> report.complete(bench.runtime.stop(TreeBench.LONG)));
			stopper.start();
			ActorBench.untilParked(stopper);
			ActorBench.until(() -> {
				supervision.drain();
				return report.isDone();
			});
			assertThat(loops).allMatch((loop) -> loop.initialized() == 0);
			assertThat(spawned)
				.allSatisfy((each) -> assertThat(each.ready().toCompletableFuture()).failsWithin(TreeBench.LONG)
					.withThrowableThat()
					.withCauseInstanceOf(SupervisionException.NotRunning.class));
			assertThat(ActorBench.join(report).isClean()).isTrue();
		}
	}

	@Test
	void stopTakesAlongTheActorsThatWereCreatedBeforeIt() {
		StepQueue supervision = new StepQueue();
		Script script = new Script((message, context) -> {
		});
		try (TreeBench bench = TreeBench.real((builder) -> builder.supervisionExecutor(supervision))) {
			ActorGroup<Integer, String> group = bench.runtime.group("keys", script, ActorSettings.defaults());
			ActorBench.start(bench.runtime::start);
			ActorBench.until(() -> {
				supervision.drain();
				return bench.runtime.snapshot().status() instanceof ProcessStatus.Running;
			});
			for (int key = 0; key < 200; key++) {
				assertThat(group.ref(key).tryTell("accepted")).isEqualTo(Admission.ACCEPTED);
			}
			CompletableFuture<StopReport> report = new CompletableFuture<>();
			Thread stopper = new Thread(() -> report.complete(bench.runtime.stop(TreeBench.LONG)));
			stopper.start();
			ActorBench.untilParked(stopper);
			ActorBench.until(() -> {
				supervision.drain();
				return report.isDone();
			});
			assertThat(script.journal("handle")).hasSize(200);
			assertThat(bench.undelivered).isEmpty();
		}
	}

}
