package dev.concurrency.test;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.StopReport;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.ChildFailedException;
import dev.concurrency.actor.StopReason;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessStatus;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of children that an actor spawns while it starts. */
@Timeout(60)
class ActorStartingChildrenTests {

	private static final ActorSettings SETTINGS = ActorSettings.defaults().withRestarts(ActorBench.restarts(1));

	private final List<String> journal = new CopyOnWriteArrayList<>();

	private final AtomicReference<@Nullable ActorRef<String>> helper = new AtomicReference<>();

	private int starts;

	@Test
	void aStartThatFailsEndsTheChildrenThatItHasSpawned() {
		try (ActorBench bench = new ActorBench()) {
			bench.runtime.start();
			ActorRef<String> parent = bench.runtime.actor("parent", () -> new Parent((context) -> {
				spawn(context, new Helper());
				if (++this.starts < 3) {
					throw new IllegalStateException("failed start");
				}
			}), SETTINGS);
			bench.restartIsDue();
			bench.restartIsDue();
			assertThat(parent.status()).isInstanceOf(ProcessStatus.Idle.class);
			assertThat(this.journal).containsExactly("started", "stopped", "started", "stopped", "started");
			assertThat(children(bench, parent)).hasSize(1);
		}
		assertThat(this.journal).endsWith("started", "stopped");
	}

	@Test
	void aStopDuringTheStartEndsTheChildrenThatItHasSpawned() throws Exception {
		CountDownLatch inside = new CountDownLatch(1);
		try (ActorBench bench = new ActorBench((builder) -> builder.blockingExecutor(ActorBench::start))) {
			bench.runtime.start();
			bench.runtime.actor("parent", () -> new Parent((context) -> {
				spawn(context, new Helper());
				inside.countDown();
				new CountDownLatch(1).await();
			}), SETTINGS);
			ActorBench.await(inside);
			// One for which there is no work would not be started any more.
			ActorBench.until(() -> this.journal.contains("started"));
			StopReport report = bench.stop();
			assertThat(report.isClean()).isTrue();
			assertThat(helper().tryTell("late")).isEqualTo(Admission.CLOSED);
			assertThat(this.journal).containsExactly("started", "stopped");
		}
	}

	@Test
	void childrenThatCannotBeSavedFailAnActorThatStillStarts() {
		CountDownLatch never = new CountDownLatch(1);
		try (ActorBench bench = new ActorBench((builder) -> builder.blockingExecutor(ActorBench::start))) {
			bench.runtime.start();
			ActorRef<String> parent = bench.runtime.actor("parent", () -> new Parent((context) -> {
				spawn(context, new Helper());
				tell("boom");
				never.await();
			}), SETTINGS.withRestarts(ActorBench.restarts(0)));
			ActorBench.until(() -> parent.status() instanceof ProcessStatus.Restarting);
			assertThat(bench.runtime.find(parent.path()).orElseThrow().ledger()).singleElement()
				.satisfies((entry) -> assertThat(entry.type()).isEqualTo(ChildFailedException.class.getName()));
		}
	}

	@Test
	void aChildWhoseFirstStartFailsIsStartedAgainAndKeepsItsMailbox() {
		try (ActorBench bench = new ActorBench()) {
			bench.runtime.start();
			ActorRef<String> parent = bench.runtime.actor("parent", () -> new Parent((context) -> {
				spawn(context, new Helper(1));
				tell("hello");
			}), SETTINGS);
			assertThat(children(bench, parent)).extracting((child) -> child.status().label())
				.containsExactly("restarting");
			bench.restartIsDue();
			assertThat(this.journal).containsExactly("failed", "started", "hello");
			assertThat(parent.status()).isInstanceOf(ProcessStatus.Idle.class);
		}
	}

	@Test
	void aChildThatNeverStartsFailsItsParent() {
		try (ActorBench bench = new ActorBench()) {
			bench.runtime.start();
			ActorRef<String> parent = bench.runtime.actor("parent",
					() -> new Parent((context) -> spawn(context, new Helper(Integer.MAX_VALUE))), SETTINGS);
			assertThat(parent.status()).isInstanceOf(ProcessStatus.Idle.class);
			bench.restartIsDue();
			assertThat(parent.status()).isInstanceOf(ProcessStatus.Restarting.class);
			assertThat(this.journal).containsExactly("failed", "failed");
		}
	}

	@Test
	void aChildSpawnedJustBeforeItsParentEndsHandlesWhatItHasAccepted() {
		StepQueue decisions = new StepQueue();
		try (ActorBench bench = new ActorBench((builder) -> builder.supervisionExecutor(decisions), decisions)) {
			drain(decisions, CompletableFuture.runAsync(bench.runtime::start, ActorBench::start));
			ActorRef<String> parent = bench.runtime.actor("parent", () -> new Parent((context) -> {
			}, (message, context) -> {
				spawn(context, new Helper());
				tell(message);
				throw new IllegalStateException("failed after that");
			}), SETTINGS);
			decisions.drain();
			assertThat(parent.tryTell("hello")).isEqualTo(Admission.ACCEPTED);
			assertThat(this.journal).isEmpty();
			decisions.drain();
			assertThat(this.journal).containsExactly("started", "hello", "stopped");
		}
	}

	private static void drain(StepQueue decisions, CompletableFuture<?> until) {
		ActorBench.until(() -> {
			decisions.drain();
			return until.isDone();
		});
		ActorBench.join(until);
	}

	private void spawn(ActorContext<String> context, Helper body) {
		this.helper.set(context.spawn("helper", () -> body, SETTINGS));
	}

	private ActorRef<String> helper() {
		ActorRef<String> spawned = this.helper.get();
		assertThat(spawned).isNotNull();
		return spawned;
	}

	private void tell(String message) {
		assertThat(helper().tryTell(message)).isEqualTo(Admission.ACCEPTED);
	}

	private static List<ProcessSnapshot> children(ActorBench bench, ActorRef<String> parent) {
		return bench.runtime.find(parent.path()).orElseThrow().children();
	}

	/** What an actor does when it starts. */
	@FunctionalInterface
	private interface Start {

		void with(ActorContext<String> context) throws Exception;

	}

	private record Parent(Start start, Script.Handler handler) implements Actor<String> {

		Parent(Start start) {
			this(start, (message, context) -> {
			});
		}

		@Override
		public void onStart(ActorContext<String> context) throws Exception {
			this.start.with(context);
		}

		@Override
		public void handle(String message, ActorContext<String> context) throws Exception {
			this.handler.handle(message, context);
		}

	}

	/** Fails to start so often. */
	private final class Helper implements Actor<String> {

		private int failures;

		Helper() {
			this(0);
		}

		Helper(int failures) {
			this.failures = failures;
		}

		@Override
		public void onStart(ActorContext<String> context) {
			if (this.failures-- > 0) {
				ActorStartingChildrenTests.this.journal.add("failed");
				throw new IllegalStateException("failed start");
			}
			ActorStartingChildrenTests.this.journal.add("started");
		}

		@Override
		public void handle(String message, ActorContext<String> context) {
			if (message.equals("boom")) {
				throw new IllegalStateException(message);
			}
			ActorStartingChildrenTests.this.journal.add(message);
		}

		@Override
		public void onStop(StopReason reason) {
			ActorStartingChildrenTests.this.journal.add("stopped");
		}

	}

}
