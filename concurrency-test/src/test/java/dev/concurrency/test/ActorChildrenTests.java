package dev.concurrency.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.StopReport;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.Actors;
import dev.concurrency.actor.ChildFailedException;
import dev.concurrency.actor.StopReason;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.supervision.SupervisionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Timeout(60)
class ActorChildrenTests {

	private static final ActorSettings SETTINGS = ActorSettings.defaults().withRestarts(ActorBench.restarts(1));

	private static final Duration SHUTDOWN = Actors.MEMBER.shutdown().timeout();

	private final List<String> journal = new CopyOnWriteArrayList<>();

	private final AtomicReference<ActorContext<String>> context = new AtomicReference<>();

	@Test
	void aChildStandsBelowItsParentAndTakesMessagesAtOnce() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<String> parent = started(bench);
			tell(parent, "spawn a", "tell a hello");
			assertThat(this.journal).containsExactly("parent started", "a started", "a hello");
			assertThat(children(bench, parent)).extracting((child) -> child.process().path().value())
				.containsExactly("root/actors/parent/a");
			assertThat(bench.runtime.snapshot().totals().processes()).isEqualTo(2);
		}
	}

	@Test
	void aChildThatFailsIsRestartedAloneAndKeepsItsMailbox() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<String> parent = started(bench);
			tell(parent, "spawn a", "spawn b", "tell a boom", "tell a after", "tell b well");
			assertThat(children(bench, parent)).extracting((child) -> child.status().label())
				.containsExactly("restarting", "idle");
			bench.restartIsDue();
			assertThat(this.journal).containsExactly("parent started", "a started", "b started",
					"a stopped by IllegalStateException", "b well", "a started", "a after");
			assertThat(parent.status()).isInstanceOf(ProcessStatus.Idle.class);
		}
	}

	@Test
	void whenItsChildrenCannotBeSavedTheParentFailsAndBeginsAnewWithoutAny() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<String> parent = started(bench);
			tell(parent, "spawn a", "tell a boom");
			bench.restartIsDue();
			tell(parent, "tell a boom");
			assertThat(parent.status()).isInstanceOf(ProcessStatus.Restarting.class);
			assertThat(bench.runtime.find(parent.path()).orElseThrow().ledger()).singleElement()
				.satisfies((entry) -> assertThat(entry.type()).isEqualTo(ChildFailedException.class.getName()));
			tell(parent, "spawn c");
			bench.restartIsDue();
			assertThat(this.journal).endsWith("parent stopped by ChildFailedException", "parent started", "c started");
			assertThat(children(bench, parent)).extracting(ProcessSnapshot::name).containsExactly("c");
		}
	}

	@Test
	void aStopFinishesWhatTheParentHasAcceptedThenItsChildrenAndThenTheParent() {
		StepQueue shared = new StepQueue();
		try (ActorBench bench = ActorBench.sharing(shared)) {
			ActorRef<String> parent = started(bench);
			shared.drain();
			tell(parent, "spawn a", "tell a 1", "tell a 2");
			StopReport report = bench.stop();
			assertThat(report.isClean()).isTrue();
			assertThat(this.journal).endsWith("a 1", "a 2", "a stopped", "parent stopped");
		}
	}

	@Test
	void aRestartOfTheParentStopsItsChildren() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<String> parent = started(bench);
			tell(parent, "spawn a", "boom");
			assertThat(this.journal).endsWith("parent stopped by IllegalStateException", "a stopped");
			bench.restartIsDue();
			assertThat(children(bench, parent)).isEmpty();
		}
	}

	@Test
	void aHangingChildIsInterruptedWithItsParent() throws Exception {
		CountDownLatch inside = new CountDownLatch(1);
		try (ActorBench bench = ActorBench.sharing(ActorBench::start)) {
			ActorRef<String> parent = bench.runtime.actor("parent", () -> new Spawner((message, context) -> {
				inside.countDown();
				new CountDownLatch(1).await();
			}), SETTINGS);
			bench.runtime.start();
			tell(parent, "spawn a", "tell a hang");
			ActorBench.await(inside);
			CompletableFuture<StopReport> report = bench.stopping();
			ActorBench.until(() -> bench.time.scheduled() > 1);
			bench.time.advance(ActorBench.AGES);
			assertThat(ActorBench.join(report).notDrained()).contains(parent.path());
			// It comes back to its sender, which has ended, on another thread.
			ActorBench.until(() -> !bench.deadLetters.isEmpty());
			assertThat(bench.deadMessages()).containsExactly("hang");
		}
	}

	@Test
	void whoOnlyWaitsForAHangingChildIsNotLeftBehindWithIt() throws Exception {
		CountDownLatch inside = new CountDownLatch(1);
		CountDownLatch released = new CountDownLatch(1);
		TurnThreads turns = new TurnThreads();
		try (ActorBench bench = ActorBench.sharing(turns)) {
			ActorRef<String> parent = bench.runtime.actor("parent", () -> new Spawner((message, context) -> {
				turns.hangs();
				inside.countDown();
				ActorBench.until(() -> released.getCount() == 0);
			}), SETTINGS);
			bench.runtime.start();
			tell(parent, "spawn a", "tell a hang");
			ActorBench.await(inside);
			CompletableFuture<StopReport> report = bench.stopping();
			ActorBench.until(() -> children(bench, parent).get(0).status() instanceof ProcessStatus.Stopping);
			turns.settle();
			bench.time.advance(ChildSpec.DEFAULT_SHUTDOWN.timeout());
			turns.settle();
			bench.time.advance(ActorBench.AGES);
			assertThat(ActorBench.join(report).aborted()).isEqualTo(1);
			assertThat(bench.events).filteredOn(ProcessEvent.Abandoned.class::isInstance)
				.singleElement()
				.satisfies((event) -> assertThat(event.process().path()).isEqualTo(parent.path().child("a")));
			ActorBench.until(() -> !bench.deadLetters.isEmpty());
			assertThat(bench.deadMessages()).containsExactly("hang");
			released.countDown();
		}
	}

	@Test
	void aParentAndAChildThatHangAreBothCounted() throws Exception {
		CountDownLatch inside = new CountDownLatch(2);
		try (ActorBench bench = ActorBench.sharing(ActorBench::start)) {
			Actor<String> hanging = (message, context) -> {
				inside.countDown();
				new CountDownLatch(1).await();
			};
			ActorRef<String> parent = bench.runtime.actor("parent", () -> (message, context) -> {
				tell(context.spawn("a", () -> hanging, SETTINGS), "hang");
				hanging.handle(message, context);
			}, SETTINGS);
			bench.runtime.start();
			tell(parent, "hang");
			ActorBench.await(inside);
			CompletableFuture<StopReport> report = bench.stopping();
			bench.time.advance(SHUTDOWN);
			assertThat(ActorBench.join(report).aborted()).isEqualTo(2);
		}
	}

	@Test
	void twoLivingChildrenOfOneNameAreRefused() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<String> parent = started(bench);
			tell(parent, "spawn a", "spawn a");
			assertThat(bench.runtime.find(parent.path()).orElseThrow().lastFailure()).isNotNull()
				.satisfies((failure) -> assertThat(failure.type())
					.isEqualTo(SupervisionException.DuplicateChild.class.getName()));
		}
	}

	@Test
	void onlyTheActorsOwnCodeSpawnsItsChildren() {
		try (ActorBench bench = new ActorBench()) {
			started(bench);
			assertThatIllegalStateException()
				.isThrownBy(() -> this.context.get().spawn("a", () -> new Child("a"), SETTINGS))
				.withMessageContaining("root/actors/parent");
		}
	}

	private ActorRef<String> started(ActorBench bench) {
		ActorRef<String> parent = bench.runtime.actor("parent", Spawner::new, SETTINGS);
		bench.runtime.start();
		return parent;
	}

	private static List<ProcessSnapshot> children(ActorBench bench, ActorRef<String> parent) {
		return bench.runtime.find(parent.path()).orElseThrow().children();
	}

	private static void tell(ActorRef<String> ref, String... messages) {
		for (String message : messages) {
			assertThat(ref.tryTell(message)).isEqualTo(Admission.ACCEPTED);
		}
	}

	private static String by(StopReason reason) {
		return (reason instanceof StopReason.Failed failed) ? " by " + failed.cause().getClass().getSimpleName() : "";
	}

	/** Spawns children and passes messages to them. */
	private final class Spawner implements Actor<String> {

		private final List<ActorRef<String>> children = new ArrayList<>();

		private final Actor<String> body;

		Spawner() {
			this(null);
		}

		Spawner(Actor<String> body) {
			this.body = body;
		}

		@Override
		public void onStart(ActorContext<String> started) {
			ActorChildrenTests.this.context.set(started);
			ActorChildrenTests.this.journal.add("parent started");
		}

		@Override
		public void handle(String message, ActorContext<String> current) {
			List<String> words = List.of(message.split(" ", 3));
			switch (words.get(0)) {
				case "spawn" -> this.children.add(current.spawn(words.get(1),
						() -> (this.body != null) ? this.body : new Child(words.get(1)), SETTINGS));
				case "tell" -> this.children.stream()
					.filter((child) -> child.path().name().equals(words.get(1)))
					.forEach((child) -> tell(child, words.get(2)));
				default -> throw new IllegalStateException(message);
			}
		}

		@Override
		public void onStop(StopReason reason) {
			ActorChildrenTests.this.journal.add("parent stopped" + by(reason));
		}

	}

	private final class Child implements Actor<String> {

		private final String name;

		Child(String name) {
			this.name = name;
		}

		@Override
		public void onStart(ActorContext<String> started) {
			ActorChildrenTests.this.journal.add(this.name + " started");
		}

		@Override
		public void handle(String message, ActorContext<String> current) {
			if (message.equals("boom")) {
				throw new IllegalStateException(message);
			}
			ActorChildrenTests.this.journal.add(this.name + " " + message);
		}

		@Override
		public void onStop(StopReason reason) {
			ActorChildrenTests.this.journal.add(this.name + " stopped" + by(reason));
		}

	}

}
