package dev.concurrency.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.StopReport;
import dev.concurrency.SupervisorRef;
import dev.concurrency.process.Admission;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.process.RestartType;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.supervision.AutoShutdown;
import dev.concurrency.supervision.ChildOrder;
import dev.concurrency.supervision.RestartStrategy;
import dev.concurrency.supervision.SupervisionException;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.time.Backoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Supervisors below supervisors: failures climb, stops descend. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SupervisorTreeTests {

	private static final Duration BUDGET = Duration.ofSeconds(1);

	private final Loop loop = new Loop("loop");

	@Test
	void failuresClimbPathByPathToTheRoot() throws Exception {
		try (TreeBench bench = TreeBench.real()) {
			SupervisorRef outer = bench.runtime.supervisor("outer", restarting(1));
			SupervisorRef inner = outer.supervisor("inner", restarting(0));
			BackgroundProcess process = inner.process(this.loop);
			bench.runtime.start();
			this.loop.fail(new IllegalStateException("first"));
			bench.started(process, 2);
			bench.started(inner, 2);
			this.loop.fail(new IllegalStateException("second"));
			assertThat(bench.gaveUp.take()).isEqualTo("root/outer BudgetExceeded");
			bench.stopped(outer, 1);
			assertThat(bench.events.all(ProcessEvent.GaveUp.class)).extracting((event) -> event.process().path())
				.containsExactly(process.path(), process.path(), inner.path(), outer.path());
			assertThat(bench.gaveUp).isEmpty();
			assertThat(outer.status()).isInstanceOfSatisfying(ProcessStatus.Failed.class,
					(failed) -> assertThat(failed.cause())
						.isInstanceOfSatisfying(SupervisionException.BudgetExceeded.class, (exceeded) -> {
							assertThat(exceeded.path()).isEqualTo(inner.path());
							assertThat(exceeded.history()).hasSize(2);
							assertThat(exceeded).hasRootCauseMessage("second");
						}));
		}
	}

	@Test
	void processHasEndedWhenListenersHearThatItGaveUp() throws Exception {
		List<ProcessStatus> heard = new CopyOnWriteArrayList<>();
		BlockingQueue<BackgroundProcess> failing = new LinkedBlockingQueue<>();
		try (TreeBench bench = TreeBench.real((builder) -> builder.listener((event) -> {
			if (event instanceof ProcessEvent.GaveUp) {
				heard.add(failing.remove().status());
			}
		}))) {
			BackgroundProcess process = bench.runtime.root().process(this.loop);
			failing.add(process);
			bench.runtime.start();
			this.loop.fail(new IllegalStateException("broken"));
			assertThat(bench.gaveUp.take()).isEqualTo("root/loop IllegalStateException");
			assertThat(heard).hasOnlyElementsOfType(ProcessStatus.Failed.class).hasSize(1);
		}
	}

	@Test
	void processIsToldToHaveGivenUpAlsoWhenItsUndeliveredHandlerHangs() throws Exception {
		CompletableFuture<Void> release = new CompletableFuture<>();
		CountDownLatch handling = new CountDownLatch(1);
		try (TreeBench bench = TreeBench.manual((builder) -> builder.undeliveredHandler((process, items, reason) -> {
			handling.countDown();
			release.join();
		}))) {
			BackgroundSink<String> sink = bench.runtime.root().sink("audit", (batch) -> {
				throw new AssertionError("broken");
			}, TreeBench.EAGER);
			bench.runtime.start();
			assertThat(sink.tryPush("lost")).isEqualTo(Admission.ACCEPTED);
			ActorBench.await(handling);
			assertThat(bench.events.all(ProcessEvent.GaveUp.class)).as("not yet").isEmpty();
			bench.time.advance(Duration.ofSeconds(2));
			assertThat(bench.gaveUp.take()).isEqualTo("root/audit AssertionError");
			assertThat(sink.status()).isInstanceOf(ProcessStatus.Failed.class);
			release.complete(null);
			bench.stopped(sink, 1);
			assertThat(bench.events.all(ProcessEvent.GaveUp.class)).hasSize(1);
		}
	}

	@Test
	void processThatFailedAtTheMomentOfTheStopButBeforeItIsNotCountedAsNotDrained() throws Exception {
		// Time stands still.
		try (TreeBench bench = TreeBench.manual()) {
			BackgroundProcess process = bench.runtime.root().process(this.loop);
			bench.runtime.start();
			this.loop.fail(new IllegalStateException("broken"));
			bench.stopped(process, 1);
			assertThat(bench.runtime.stop(TreeBench.LONG).isClean()).isTrue();
		}
	}

	@Test
	void giveUpHandlerMayStopTheRuntimeAndWhatWasAcceptedIsWritten() throws Exception {
		givesUpAnd((runtime) -> assertThat(runtime.stop(TreeBench.LONG).notDrained()).isEmpty());
	}

	@Test
	void giveUpHandlerMayCloseTheRuntimeAndWhatWasAcceptedIsWritten() throws Exception {
		givesUpAnd(ConcurrencyRuntime::close);
	}

	private void givesUpAnd(Consumer<ConcurrencyRuntime> end) throws Exception {
		CompletableFuture<ConcurrencyRuntime> self = new CompletableFuture<>();
		CompletableFuture<String> handled = new CompletableFuture<>();
		List<Object> written = new CopyOnWriteArrayList<>();
		CountDownLatch release = new CountDownLatch(1);
		try (TreeBench bench = TreeBench.real((builder) -> builder.giveUpHandler((process, cause) -> {
			try {
				release.countDown();
				end.accept(self.join());
				handled.complete(Thread.currentThread().getName());
			}
			catch (Throwable ex) {
				handled.completeExceptionally(ex);
			}
		}))) {
			self.complete(bench.runtime);
			BackgroundSink<String> sink = bench.runtime.sink("audit", (batch) -> {
				ActorBench.await(release);
				written.addAll(batch);
			}, TreeBench.EAGER);
			BackgroundProcess sibling = bench.runtime.process(new Loop("sibling"));
			BackgroundProcess failing = bench.runtime.root().process(this.loop);
			bench.runtime.start();
			assertThat(sink.tryPush("one")).isEqualTo(Admission.ACCEPTED);
			this.loop.fail(new IllegalStateException("broken"));
			assertThat(ActorBench.get(handled)).isEqualTo("concurrency-give-up");
			assertThat(written).containsExactly("one");
			assertThat(sink.status()).isInstanceOf(ProcessStatus.Stopped.class);
			assertThat(sibling.status()).isInstanceOf(ProcessStatus.Stopped.class);
			assertThat(failing.status()).isInstanceOf(ProcessStatus.Failed.class);
			assertThat(bench.runtime.isRunning()).isFalse();
		}
	}

	@Test
	void supervisorWhoseJobsAreDoneHasNotFailed() throws Exception {
		try (TreeBench bench = TreeBench.real()) {
			SupervisorRef jobs = bench.runtime.supervisor("jobs",
					SupervisorSettings.defaults().withAutoShutdown(AutoShutdown.ALL_SIGNIFICANT));
			jobs.with(SupervisorTreeTests::significant).process(this.loop);
			bench.runtime.start();
			this.loop.end();
			bench.stopped(jobs, 1);
			assertThat(jobs.status()).isInstanceOf(ProcessStatus.Stopped.class);
			assertThat(bench.find(jobs).restartType()).isEqualTo(RestartType.TRANSIENT);
			assertThat(bench.events.all(ProcessEvent.GaveUp.class)).isEmpty();
		}
	}

	@Test
	void jobsThatAreDoneBeforeTheirSiblingsAreReadyDoNotFailTheBoot() throws Exception {
		CountDownLatch mayBeReady = new CountDownLatch(1);
		try (TreeBench bench = TreeBench.real()) {
			SupervisorRef jobs = bench.runtime.supervisor("jobs",
					SupervisorSettings.defaults().withAutoShutdown(AutoShutdown.ANY_SIGNIFICANT));
			jobs.with(SupervisorTreeTests::significant).process(this.loop);
			jobs.process(new Loop("slow") {
				@Override
				void onInitialize(ShutdownSignal shutdown) throws InterruptedException {
					SupervisorTreeTests.this.loop.end();
					mayBeReady.await();
				}
			});
			bench.runtime.start();
			assertThat(jobs.status()).isInstanceOf(ProcessStatus.Stopped.class);
		}
	}

	private static ChildSpec significant(ChildSpec spec) {
		return spec.withRestart(RestartType.TRANSIENT).withSignificant(true);
	}

	@Test
	void initializationThatFailsAtBootNamesItsPathAndTheStartedOnesStopInReverse() {
		try (TreeBench bench = TreeBench.real()) {
			SupervisorRef ingest = bench.runtime.supervisor("ingest", restarting(5));
			BackgroundProcess first = ingest.process(new Loop("first"));
			BackgroundProcess second = ingest.process(new Loop("second"));
			BackgroundProcess flights = ingest.process(new Loop("flights") {
				@Override
				void onInitialize(ShutdownSignal shutdown) {
					throw new IllegalStateException("no connection");
				}
			});
			BackgroundProcess never = ingest.process(new Loop("never"));
			assertThatExceptionOfType(SupervisionException.InitFailed.class).isThrownBy(bench.runtime::start)
				.withMessageContaining("root/ingest/flights")
				.withRootCauseInstanceOf(IllegalStateException.class)
				.satisfies((ex) -> assertThat(ex.path()).isEqualTo(flights.path()));
			assertThat(bench.events.all(ProcessEvent.Stopped.class)).extracting((event) -> event.process().path())
				.containsSubsequence(flights.path(), second.path(), first.path(), ingest.path());
			assertThat(never.status()).isInstanceOf(ProcessStatus.Created.class);
			assertThat(bench.runtime.isRunning()).isFalse();
		}
	}

	@Test
	void budgetOfAParentLeavesTheDrainOfANestedSupervisorAloneAndTheSumOfAbortsIsExact() throws Exception {
		try (TreeBench bench = TreeBench.manual()) {
			SupervisorRef outer = bench.runtime.supervisor("outer",
					TreeBench.settings(RestartStrategy.ONE_FOR_ONE)
						.withStopOrder(ChildOrder.CONCURRENT)
						.withShutdownBudget(BUDGET));
			Hanging direct = new Hanging("direct");
			Hanging other = new Hanging("other");
			Hanging nested = new Hanging("nested");
			BackgroundProcess aborted = outer.process(direct);
			outer.process(other);
			SupervisorRef inner = outer.supervisor("inner",
					TreeBench.settings(RestartStrategy.ONE_FOR_ONE).withStopOrder(ChildOrder.CONCURRENT));
			BackgroundProcess below = inner.process(nested);
			CountDownLatch release = new CountDownLatch(1);
			List<Object> written = new CopyOnWriteArrayList<>();
			BackgroundSink<String> sink = inner.sink("audit", (batch) -> {
				ActorBench.await(release);
				written.addAll(batch);
			}, TreeBench.EAGER);
			bench.runtime.start();
			ActorBench.await(direct.inside);
			ActorBench.await(other.inside);
			ActorBench.await(nested.inside);
			assertThat(sink.tryPush("one")).isEqualTo(Admission.ACCEPTED);
			CompletableFuture<StopReport> report = bench.stopping();
			ActorBench.until(() -> below.status() instanceof ProcessStatus.Stopping
					&& sink.status() instanceof ProcessStatus.Stopping
					&& aborted.status() instanceof ProcessStatus.Stopping);
			bench.time.advance(BUDGET);
			bench.stopped(aborted, 1);
			assertThat(below.status()).isInstanceOf(ProcessStatus.Stopping.class);
			release.countDown();
			bench.stopped(sink, 1);
			bench.time.advance(Duration.ofSeconds(4));
			assertThat(ActorBench.join(report).aborted()).isEqualTo(3);
			assertThat(ActorBench.join(report).isClean()).isFalse();
			assertThat(written).containsExactly("one");
		}
	}

	@Test
	void stopThatHadToAbortOnlyWhatLeavesNoTraceIsNotClean() throws Exception {
		try (TreeBench bench = TreeBench.manual()) {
			Hanging hanging = new Hanging("hanging");
			bench.runtime.start();
			var spawned = bench.runtime.root().spawn(hanging);
			ActorBench.await(hanging.inside);
			CompletableFuture<StopReport> report = bench.stopping();
			ActorBench.until(() -> ActorBench.join(spawned.ready()).status() instanceof ProcessStatus.Stopping);
			bench.time.advance(Duration.ofSeconds(5));
			assertThat(ActorBench.join(report).aborted()).isEqualTo(1);
			assertThat(ActorBench.join(report).isClean()).isFalse();
		}
	}

	private static SupervisorSettings restarting(int max) {
		return SupervisorSettings.defaults().withRestarts(new RestartPolicy(max, Duration.ofHours(1), Backoff.NONE));
	}

	/** Ends by an interrupt only. */
	static final class Hanging extends Loop {

		final CountDownLatch inside = new CountDownLatch(1);

		Hanging(String name) {
			super(name);
		}

		@Override
		public Run initialize(ShutdownSignal shutdown) {
			return () -> {
				this.inside.countDown();
				new CountDownLatch(1).await();
			};
		}

	}

}
