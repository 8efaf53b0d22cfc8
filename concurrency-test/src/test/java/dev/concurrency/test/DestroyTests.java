package dev.concurrency.test;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.DestroyReport;
import dev.concurrency.SupervisorRef;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.StopReason;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessFailure;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessRef;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.supervision.RestartStrategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** The end of all actors of a runtime. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DestroyTests {

	private static final ActorSettings SETTINGS = ActorSettings.defaults();

	private static final ProcessStatus OVER = new ProcessStatus.Stopped("over");

	private final TreeBench bench = TreeBench.real();

	private final ConcurrencyRuntime runtime = this.bench.runtime;

	private final CountDownLatch inside = new CountDownLatch(1);

	private final CountDownLatch release = new CountDownLatch(1);

	private final BlockingQueue<DestroyReport> reports = new LinkedBlockingQueue<>();

	@AfterEach
	void close() {
		this.release.countDown();
		this.bench.close();
	}

	@Test
	void allActorsAndGroupsEndWithWhatTheyAcceptedDoneAndTheRestGoesOn() throws Exception {
		Script script = Script.failingOnBoom();
		ActorRef<String> declared = this.runtime.actor("declared", script, SETTINGS);
		ActorGroup<String, String> group = this.runtime.group("airport", script, SETTINGS);
		SupervisorRef own = this.bench.supervisor("own", RestartStrategy.ONE_FOR_ONE);
		ActorRef<String> elsewhere = own.actor("elsewhere", script, SETTINGS);
		BackgroundSink<String> sink = this.runtime.sink("audit", (batch) -> {
		}, TreeBench.EAGER);
		this.runtime.start();
		ActorRef<String> spawned = this.runtime.spawn("spawned", script, SETTINGS);
		tell(declared, "1");
		tell(group.ref("a"), "2");
		tell(elsewhere, "3");
		tell(spawned, "4");
		DestroyReport report = this.runtime.destroyAndWait(TreeBench.LONG, "over");
		assertThat(report.notStopped()).isEmpty();
		assertThat(report.stopped()).extracting(ProcessRef::path)
			.containsExactly(elsewhere.path(), declared.path(), group.path(), spawned.path());
		assertThat(script.journal("handle")).hasSize(4);
		assertThat(declared.status()).isEqualTo(OVER);
		assertThat(spawned.status()).isEqualTo(OVER);
		assertThat(this.runtime.directory().allActorIds()).isEmpty();
		assertThat(sink.tryPush("still")).isEqualTo(Admission.ACCEPTED);
		assertThat(this.runtime.stop(TreeBench.LONG).isClean()).isTrue();
	}

	@Test
	void noActorComesAfterwardsAndTheRuntimeDoesNotStartAgain() throws Exception {
		SupervisorRef own = this.bench.supervisor("own", RestartStrategy.ONE_FOR_ONE);
		this.runtime.start();
		assertThat(this.runtime.destroyAndWait(TreeBench.LONG, "over").stopped()).isEmpty();
		assertThatIllegalStateException().isThrownBy(() -> this.runtime.spawn("a", Script.failingOnBoom(), SETTINGS))
			.withMessageContaining("destroyed");
		assertThatIllegalStateException().isThrownBy(() -> own.actor("a", Script.failingOnBoom(), SETTINGS));
		assertThatIllegalStateException().isThrownBy(() -> own.group("a", Script.failingOnBoom(), SETTINGS));
		assertThat(own.list()).isEmpty();
		this.runtime.stop(TreeBench.LONG);
		assertThatIllegalStateException().isThrownBy(this.runtime::start).withMessageContaining("destroyed");
	}

	@Test
	void actorWithAFreshNameThatEndsMeanwhileIsNoTrouble() throws Exception {
		this.runtime.start();
		ActorRef<String> fresh = this.runtime.spawnFresh("worker", Script.failingOnBoom(), SETTINGS);
		this.bench.started(fresh, 1);
		ActorBench.join(this.runtime.abortRootActor(fresh.path()).orElseThrow());
		assertThat(this.runtime.supervisorOf(ProcessKind.ACTOR).terminate(fresh.path().name()).toCompletableFuture())
			.failsWithin(TreeBench.LONG)
			.withThrowableThat()
			.withMessageContaining("There is no process at " + fresh.path());
		assertThat(this.runtime.destroyAndWait(TreeBench.LONG, "over").notStopped()).isEmpty();
	}

	@Test
	void whoIsLeftWhenTheTimeIsOverIsInterrupted() throws Exception {
		ActorRef<String> slow = this.runtime.actor("slow", new Script((message, context) -> {
			this.inside.countDown();
			ActorBench.await(this.release);
		}), SETTINGS);
		ActorRef<String> quick = this.runtime.actor("quick", Script.failingOnBoom(), SETTINGS);
		this.runtime.start();
		tell(slow, "block");
		ActorBench.await(this.inside);
		DestroyReport report = this.runtime.destroyAndWait(Duration.ZERO, "over");
		assertThat(report.notStopped()).isEmpty();
		assertThat(slow.status().isTerminal()).isTrue();
		assertThat(quick.status()).isEqualTo(OVER);
	}

	@Test
	void whoIgnoresTheInterruptIsNotSeenToEnd() throws Exception {
		try (TreeBench manual = TreeBench.manual()) {
			ActorRef<String> stubborn = manual.runtime.actor("stubborn", new Script((message, context) -> {
				this.inside.countDown();
				StopActorTests.awaitUninterruptibly(this.release);
			}), SETTINGS);
			manual.runtime.start();
			tell(stubborn, "block");
			ActorBench.await(this.inside);
			// Without time to drain it waits only for who was interrupted.
			ActorBench.untilParked(destroying(manual.runtime, Duration.ZERO));
			manual.time.advance(TreeBench.PATIENCE);
			DestroyReport report = this.reports.poll(20, TimeUnit.SECONDS);
			assertThat(report.stopped()).isEmpty();
			assertThat(report.notStopped()).extracting(ProcessRef::path).containsExactly(stubborn.path());
			assertThat(stubborn.status()).isInstanceOf(ProcessStatus.Abandoned.class);
			this.release.countDown();
			assertThat(stubborn.termination().toCompletableFuture()).failsWithin(TreeBench.LONG);
		}
	}

	@Test
	void actorThatAsksIsStoppedTooButNotWaitedForNorInterrupted() throws Exception {
		Script script = new Script((message, context) -> {
			if (message.equals("destroy")) {
				this.reports.add(this.runtime.destroyAndWait(TreeBench.LONG, "over"));
				ActorBench.await(this.release);
			}
		});
		ActorRef<String> asking = this.runtime.actor("asking", script, SETTINGS);
		ActorRef<String> other = this.runtime.actor("other", Script.failingOnBoom(), SETTINGS);
		this.runtime.start();
		tell(asking, "destroy");
		DestroyReport report = this.reports.poll(20, TimeUnit.SECONDS);
		assertThat(report.stopped()).extracting(ProcessRef::path).containsExactly(other.path());
		assertThat(report.notStopped()).extracting(ProcessRef::path).containsExactly(asking.path());
		ActorBench.until(() -> asking.status() instanceof ProcessStatus.Stopping);
		this.release.countDown();
		ActorBench.join(asking.termination());
		assertThat(asking.status()).isEqualTo(OVER);
		assertThat(script.journal("stop")).containsExactly("1 stop stopped");
	}

	@Test
	void actorThatAsksForTheOthersGoesOnToItsNextMessage() throws Exception {
		CountDownLatch next = new CountDownLatch(1);
		ActorRef<String> asking = this.runtime.actor("asking", new Script((message, context) -> {
			if (message.equals("destroy")) {
				this.reports.add(this.runtime.destroyAndWaitExceptCurrent(TreeBench.LONG, "over"));
			}
			else {
				next.countDown();
			}
		}), SETTINGS);
		ActorRef<String> other = this.runtime.actor("other", Script.failingOnBoom(), SETTINGS);
		this.runtime.start();
		tell(asking, "destroy");
		DestroyReport report = this.reports.poll(20, TimeUnit.SECONDS);
		assertThat(report.stopped()).extracting(ProcessRef::path).containsExactly(other.path());
		assertThat(report.notStopped()).isEmpty();
		tell(asking, "next");
		ActorBench.await(next);
		assertThat(asking.status().isUp()).isTrue();
	}

	@Test
	void childThatAsksIsNotWaitedForNorIsItsParent() throws Exception {
		ActorRef<String> parent = this.runtime.actor("parent", new Script((message, context) -> {
			ActorRef<String> child = context.spawn("child",
					new Script((order, below) -> this.reports.add(this.runtime.destroyAndWait(TreeBench.LONG, "over"))),
					SETTINGS);
			tell(child, "destroy");
		}), SETTINGS);
		this.runtime.start();
		tell(parent, "spawn");
		DestroyReport report = this.reports.poll(20, TimeUnit.SECONDS);
		assertThat(report.notStopped()).extracting(ProcessRef::path).containsExactly(parent.path());
		ActorBench.join(parent.termination());
	}

	@Test
	void coordinatorEndsWhenTheOthersHave() throws Exception {
		CompletableFuture<ProcessStatus> seen = new CompletableFuture<>();
		ActorRef<String> other = this.runtime.actor("other", new Script((message, context) -> {
			this.inside.countDown();
			ActorBench.await(this.release);
		}), SETTINGS);
		ActorRef<ProcessFailure> coordinator = this.runtime.actor("coordinator", () -> new Actor<ProcessFailure>() {
			@Override
			public void handle(ProcessFailure failure, ActorContext<ProcessFailure> context) {
				// None comes.
			}

			@Override
			public void onStop(StopReason reason) {
				seen.complete(other.status());
			}
		}, SETTINGS);
		this.runtime.setSupervisionCoordinator(coordinator);
		this.runtime.start();
		tell(other, "block");
		ActorBench.await(this.inside);
		Thread destroying = destroying(this.runtime, TreeBench.LONG);
		ActorBench.until(() -> other.status() instanceof ProcessStatus.Stopping);
		ActorBench.untilParked(destroying);
		assertThat(coordinator.status().isUp()).isTrue();
		this.release.countDown();
		assertThat(this.reports.poll(20, TimeUnit.SECONDS).stopped()).extracting(ProcessRef::path)
			.containsExactly(other.path(), coordinator.path());
		assertThat(ActorBench.get(seen)).isEqualTo(OVER);
	}

	private Thread destroying(ConcurrencyRuntime which, Duration timeout) {
		return ActorBench.start(() -> {
			try {
				this.reports.add(which.destroyAndWait(timeout, "over"));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
	}

	private static void tell(ActorRef<String> ref, String message) {
		assertThat(ref.tryTell(message)).isEqualTo(Admission.ACCEPTED);
	}

}
