package dev.concurrency.test;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.SupervisorRef;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.process.Admission;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.supervision.RestartStrategy;

import static org.assertj.core.api.Assertions.assertThat;

/** A thread that ignores every interrupt: its process is not replaced while it lives. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AbandonedTests {

	private static final Duration SHUTDOWN = Duration.ofSeconds(10);

	private final TreeBench bench = TreeBench.manual();

	private final CountDownLatch inside = new CountDownLatch(1);

	private final CountDownLatch release = new CountDownLatch(1);

	/** Ignores everything in its first incarnation. */
	private final Loop stubborn = new Loop("stubborn") {
		@Override
		public Run initialize(ShutdownSignal shutdown) throws Exception {
			Run wellBehaved = super.initialize(shutdown);
			return (initialized() > 1) ? wellBehaved : AbandonedTests.this::ignore;
		}
	};

	private void ignore() {
		this.inside.countDown();
		ActorBench.until(() -> this.release.getCount() == 0);
	}

	@AfterEach
	void close() {
		this.release.countDown();
		this.bench.close();
	}

	@Test
	void restartByAnOperatorWaitsForTheThread() throws Exception {
		SupervisorRef parent = this.bench.supervisor("own", RestartStrategy.ONE_FOR_ONE);
		BackgroundProcess process = parent.process(this.stubborn);
		this.bench.runtime.start();
		ActorBench.await(this.inside);
		CompletionStage<?> restarted = parent.restart("stubborn");
		leaveBehind(process);
		assertThat(restarted.toCompletableFuture()).isNotDone();
		assertThat(this.stubborn.initialized()).isEqualTo(1);
		this.release.countDown();
		ActorBench.join(restarted);
		assertThat(this.stubborn.initialized()).isEqualTo(2);
		assertThat(process.status()).isInstanceOf(ProcessStatus.Running.class);
	}

	@Test
	void processThatIsToStartWhenItsThreadHasEndedHasNotEnded() throws Exception {
		SupervisorRef parent = this.bench.supervisor("own", RestartStrategy.ONE_FOR_ONE);
		BackgroundProcess process = parent.process(this.stubborn);
		this.bench.runtime.start();
		ActorBench.await(this.inside);
		CompletionStage<?> restarted = parent.restart("stubborn");
		leaveBehind(process);
		CompletionStage<?> termination = process.termination();
		this.release.countDown();
		ActorBench.join(restarted);
		assertThat(termination.toCompletableFuture()).isNotDone();
		assertThat(this.bench.events.all(ProcessEvent.Stopped.class)).isEmpty();
		assertThat(this.bench.find(process).ledger()).singleElement()
			.satisfies((entry) -> assertThat(entry.type()).isNull());
	}

	@Test
	void processThatWasToStartWhenItsThreadHasEndedHasEndedWithItsSupervisor() throws Exception {
		SupervisorRef parent = this.bench.supervisor("own", RestartStrategy.ONE_FOR_ONE);
		BackgroundProcess process = parent.process(this.stubborn);
		this.bench.runtime.start();
		ActorBench.await(this.inside);
		CompletionStage<?> restarted = parent.restart("stubborn");
		leaveBehind(process);
		this.bench.runtime.stop(TreeBench.LONG);
		assertThat(restarted.toCompletableFuture()).failsWithin(TreeBench.LONG);
		this.bench.stopped(process, 1);
		assertThat(process.termination().toCompletableFuture()).as("its thread lives").isNotDone();
		this.release.countDown();
		assertThat(process.termination().toCompletableFuture()).failsWithin(TreeBench.LONG);
	}

	@Test
	void abandonedProcessIsNamedWithItsStack() throws Exception {
		SupervisorRef parent = this.bench.supervisor("own", RestartStrategy.ONE_FOR_ONE);
		BackgroundProcess process = parent.process(this.stubborn);
		this.bench.runtime.start();
		ActorBench.await(this.inside);
		var unused = parent.terminate("stubborn");
		leaveBehind(process);
		assertThat(this.bench.events.all(ProcessEvent.Abandoned.class)).singleElement().satisfies((event) -> {
			assertThat(event.process().path()).isEqualTo(process.path());
			assertThat(event.stack()).contains("root/own/stubborn").contains("AbandonedTests.ignore");
		});
		assertThat(process.watch().toCompletableFuture()).isCompleted();
		assertThat(this.bench.runtime.snapshot().totals().abandoned()).isEqualTo(1);
		this.release.countDown();
		ActorBench.until(() -> process.status() instanceof ProcessStatus.Failed);
	}

	@Test
	void restartOfTheGroupLeavesItDownAndItStartsWhenItsThreadHasEnded() throws Exception {
		SupervisorRef parent = this.bench.supervisor("own", RestartStrategy.ONE_FOR_ALL);
		Loop failing = new Loop("failing");
		BackgroundProcess process = parent.process(this.stubborn);
		BackgroundProcess other = parent.process(failing);
		this.bench.runtime.start();
		ActorBench.await(this.inside);
		failing.fail(new IllegalStateException("broken"));
		ActorBench.until(() -> process.status() instanceof ProcessStatus.Stopping);
		// The deadline is armed right after the status has changed.
		ActorBench.until(() -> {
			this.bench.time.advance(SHUTDOWN);
			return process.status() instanceof ProcessStatus.Abandoned;
		});
		assertThat(this.stubborn.initialized()).isEqualTo(1);
		this.release.countDown();
		ActorBench.until(() -> {
			this.bench.time.advance(Duration.ZERO);
			return process.status() instanceof ProcessStatus.Running && other.status() instanceof ProcessStatus.Running;
		});
		assertThat(this.stubborn.initialized()).isEqualTo(2);
	}

	@Test
	void nextStartOfTheRuntimeLeavesItDownUntilItsThreadHasEnded() throws Exception {
		SupervisorRef parent = this.bench.supervisor("own", RestartStrategy.ONE_FOR_ONE);
		BackgroundProcess process = parent.process(this.stubborn);
		BackgroundProcess other = parent.process(new Loop("other"));
		this.bench.runtime.start();
		ActorBench.await(this.inside);
		var report = this.bench.stopping();
		ActorBench.until(() -> process.status() instanceof ProcessStatus.Stopping);
		ActorBench.until(() -> {
			this.bench.time.advance(SHUTDOWN);
			return report.isDone();
		});
		assertThat(ActorBench.join(report).notDrained()).containsExactly(process.path());
		this.bench.runtime.start();
		assertThat(other.status()).isInstanceOf(ProcessStatus.Running.class);
		assertThat(process.status()).isInstanceOf(ProcessStatus.Abandoned.class);
		assertThat(this.stubborn.initialized()).isEqualTo(1);
		this.release.countDown();
		ActorBench.until(() -> process.status() instanceof ProcessStatus.Running);
	}

	@Test
	void abandonedSinkAndActorAnswerClosed() throws Exception {
		SupervisorRef parent = this.bench.supervisor("own", RestartStrategy.ONE_FOR_ONE);
		BackgroundSink<String> sink = parent.sink("audit", (batch) -> ignore(), TreeBench.EAGER);
		Script script = new Script((message, context) -> ignore());
		ActorRef<String> actor = parent.actor("actor", script, ActorSettings.defaults());
		this.bench.runtime.start();
		assertThat(sink.tryPush("one")).isEqualTo(Admission.ACCEPTED);
		assertThat(actor.tryTell("one")).isEqualTo(Admission.ACCEPTED);
		ActorBench.until(() -> sink.snapshot().inFlight() == 1 && !script.journal("handle").isEmpty());
		var sinkRestarted = parent.restart("audit");
		var actorRestarted = parent.restart("actor");
		ActorBench.until(() -> {
			this.bench.time.advance(SHUTDOWN);
			return sink.status() instanceof ProcessStatus.Abandoned
					&& actor.status() instanceof ProcessStatus.Abandoned;
		});
		assertThat(sink.tryPush("late")).isEqualTo(Admission.CLOSED);
		assertThat(actor.tryTell("late")).isEqualTo(Admission.CLOSED);
		this.release.countDown();
		ActorBench.join(sinkRestarted);
		ActorBench.join(actorRestarted);
		assertThat(sink.tryPush("again")).isEqualTo(Admission.ACCEPTED);
		assertThat(actor.tryTell("again")).isEqualTo(Admission.ACCEPTED);
	}

	private void leaveBehind(BackgroundProcess process) {
		this.bench.time.advance(SHUTDOWN);
		this.bench.time.advance(TreeBench.PATIENCE);
		assertThat(process.status()).isInstanceOf(ProcessStatus.Abandoned.class);
	}

}
