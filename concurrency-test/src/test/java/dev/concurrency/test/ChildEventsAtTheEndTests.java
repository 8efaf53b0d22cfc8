package dev.concurrency.test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.StopReport;
import dev.concurrency.SupervisorRef;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.ChildFailedException;
import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.EndMode;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.StatusObserver;
import dev.concurrency.test.Puppets.Step;

import static dev.concurrency.test.Puppets.fail;
import static dev.concurrency.test.Puppets.say;
import static dev.concurrency.test.Puppets.tell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

/** What an actor hears of those below it while it ends itself. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChildEventsAtTheEndTests {

	private static final ProcessStatus ENOUGH = new ProcessStatus.Stopped("enough");

	private final Puppets parents = new Puppets();

	private final Puppets children = new Puppets();

	private final StepQueue shared = new StepQueue();

	private final AtomicReference<ActorRef<Step>> child = new AtomicReference<>();

	private final AtomicReference<ActorRef<Step>> leaf = new AtomicReference<>();

	@Test
	void aChildThatFailsWhileItsParentWaitsForItIsToldBeforeTheParentEnds() {
		List<ProcessStatus> then = new ArrayList<>();
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<Step> parent = withChild(bench);
			this.parents.onChildEvent = (event, context) -> then.add(parent.status());
			StatusObserver end = end(bench, parent, EndMode.DRAIN);
			tell(this.child.get(), say("a"), fail("boom"));
			assertThat(ended(end)).isEqualTo(ENOUGH);
			assertThat(this.children.news()).startsWith("1 start", "1 a", "1 fails on boom");
			assertThat(this.parents.news()).containsExactly("1 start", "1 child child boom", "1 stop Stopped",
					"1 destroy");
			assertThat(then).containsExactly(new ProcessStatus.Stopping());
		}
	}

	/** They were asked for the sake of a restart, which somebody then calls off. */
	@Test
	void aParentWhoseChildrenWereAskedToEndHandlesNothingMore() {
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<Step> parent = withChild(bench);
			SupervisorRef actors = bench.runtime.supervisorOf(ProcessKind.ACTOR);
			var unused = actors.restart("parent");
			assertThat(this.shared.step()).as("it asks its child").isTrue();
			tell(parent, say("too late"));
			CompletionStage<?> terminated = actors.terminate("parent");
			this.shared.drain();
			ActorBench.join(terminated);
			assertThat(this.parents.news()).containsExactly("1 start", "1 child child ended", "1 stop Stopped",
					"1 destroy");
			assertThat(bench.deadLetters).hasSize(1);
		}
	}

	@Test
	void aChildThatFailsOnItsLastMessageInAStopIsToldToo() {
		this.parents.onChildEvent = (event, context) -> true;
		AtomicReference<StatusObserver> end = new AtomicReference<>();
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<Step> parent = withChild(bench);
			tell(this.child.get(), (self, context) -> {
				end.set(end(bench, parent, EndMode.STOP));
				// The parent has nothing to do but to wait for this one.
				assertThat(this.shared.step()).isTrue();
				throw new IllegalStateException("boom");
			});
			this.shared.drain();
			assertThat(ended(end.get())).isEqualTo(ENOUGH);
			assertThat(this.parents.news()).containsExactly("1 start", "1 child child boom", "1 stop Stopped",
					"1 destroy");
		}
	}

	@Test
	void aCleanEndIsToldToo() {
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<Step> parent = withChild(bench);
			assertThat(ended(end(bench, parent, EndMode.DRAIN))).isEqualTo(ENOUGH);
			assertThat(this.parents.news()).containsExactly("1 start", "1 child child ended", "1 stop Stopped",
					"1 destroy");
		}
	}

	@Test
	void whatNobodyHandlesIsHowAllAboveEnd() {
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<Step> parent = withChild(bench);
			tell(this.child.get(),
					(self, context) -> this.leaf.set(context.spawn("leaf", new Puppets(), ActorSettings.defaults())));
			this.shared.drain();
			StatusObserver end = end(bench, parent, EndMode.DRAIN);
			tell(this.leaf.get(), fail("boom"));
			assertThat(ended(end)).asInstanceOf(type(ProcessStatus.Failed.class))
				.extracting(ProcessStatus.Failed::cause)
				.asInstanceOf(type(ChildFailedException.class))
				.extracting((failure) -> failure.event().path())
				.isEqualTo(this.leaf.get().path());
			assertThat(this.children.news()).contains("1 child leaf boom");
			assertThat(this.parents.news()).contains("1 child leaf boom").endsWith("1 destroy");
		}
	}

	@Test
	void anIncarnationThatIsReplacedHearsOfItsChildrenBeforeItsEnd() {
		this.parents.onChildEvent = (event, context) -> true;
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<Step> parent = withChild(bench);
			var restarted = bench.runtime.control(parent.path()).orElseThrow().restart();
			tell(this.child.get(), fail("boom"));
			tell(parent, say("a"));
			this.shared.drain();
			ActorBench.join(restarted);
			this.shared.drain();
			assertThat(this.parents.news()).containsExactly("1 start", "1 child child boom", "1 stop Stopped",
					"1 destroy", "2 start", "2 a");
		}
	}

	@Test
	void whoHasFailedIsNotAsked() {
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<Step> parent = withChild(bench);
			tell(parent, fail("own"));
			tell(this.child.get(), fail("boom"));
			this.shared.drain();
			assertThat(this.children.news()).contains("1 fails on boom");
			assertThat(this.parents.news()).containsExactly("1 start", "1 fails on own", "1 stop failed own",
					"1 destroy");
		}
	}

	@Test
	void whoIsAbortedIsNotAsked() {
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<Step> parent = withChild(bench);
			StatusObserver end = end(bench, parent, EndMode.DRAIN);
			// The parent has begun to wait.
			assertThat(this.shared.step()).isTrue();
			assertThat(bench.runtime.abortRootActor(parent.path())).isPresent();
			assertThat(ended(end)).isEqualTo(new ProcessStatus.Stopped("aborted"));
			assertThat(this.parents.news()).containsExactly("1 start", "1 stop Stopped", "1 destroy");
		}
	}

	@Test
	void aHookThatHangsAfterTheTimeIsOverIsLeftBehindAlthoughTheActorOnlyWaitedUntilThen() throws Exception {
		CountDownLatch inside = new CountDownLatch(1);
		CountDownLatch released = new CountDownLatch(1);
		this.parents.onStop = () -> ActorBench.until(() -> released.getCount() == 0);
		TurnThreads turns = new TurnThreads();
		try (ActorBench bench = ActorBench.sharing(turns)) {
			ActorRef<Step> parent = bench.runtime.actor("parent", this.parents, ActorSettings.defaults());
			bench.runtime.start();
			tell(parent, this::spawn);
			ActorBench.until(() -> this.child.get() != null);
			tell(this.child.get(), (self, context) -> {
				turns.hangs();
				inside.countDown();
				new CountDownLatch(1).await();
			});
			ActorBench.await(inside);
			CompletableFuture<StopReport> report = bench.stopping();
			ActorBench.until(() -> bench.runtime.find(this.child.get().path())
				.orElseThrow()
				.status()
				.equals(new ProcessStatus.Stopping()));
			turns.settle();
			// No further before the child, which is interrupted now, has ended.
			bench.time.advance(ChildSpec.DEFAULT_SHUTDOWN.timeout());
			ActorBench.until(() -> bench.events.stream().anyMatch(this::isEndOfChild));
			ActorBench.until(() -> {
				bench.time.advance(ActorBench.AGES);
				return report.isDone();
			});
			assertThat(ActorBench.join(report).aborted()).isEqualTo(1);
			assertThat(bench.events).filteredOn(ProcessEvent.Abandoned.class::isInstance)
				.extracting((event) -> event.process().path())
				.containsExactly(parent.path());
			released.countDown();
		}
	}

	private boolean isEndOfChild(ProcessEvent event) {
		return event instanceof ProcessEvent.Stopped && event.process().path().equals(this.child.get().path());
	}

	/** An actor with a child, both idle. */
	private ActorRef<Step> withChild(ActorBench bench) {
		ActorRef<Step> parent = bench.runtime.actor("parent", this.parents, ActorSettings.defaults());
		bench.runtime.start();
		tell(parent, this::spawn);
		this.shared.drain();
		return parent;
	}

	private void spawn(Puppets.Puppet self, ActorContext<Step> context) {
		this.child.set(context.spawn("child", this.children, ActorSettings.defaults()));
	}

	private static StatusObserver end(ActorBench bench, ActorRef<Step> actor, EndMode mode) {
		return bench.runtime.stopActor(actor.path(), mode, "enough").orElseThrow();
	}

	/** What is told of the end takes its turn on the shared pool. */
	private ProcessStatus ended(StatusObserver end) {
		CompletableFuture<ProcessStatus> terminal = end.terminal().toCompletableFuture();
		ActorBench.until(() -> {
			this.shared.drain();
			return terminal.isDone();
		});
		return terminal.join();
	}

}
