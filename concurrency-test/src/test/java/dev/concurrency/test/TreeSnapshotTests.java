package dev.concurrency.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.SupervisorRef;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.process.Admission;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.InvalidNameException;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.ProcessTotals;
import dev.concurrency.process.RestartEntry;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.process.RestartType;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.supervision.AutoShutdown;
import dev.concurrency.supervision.RestartStrategy;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.supervision.SupervisorSnapshot;
import dev.concurrency.time.Backoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a snapshot of a tree says, and that it says so at once. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TreeSnapshotTests {

	private final Loop loop = new Loop("loop");

	@Test
	void processTellsHowItIsTreatedAndWhatBecameOfIt() throws Exception {
		try (TreeBench bench = TreeBench.real()) {
			SupervisorRef own = bench.runtime.supervisor("own",
					TreeBench.settings(RestartStrategy.ONE_FOR_ONE).withAutoShutdown(AutoShutdown.ALL_SIGNIFICANT));
			own.process(new Loop("other"));
			BackgroundProcess process = own
				.with((spec) -> spec.withRestart(RestartType.TRANSIENT).withSignificant(true))
				.process(this.loop);
			ProcessSnapshot created = bench.find(process);
			assertThat(created.status()).isInstanceOf(ProcessStatus.Created.class);
			assertThat(created.restartType()).isEqualTo(RestartType.TRANSIENT);
			assertThat(created.significant()).isTrue();
			assertThat(created.started()).isNull();
			assertThat(created.exited()).isNull();
			assertThat(created.process().id()).isNull();
			bench.runtime.start();
			assertThat(bench.find(process).started()).isNotNull();
			assertThat(bench.find(process).exited()).isNull();
			ActorBench.join(own.terminate("loop"));
			assertThat(bench.find(process).exited()).isNotNull();
			ActorBench.join(own.restart("loop"));
			assertThat(bench.find(process).exited()).isNull();
		}
	}

	@Test
	void onlyTheLatestRestartsAreRemembered() throws Exception {
		try (TreeBench bench = TreeBench.real()) {
			SupervisorRef own = bench.supervisor("own", RestartStrategy.ONE_FOR_ONE);
			BackgroundProcess process = own.process(this.loop);
			bench.runtime.start();
			for (int i = 1; i <= 20; i++) {
				this.loop.fail(new IllegalStateException("failure " + i));
				bench.started(process, i + 1);
			}
			List<RestartEntry> ledger = bench.find(process).ledger();
			assertThat(ledger).hasSize(16);
			assertThat(ledger.get(0).message()).isEqualTo("failure 5");
			assertThat(ledger.get(15).message()).isEqualTo("failure 20");
			assertThat(bench.find(process).restarts()).isEqualTo(20);
		}
	}

	@Test
	void supervisorTellsItsSettingsItsRestartsAndItsGeneration() throws Exception {
		try (TreeBench bench = TreeBench.real()) {
			SupervisorSettings settings = TreeBench.settings(RestartStrategy.REST_FOR_ONE);
			SupervisorRef own = bench.runtime.supervisor("own", settings);
			BackgroundProcess process = own.process(this.loop);
			bench.runtime.start();
			this.loop.fail(new IllegalStateException("broken"));
			bench.started(process, 2);
			assertThat(bench.find(own).details()).isEqualTo(new SupervisorSnapshot(settings, 1, 1, 1));
			ActorBench.join(bench.runtime.root().restart("own"));
			assertThat(bench.find(own).details()).isEqualTo(new SupervisorSnapshot(settings, 0, 1, 2));
		}
	}

	@Test
	void totalsAddUpTheTree() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch inside = new CountDownLatch(1);
		try (TreeBench bench = TreeBench.real()) {
			SupervisorRef own = bench.supervisor("own", RestartStrategy.ONE_FOR_ONE);
			SupervisorRef below = own.supervisor("below",
					SupervisorSettings.defaults()
						.withRestarts(new RestartPolicy(5, Duration.ofHours(1),
								new Backoff(Duration.ofDays(1), Duration.ofDays(1), 1, 0, Duration.ZERO))));
			BackgroundProcess waits = below.process(this.loop);
			Loop ending = new Loop("ending");
			Loop failing = new Loop("failing");
			BackgroundProcess ended = own.with(TreeBench.TRANSIENT).process(ending);
			BackgroundProcess failed = own.with(TreeBench.TEMPORARY).process(failing);
			BackgroundSink<String> sink = own.sink("audit", (batch) -> {
				inside.countDown();
				ActorBench.await(release);
			}, TreeBench.EAGER.withSizes(16, 1));
			bench.runtime.start();
			assertThat(sink.tryPush("in flight")).isEqualTo(Admission.ACCEPTED);
			ActorBench.await(inside);
			assertThat(sink.tryPush("queued")).isEqualTo(Admission.ACCEPTED);
			assertThat(sink.tryPush("queued too")).isEqualTo(Admission.ACCEPTED);
			this.loop.fail(new IllegalStateException("broken"));
			ending.end();
			failing.fail(new IllegalStateException("broken"));
			bench.stopped(ended, 1);
			bench.stopped(failed, 1);
			bench.events.await(ProcessEvent.Restarting.class, waits.path(), 1);
			ProcessTotals totals = bench.find(own).totals();
			assertThat(totals.supervisors()).isEqualTo(2);
			assertThat(totals.processes()).isEqualTo(4);
			assertThat(totals.running()).isEqualTo(1);
			assertThat(totals.restarting()).isEqualTo(1);
			assertThat(totals.exited()).isEqualTo(2);
			assertThat(totals.failed()).isEqualTo(1);
			assertThat(totals.abandoned()).isZero();
			assertThat(totals.restarts()).isZero();
			assertThat(totals.depth()).isEqualTo(3);
			assertThat(totals.waiting()).isEqualTo(2);
			release.countDown();
		}
	}

	@Test
	void childrenComeInTheOrderOfTheirDeclarationWithThoseOfTheUserBetweenTheKinds() {
		try (TreeBench bench = TreeBench.real()) {
			bench.runtime.supervisor("zulu", SupervisorSettings.defaults());
			bench.runtime.supervisor("alpha", SupervisorSettings.defaults());
			assertThat(bench.runtime.snapshot().children()).extracting(ProcessSnapshot::name)
				.containsExactly("sinks", "boundaries", "zulu", "alpha", "processes", "actors", "workers");
		}
	}

	@Test
	void treeHasAtMostSixtyFourLevels() {
		try (TreeBench bench = TreeBench.real()) {
			SupervisorRef deepest = bench.runtime.root();
			for (int level = 2; level <= ProcessPath.MAX_DEPTH; level++) {
				deepest = deepest.supervisor("level-" + level, SupervisorSettings.defaults());
			}
			SupervisorRef last = deepest;
			bench.runtime.start();
			assertThat(bench.runtime.snapshot().totals().depth()).isEqualTo(64);
			assertThat(last.status()).isInstanceOf(ProcessStatus.Running.class);
			assertThatExceptionOfType(InvalidNameException.class).isThrownBy(() -> last.process(new Loop("too-deep")))
				.withMessageContaining("64");
			assertThatExceptionOfType(InvalidNameException.class).isThrownBy(() -> last.spawn(new Loop("too-deep")));
			assertThat(bench.runtime.stop(TreeBench.LONG).isClean()).isTrue();
		}
	}

	@Test
	void snapshotWaitsNeitherForWedgedProcessesNorForABlockedSupervisionThread() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch draining = new CountDownLatch(1);
		CountDownLatch handling = new CountDownLatch(1);
		CountDownLatch listening = new CountDownLatch(1);
		try (TreeBench bench = TreeBench.real((builder) -> builder.listener((event) -> {
			if (event instanceof ProcessEvent.Failed) {
				listening.countDown();
				join(release);
			}
		}))) {
			BackgroundSink<String> sink = bench.runtime.sink("audit", (batch) -> {
				draining.countDown();
				join(release);
			}, TreeBench.EAGER);
			ActorRef<String> actor = bench.runtime.actor("actor", new Script((message, context) -> {
				handling.countDown();
				join(release);
			}), ActorSettings.defaults());
			BackgroundProcess process = bench.runtime.process(this.loop);
			bench.runtime.start();
			assertThat(sink.tryPush("one")).isEqualTo(Admission.ACCEPTED);
			assertThat(actor.tryTell("one")).isEqualTo(Admission.ACCEPTED);
			ActorBench.await(draining);
			ActorBench.await(handling);
			this.loop.fail(new IllegalStateException("broken"));
			ActorBench.await(listening);
			assertThat(bench.runtime.snapshot().totals().processes()).isEqualTo(3);
			assertThat(bench.find(sink).status()).isInstanceOf(ProcessStatus.Running.class);
			assertThat(bench.find(process).lastFailure()).isNotNull();
			assertThat(bench.runtime.processes()).hasSize(3);
			assertThat(bench.runtime.supervisorOf(ProcessKind.SINK).count().active()).isEqualTo(1);
			release.countDown();
		}
	}

	private static void join(CountDownLatch latch) {
		try {
			ActorBench.await(latch);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
