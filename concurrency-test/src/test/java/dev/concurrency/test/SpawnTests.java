package dev.concurrency.test;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.DynamicSupervisor;
import dev.concurrency.SupervisorRef;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.process.Admission;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.ProcessContext;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.process.RestartType;
import dev.concurrency.process.Shutdown;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Spawned;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.supervision.RestartStrategy;
import dev.concurrency.supervision.SupervisionException;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.supervision.SupervisorSnapshot;
import dev.concurrency.time.Backoff;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Children that come at run time. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SpawnTests {

	private final TreeBench bench = TreeBench.real();

	private final SupervisorRef parent = this.bench.supervisor("own", RestartStrategy.ONE_FOR_ONE);

	private final BlockingQueue<Spawned> spawned = new LinkedBlockingQueue<>();

	@AfterEach
	void close() {
		this.bench.close();
	}

	@Test
	void idIsThereAtOnceAndTheStageCompletesWhenTheProcessIsReady() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		this.bench.runtime.start();
		Spawned slow = this.parent.spawn(new Loop("slow") {
			@Override
			void onInitialize(ShutdownSignal shutdown) throws InterruptedException {
				ActorBench.await(release);
			}
		});
		assertThat(slow.id().value()).isPositive();
		assertThat(slow.path()).isEqualTo(this.parent.path().child("slow"));
		ActorBench.until(() -> this.bench.find(slow.path()).status() instanceof ProcessStatus.Starting);
		assertThat(slow.ready().toCompletableFuture()).isNotDone();
		release.countDown();
		assertThat(ActorBench.join(slow.ready()).status()).isInstanceOf(ProcessStatus.Running.class);
		assertThat(this.bench.find(slow.path()).process().id()).isEqualTo(slow.id());
	}

	@Test
	void failedStartIsTheSpawnersAndLeavesSiblingsAndBudgetAlone() {
		BackgroundProcess sibling = this.parent.process(new Loop("sibling"));
		this.bench.runtime.start();
		var id = this.bench.find(sibling).process().id();
		Spawned failing = this.parent.with((spec) -> spec.withRestart(RestartType.PERMANENT)).spawn(failing("failing"));
		assertThat(failing.ready().toCompletableFuture()).failsWithin(TreeBench.LONG)
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(SupervisionException.InitFailed.class)
			.withMessageContaining("root/own/failing")
			.havingCause()
			.withMessage("broken");
		assertThat(this.bench.find(sibling).process().id()).isEqualTo(id);
		assertThat(this.bench.find(sibling).status()).isInstanceOf(ProcessStatus.Running.class);
		assertThat(((SupervisorSnapshot) this.bench.find(this.parent).details()).windowUse()).isZero();
		ActorBench.until(() -> this.bench.runtime.find(failing.path()).isEmpty());
		assertThat(this.parent.list()).extracting((child) -> child.path()).containsExactly(sibling.path());
	}

	@Test
	void spawnIsRejectedWhileTheSupervisorDoesNotRun() {
		assertRejected(this.parent.spawn(new Loop("early")));
		this.bench.runtime.start();
		this.bench.runtime.stop(TreeBench.LONG);
		assertRejected(this.parent.spawn(new Loop("late")));
		assertThat(this.parent.list()).isEmpty();
	}

	@Test
	void spawnIsRejectedWhileTheSupervisorStops() throws Exception {
		CountDownLatch stopping = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		this.parent.process(new Loop("slow") {
			@Override
			public Run initialize(ShutdownSignal shutdown) {
				return () -> {
					shutdown.await();
					stopping.countDown();
					ActorBench.await(release);
				};
			}
		});
		this.bench.runtime.start();
		var report = this.bench.stopping();
		ActorBench.await(stopping);
		Loop late = new Loop("late");
		assertRejected(this.parent.spawn(late));
		release.countDown();
		ActorBench.join(report);
		assertThat(late.initialized()).isZero();
	}

	@Test
	void requestsAreAnsweredAlsoAfterTheRuntimeWasClosed() {
		this.parent.process(new Loop("loop"));
		this.bench.runtime.start();
		this.bench.runtime.close();
		assertRejected(this.parent.spawn(new Loop("late")));
		assertThat(this.parent.restart("loop").toCompletableFuture()).failsWithin(TreeBench.LONG)
			.withThrowableThat()
			.withCauseInstanceOf(SupervisionException.NotRunning.class);
		ActorBench.join(this.parent.terminate("loop"));
	}

	@Test
	void codeOfALoopSpawnsASibling() throws Exception {
		this.parent.process(new Loop("loop") {
			@Override
			void onInitialize(ShutdownSignal shutdown) {
				spawnSibling("of-loop");
			}
		});
		this.bench.runtime.start();
		assertSpawned("root/own/of-loop");
	}

	@Test
	void initializationMayWaitForAChildThatItSpawnsAlsoWhenItsGroupIsRestarted() throws Exception {
		SupervisorRef group = this.bench.supervisor("group", RestartStrategy.ONE_FOR_ALL);
		Loop loop = new Loop("loop") {
			@Override
			void onInitialize(ShutdownSignal shutdown) {
				ActorBench.join(ProcessContext.current().orElseThrow().spawn(new Loop("helper")).ready());
			}
		};
		BackgroundProcess process = group.process(loop);
		BackgroundProcess next = group.process(new Loop("next"));
		this.bench.runtime.start();
		loop.fail(new IllegalStateException("broken"));
		this.bench.started(next, 2);
		assertThat(this.bench.find(process).restarts()).isEqualTo(1);
	}

	@Test
	void drainSpawnsASibling() throws Exception {
		BackgroundSink<String> sink = this.parent.sink("audit", (batch) -> spawnSibling("of-drain"), TreeBench.EAGER);
		this.bench.runtime.start();
		assertThat(sink.tryPush("one")).isEqualTo(Admission.ACCEPTED);
		assertSpawned("root/own/of-drain");
	}

	@Test
	void tickSpawnsASibling() throws Exception {
		this.parent.worker("tick", (context) -> {
			if (context.number() == 1) {
				spawnSibling("of-tick");
			}
		}, WorkerSettings.every(Duration.ofHours(1)).withInitialDelay(Duration.ZERO));
		this.bench.runtime.start();
		assertSpawned("root/own/of-tick");
	}

	@Test
	void handlerOfAnActorSpawnsASibling() throws Exception {
		ActorRef<String> actor = this.parent.actor("actor", new Script((message, context) -> spawnSibling("of-actor")),
				ActorSettings.defaults());
		this.bench.runtime.start();
		assertThat(actor.tryTell("spawn")).isEqualTo(Admission.ACCEPTED);
		assertSpawned("root/own/of-actor");
	}

	@Test
	void siblingOutlivesWhoSpawnedIt() throws Exception {
		Loop spawner = new Loop("spawner") {
			@Override
			void onInitialize(ShutdownSignal shutdown) {
				spawnSibling("sibling");
			}
		};
		this.parent.with(TreeBench.TRANSIENT).process(spawner);
		this.bench.runtime.start();
		BackgroundProcess sibling = ActorBench.join(this.spawned.take().ready());
		ActorBench.join(this.parent.terminate("spawner"));
		assertThat(sibling.status()).isInstanceOf(ProcessStatus.Running.class);
	}

	@Test
	void spawnedChildLeavesNoTrace() throws Exception {
		this.bench.runtime.start();
		Loop loop = new Loop("short");
		BackgroundProcess process = ActorBench.join(this.parent.spawn(loop).ready());
		loop.end();
		ActorBench.join(process.termination());
		ActorBench.until(() -> this.parent.list().isEmpty());
		assertThat(this.bench.runtime.find(process.path())).isEmpty();
		assertThat(this.parent.count().specs()).isZero();
	}

	@Test
	void childThatHasEndedIsKeptByNoDeadline() throws Exception {
		try (TreeBench manual = TreeBench.manual()) {
			SupervisorRef own = manual.supervisor("own", RestartStrategy.ONE_FOR_ONE)
				.with((spec) -> spec.withInitTimeout(TreeBench.LONG)
					.withShutdown(Shutdown.within(Duration.ofHours(1))));
			manual.runtime.start();
			Spawned ending = own.spawn(new Loop("ending"));
			ActorBench.join(ending.ready());
			assertThat(manual.time.scheduled()).as("ready in time").isZero();
			ActorBench.join(own.terminate("ending"));
			assertThat(manual.time.scheduled()).as("ended in time").isZero();
		}
	}

	@Test
	void startThatFailedLeavesNoDeadlineBehind() throws Exception {
		Backoff hour = new Backoff(Duration.ofHours(1), Duration.ofHours(1), 1, 0, Duration.ofHours(1));
		try (TreeBench manual = TreeBench.manual()) {
			SupervisorRef own = manual.runtime.supervisor("own",
					SupervisorSettings.defaults().withRestarts(new RestartPolicy(100, TreeBench.LONG, hour)));
			Loop loop = new Loop("loop") {
				@Override
				void onInitialize(ShutdownSignal shutdown) {
					if (initialized() > 1) {
						throw new IllegalStateException("broken");
					}
				}
			};
			BackgroundProcess process = own.with((spec) -> spec.withInitTimeout(TreeBench.LONG)).process(loop);
			manual.runtime.start();
			loop.fail(new IllegalStateException("broken"));
			ActorBench.until(() -> manual.time.scheduled() == 1);
			manual.time.advance(Duration.ofHours(1));
			ActorBench.until(() -> manual.find(process).ledger().size() == 2);
			assertThat(manual.time.scheduled()).as("the next start").isEqualTo(1);
		}
	}

	@Test
	void nameIsFreeForWhoeverFollowsTheEndOfASpawnedChild() {
		this.bench.runtime.start();
		for (int i = 0; i < 300; i++) {
			Loop loop = new Loop("again");
			BackgroundProcess process = ActorBench.join(this.parent.spawn(loop).ready());
			if (i % 2 == 0) {
				loop.end();
				ActorBench.join(process.termination());
			}
			else {
				ActorBench.join(this.parent.terminate("again"));
			}
		}
		ActorBench.until(() -> this.parent.list().isEmpty());
	}

	@Test
	void dynamicSupervisorMakesItsChildrenOfOneTemplate() {
		DynamicSupervisor<Integer> connections = this.bench.runtime.root()
			.dynamic("connections", TreeBench.settings(RestartStrategy.ONE_FOR_ALL), TreeBench.TRANSIENT,
					(number) -> new Loop("connection-" + number));
		this.bench.runtime.start();
		BackgroundProcess one = ActorBench.join(connections.spawn(1).ready());
		BackgroundProcess two = ActorBench.join(connections.spawn(2).ready());
		assertThat(connections.supervisor().list()).extracting((child) -> child.path())
			.containsExactly(one.path(), two.path());
		assertThat(this.bench.find(one).restartType()).isEqualTo(RestartType.TRANSIENT);
		assertThatExceptionOfType(SupervisionException.DuplicateChild.class).isThrownBy(() -> connections.spawn(2));
		assertThatIllegalArgumentException().isThrownBy(() -> connections.supervisor().process(new Loop("declared")))
			.withMessageContaining("dynamic");
		ActorBench.join(connections.supervisor().terminate("connection-1"));
		assertThat(this.bench.runtime.stop(TreeBench.LONG).isClean()).isTrue();
		assertThat(two.status()).isInstanceOf(ProcessStatus.Stopped.class);
		this.bench.runtime.start();
		assertThat(connections.supervisor().list()).isEmpty();
	}

	@Test
	void failureOfOneDynamicChildLeavesTheOthersAlone() throws Exception {
		Loop failing = new Loop("failing");
		DynamicSupervisor<Loop> loops = this.bench.runtime.root()
			.dynamic("loops", TreeBench.settings(RestartStrategy.ONE_FOR_ONE), TreeBench.TRANSIENT, (loop) -> loop);
		this.bench.runtime.start();
		Loop other = new Loop("other");
		BackgroundProcess restarted = ActorBench.join(loops.spawn(failing).ready());
		ActorBench.join(loops.spawn(other).ready());
		failing.fail(new IllegalStateException("broken"));
		this.bench.started(restarted, 2);
		assertThat(other.initialized()).isEqualTo(1);
	}

	@Test
	void restartedSupervisorKnowsOnlyItsDeclaredChildren() throws Exception {
		Loop declared = new Loop("declared");
		BackgroundProcess process = this.parent.process(declared);
		this.bench.runtime.start();
		Loop dynamic = new Loop("dynamic");
		ActorBench.join(this.parent.spawn(dynamic).ready());
		ActorBench.join(this.bench.runtime.root().restart("own"));
		this.bench.started(process, 2);
		assertThat(this.parent.list()).extracting((child) -> child.path()).containsExactly(process.path());
		assertThat(dynamic.initialized()).isEqualTo(1);
		assertThat(declared.initialized()).isEqualTo(2);
	}

	private void spawnSibling(String name) {
		this.spawned.add(ProcessContext.current().orElseThrow().spawn(new Loop(name)));
	}

	private void assertSpawned(String path) throws InterruptedException {
		BackgroundProcess sibling = ActorBench.join(this.spawned.take().ready());
		assertThat(sibling.path()).hasToString(path);
		assertThat(sibling.status()).isInstanceOf(ProcessStatus.Running.class);
	}

	private static void assertRejected(Spawned spawned) {
		assertThat(spawned.ready().toCompletableFuture()).failsWithin(TreeBench.LONG)
			.withThrowableThat()
			.withCauseInstanceOf(SupervisionException.NotRunning.class)
			.withMessageContaining(spawned.path().value());
	}

	private static Loop failing(String name) {
		return new Loop(name) {
			@Override
			void onInitialize(ShutdownSignal shutdown) {
				throw new IllegalStateException("broken");
			}
		};
	}

}
