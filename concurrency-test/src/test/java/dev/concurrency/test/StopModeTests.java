package dev.concurrency.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;

import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorFailureAction;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.ActorSnapshot;
import dev.concurrency.actor.AskException;
import dev.concurrency.actor.ChildEvent;
import dev.concurrency.actor.DeadLetter;
import dev.concurrency.actor.DeadLetterReason;
import dev.concurrency.process.Admission;
import dev.concurrency.process.EndMode;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.StatusObserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

/** Actors that are to finish only the message that they are at. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StopModeTests {

	private static final ActorSettings SETTINGS = ActorSettings.defaults();

	private static final ProcessStatus ENOUGH = new ProcessStatus.Stopped("enough");

	private final StepQueue shared = new StepQueue();

	private final ActorBench bench = ActorBench.sharing(this.shared);

	private final Script script = Script.failingOnBoom();

	/** Done by the first actor while it handles {@code now}. */
	private Runnable meanwhile = () -> {
	};

	private final Script first = new Script((message, context) -> {
		switch (message) {
			case "now" -> this.meanwhile.run();
			case "spawn" -> context.spawn("child", this.script, SETTINGS);
			case "stash" -> context.stash();
			case "boom" -> throw new IllegalStateException(message);
			default -> {
			}
		}
	});

	@AfterEach
	void close() {
		this.bench.close();
	}

	@Test
	void theMessageAtHandIsTheLastAndTheOthersAreDeadLetters() {
		ActorRef<String> ref = started("a");
		AtomicReference<StatusObserver> end = new AtomicReference<>();
		this.meanwhile = () -> end.set(stop(ref.path()));
		tell(ref, "now", "b", "c");
		this.shared.drain();
		assertThat(ended(end.get())).isEqualTo(ENOUGH);
		assertThat(this.first.journal()).containsExactly("1 start", "1 handle now as 1", "1 stop stopped", "1 destroy");
		assertThat(this.bench.deadLetters).extracting(DeadLetter::message, DeadLetter::reason)
			.containsExactly(dead("b"), dead("c"));
		assertThat(this.bench.undelivered).containsExactly("b", "c");
		assertThat(ref.tryTell("late")).isEqualTo(Admission.CLOSED);
		assertThat(ActorBench.counts(snapshot(ref))).containsExactly(0L, 1L, 0L, 2L, 0L);
		assertThat(snapshot(ref).deadLettersByReason()).containsEntry("stopped", 2L);
	}

	@Test
	void anIdleActorEndsAtOnce() {
		ActorRef<String> ref = started("a");
		StatusObserver end = stop(ref.path());
		this.shared.drain();
		assertThat(ended(end)).isEqualTo(ENOUGH);
		assertThat(this.first.journal()).containsExactly("1 start", "1 stop stopped", "1 destroy");
	}

	@Test
	void whatIsNotHandledComesBackToItsSender() {
		List<DeadLetter> returned = new ArrayList<>();
		ActorRef<String> ref = this.bench.runtime.actor("a", this.first, SETTINGS);
		ActorRef<String> sender = this.bench.runtime.actor("sender", InstanceSource.of(new Actor<String>() {
			@Override
			public void handle(String message, ActorContext<String> context) {
				tell(ref, message);
			}

			@Override
			public void onUndeliverable(DeadLetter letter, ActorContext<String> context) {
				returned.add(letter);
			}
		}), SETTINGS);
		this.bench.runtime.start();
		this.shared.drain();
		tell(sender, "b");
		this.shared.step();
		var unused = stop(ref.path());
		this.shared.drain();
		assertThat(returned).containsExactly(new DeadLetter(ref.path(), "b", new DeadLetterReason.Stopped()));
		assertThat(this.bench.deadLetters).isEmpty();
	}

	@Test
	void aQuestionThatWaitsIsAnsweredThatTheActorHasEnded() {
		ActorRef<String> ref = started("a");
		CompletableFuture<String> answer = ref.<String>ask((port) -> "question", Duration.ofDays(1))
			.toCompletableFuture();
		var unused = stop(ref.path());
		this.shared.drain();
		assertThat(answer).failsWithin(TreeBench.LONG)
			.withThrowableOfType(ExecutionException.class)
			.havingCause()
			.asInstanceOf(type(AskException.Ended.class))
			.extracting(AskException::getCause)
			.isNull();
	}

	@Test
	void whatWasPutAsideIsADeadLetterToo() {
		ActorRef<String> ref = started("a");
		tell(ref, "stash");
		this.shared.drain();
		tell(ref, "b");
		var unused = stop(ref.path());
		this.shared.drain();
		assertThat(this.bench.deadMessages()).containsExactly("stash", "b");
	}

	@Test
	void workElsewhereIsNotWaitedForAndWhatFollowsItIsCancelled() {
		StepQueue blocking = new StepQueue();
		ActorBench other = new ActorBench((builder) -> builder.sharedExecutor(this.shared).blockingExecutor(blocking),
				this.shared, blocking);
		try (other) {
			AtomicReference<CompletableFuture<String>> work = new AtomicReference<>();
			ActorRef<String> ref = other.runtime.actor("a", new Script(
					(message, context) -> work.set(context.<String>blocking(() -> "done").toCompletableFuture())),
					SETTINGS);
			CompletableFuture<?> up = CompletableFuture.runAsync(other.runtime::start, ActorBench::start);
			ActorBench.until(() -> {
				blocking.drain();
				return up.isDone();
			});
			tell(ref, "send out");
			this.shared.drain();
			StatusObserver end = other.runtime.stopActor(ref.path(), EndMode.STOP, "enough").orElseThrow();
			// Its last hooks come after the work on that executor.
			ActorBench.until(() -> {
				this.shared.drain();
				return blocking.size() == 2;
			});
			assertThat(work.get()).isNotDone();
			blocking.drain();
			assertThat(ended(end)).isEqualTo(ENOUGH);
		}
	}

	@Test
	void oneThatIsPausedDoesNotHandleWhatWaitsBeforeItEnds() {
		ActorRef<String> ref = started("a");
		this.bench.runtime.control(ref.path()).orElseThrow().pause();
		tell(ref, "b");
		this.shared.drain();
		StatusObserver end = stop(ref.path());
		assertThat(ended(end)).isEqualTo(ENOUGH);
		assertThat(this.first.journal("handle")).isEmpty();
		assertThat(this.bench.deadMessages()).containsExactly("b");
	}

	@Test
	void aStopTurnsADrainIntoAStop() {
		ActorRef<String> ref = started("a");
		tell(ref, "b", "now", "c");
		this.meanwhile = () -> stop(ref.path());
		StatusObserver end = this.bench.runtime.stopActor(ref.path(), "slowly").orElseThrow();
		this.shared.drain();
		assertThat(ended(end)).isEqualTo(ENOUGH);
		assertThat(this.first.journal("handle")).hasSize(2);
		assertThat(this.bench.deadMessages()).containsExactly("c");
	}

	@Test
	void aDrainDoesNotTurnAStopIntoADrain() {
		ActorRef<String> ref = started("a");
		tell(ref, "b");
		var unused = stop(ref.path());
		assertThat(this.bench.runtime.stopActor(ref.path(), "slowly")).isPresent();
		this.shared.drain();
		assertThat(this.first.journal("handle")).isEmpty();
		assertThat(this.bench.deadMessages()).containsExactly("b");
	}

	@Test
	void anAbortInterruptsWhoWasStopped() throws Exception {
		CountDownLatch inside = new CountDownLatch(1);
		try (ActorBench real = ActorBench.sharing(ActorBench::start)) {
			ActorRef<String> ref = real.runtime.actor("a", new Script((message, context) -> {
				inside.countDown();
				new CountDownLatch(1).await();
			}), SETTINGS);
			real.runtime.start();
			tell(ref, "hang");
			ActorBench.await(inside);
			StatusObserver end = real.runtime.stopActor(ref.path(), EndMode.STOP, "enough").orElseThrow();
			assertThat(end.current()).isEqualTo(new ProcessStatus.Stopping());
			assertThat(real.runtime.abortRootActor(ref.path())).isPresent();
			assertThat(ended(end)).isEqualTo(new ProcessStatus.Stopped("aborted"));
		}
	}

	@Test
	void aMessageThatTakesTooLongIsInterruptedInTime() throws Exception {
		CountDownLatch inside = new CountDownLatch(1);
		try (ActorBench real = ActorBench.sharing(ActorBench::start)) {
			ActorRef<String> ref = real.runtime.actor("a", new Script((message, context) -> {
				inside.countDown();
				new CountDownLatch(1).await();
			}), SETTINGS);
			real.runtime.start();
			tell(ref, "hang", "b");
			ActorBench.await(inside);
			StatusObserver end = real.runtime.stopActor(ref.path(), EndMode.STOP, "enough").orElseThrow();
			real.time.advance(Duration.ofSeconds(5));
			assertThat(ended(end)).isInstanceOf(ProcessStatus.Failed.class);
			assertThat(real.deadMessages()).containsExactly("hang", "b");
		}
	}

	@Test
	void itsOwnMessageFirstThenItsChildrenInTheSameWayAndThenItsLastHook() {
		ActorRef<String> parent = started("parent");
		ActorRef<String> child = spawned(parent);
		tell(child, "b");
		tell(parent, "c");
		StatusObserver end = stop(parent.path());
		assertThat(child.tryTell("still taken")).isEqualTo(Admission.ACCEPTED);
		// What waits for a thread: the child with its messages, and the parent.
		while (this.script.journal("stop").isEmpty()) {
			assertThat(this.first.journal("stop")).isEmpty();
			assertThat(this.shared.step()).isTrue();
		}
		this.shared.drain();
		assertThat(ended(end)).isEqualTo(ENOUGH);
		assertThat(this.bench.deadMessages()).contains("c");
	}

	@Test
	void theChildrenOfOneThatIsStoppedLeaveUndoneWhatTheyHaveNotBegun() {
		ActorRef<String> parent = started("parent");
		ActorRef<String> child = spawned(parent);
		StatusObserver end = stop(parent.path());
		// The parent ends before the child has a thread for its messages.
		tell(child, "b", "c");
		this.shared.drain();
		assertThat(ended(end)).isEqualTo(ENOUGH);
		assertThat(this.script.journal("handle")).isEmpty();
		assertThat(this.bench.deadMessages()).containsExactly("b", "c");
	}

	@Test
	void aStopThatComesWhileTheChildrenDrainReachesThem() {
		ActorRef<String> parent = started("parent");
		ActorRef<String> child = spawned(parent);
		StatusObserver end = this.bench.runtime.stopActor(parent.path(), "slowly").orElseThrow();
		tell(child, "b");
		this.shared.step();
		ProcessSnapshot below = this.bench.runtime.find(child.path()).orElseThrow();
		assertThat(below.status()).isEqualTo(new ProcessStatus.Stopping());
		var unused = stop(parent.path());
		this.shared.drain();
		assertThat(ended(end)).isEqualTo(ENOUGH);
		assertThat(this.script.journal("handle")).isEmpty();
		assertThat(this.bench.deadMessages()).containsExactly("b");
	}

	@Test
	void theEndOfAChildIsToldBeforeTheParentEnds() {
		List<ChildEvent> told = new ArrayList<>();
		ActorRef<String> parent = this.bench.runtime.actor("parent", InstanceSource.of(new Actor<String>() {
			@Override
			public void handle(String message, ActorContext<String> context) {
				context.spawn("child", StopModeTests.this.script, SETTINGS.withOnFailure(ActorFailureAction.STOP));
			}

			@Override
			public boolean onChildEvent(ChildEvent event, ActorContext<String> context) {
				return told.add(event);
			}
		}), SETTINGS);
		this.bench.runtime.start();
		this.shared.drain();
		ActorRef<String> child = spawned(parent);
		tell(child, "boom");
		this.shared.step();
		tell(parent, "not handled");
		StatusObserver end = stop(parent.path());
		this.shared.drain();
		assertThat(ended(end)).isEqualTo(ENOUGH);
		assertThat(told).singleElement()
			.satisfies((event) -> assertThat(event.path()).isEqualTo(child.path()))
			.satisfies((event) -> assertThat(event.cause()).hasMessage("boom"));
		assertThat(this.bench.deadMessages()).containsExactly("boom", "not handled");
	}

	/** The race: the child fails while its parent is at a message that others follow. */
	@Test
	void theEndOfAChildThatComesWithTheStopIsToldThoughMessagesWait() {
		List<ChildEvent> told = new ArrayList<>();
		ActorRef<String> parent = this.bench.runtime.actor("parent", InstanceSource.of(new Actor<String>() {
			@Override
			public void handle(String message, ActorContext<String> context) {
				ActorRef<String> child = context.spawn("child", StopModeTests.this.script,
						SETTINGS.withOnFailure(ActorFailureAction.STOP));
				tell(child, "boom");
				assertThat(StopModeTests.this.shared.step()).isTrue();
				var unused = stop(context.path());
			}

			@Override
			public boolean onChildEvent(ChildEvent event, ActorContext<String> context) {
				return told.add(event);
			}
		}), SETTINGS);
		this.bench.runtime.start();
		this.shared.drain();
		tell(parent, "now", "not handled");
		this.shared.drain();
		assertThat(parent.status()).isEqualTo(ENOUGH);
		assertThat(told).extracting(ChildEvent::path).containsExactly(parent.path().child("child"));
		assertThat(this.bench.deadMessages()).containsExactlyInAnyOrder("boom", "not handled");
	}

	@Test
	void oneThatWaitsForItsRestartIsNotRestarted() {
		ActorRef<String> ref = started("a");
		tell(ref, "boom", "b");
		this.shared.drain();
		assertThat(ref.status()).isInstanceOf(ProcessStatus.Restarting.class);
		StatusObserver end = stop(ref.path());
		assertThat(ended(end)).isEqualTo(ENOUGH);
		this.bench.restartIsDue();
		this.shared.drain();
		assertThat(this.first.journal("start")).containsExactly("1 start");
		assertThat(this.bench.deadMessages()).containsExactly("boom", "b");
		assertThat(this.bench.deadLetters.get(1).reason()).isEqualTo(new DeadLetterReason.Stopped());
	}

	@Test
	void oneThatWasSuspendedForItsRestartLeavesItsMessagesUndone() {
		ActorRef<String> ref = started("a");
		this.meanwhile = () -> {
			var unused = this.bench.runtime.supervisorOf(ProcessKind.ACTOR).restart("a");
			var unusedToo = stop(ref.path());
		};
		tell(ref, "now", "b");
		this.shared.drain();
		assertThat(ref.status()).isEqualTo(ENOUGH);
		assertThat(this.first.journal("start")).containsExactly("1 start");
		assertThat(this.bench.deadMessages()).containsExactly("b");
	}

	@Test
	void anOperatorMayStartItAgain() {
		ActorRef<String> ref = started("a");
		tell(ref, "b");
		var unused = stop(ref.path());
		this.shared.drain();
		var unusedToo = this.bench.runtime.supervisorOf(ProcessKind.ACTOR).restart("a");
		tell(ref, "c");
		this.shared.drain();
		assertThat(this.first.journal("handle")).containsExactly("2 handle c as 1");
	}

	@Test
	void oneThatStartsIsInterruptedAlthoughMessagesWait() throws Exception {
		CountDownLatch starting = new CountDownLatch(1);
		Script slow = new Script((message, context) -> {
		}) {
			@Override
			void onStart(int instance, ActorContext<String> context) throws InterruptedException {
				starting.countDown();
				new CountDownLatch(1).await();
			}
		};
		try (ActorBench real = new ActorBench(
				(builder) -> builder.sharedExecutor(ActorBench::start).blockingExecutor(ActorBench::start))) {
			real.runtime.start();
			ActorRef<String> ref = real.runtime.spawn("a", slow, SETTINGS);
			tell(ref, "b");
			ActorBench.await(starting);
			StatusObserver end = real.runtime.stopActor(ref.path(), EndMode.STOP, "enough").orElseThrow();
			assertThat(ended(end)).isEqualTo(ENOUGH);
			assertThat(real.deadMessages()).containsExactly("b");
		}
	}

	@Test
	void theActorsOfAGroupFinishWhatTheyAreAt() {
		ActorGroup<String, String> group = this.bench.runtime.group("g", this.first, SETTINGS);
		this.bench.runtime.start();
		tell(group.ref("failed before"), "boom", "d");
		tell(group.ref("idle"), "handled");
		this.shared.drain();
		tell(group.ref("busy"), "b", "now", "c");
		AtomicReference<StatusObserver> end = new AtomicReference<>();
		this.meanwhile = () -> {
			tell(group.ref("waits"), "e");
			end.set(stop(group.path()));
		};
		this.shared.drain();
		assertThat(ended(end.get())).isEqualTo(ENOUGH);
		assertThat(this.bench.deadMessages()).containsExactlyInAnyOrder("boom", "c", "d", "e");
		assertThat(group.snapshot().queued()).isZero();
		assertThat(group.snapshot().live()).isZero();
		assertThat(group.snapshot().deadLetters()).isEqualTo(4);
	}

	@Test
	void aStopTurnsTheDrainOfAGroupIntoAStop() {
		ActorGroup<String, String> group = this.bench.runtime.group("g", this.first, SETTINGS);
		this.bench.runtime.start();
		tell(group.ref("one"), "b");
		tell(group.ref("two"), "c");
		StatusObserver end = this.bench.runtime.stopActor(group.path(), "slowly").orElseThrow();
		var unused = stop(group.path());
		this.shared.drain();
		assertThat(ended(end)).isEqualTo(ENOUGH);
		assertThat(this.first.journal("handle")).isEmpty();
		assertThat(this.bench.deadMessages()).containsExactlyInAnyOrder("b", "c");
	}

	@Test
	void anAbortInterruptsTheActorsOfAGroupThatWasStopped() throws Exception {
		CountDownLatch inside = new CountDownLatch(1);
		try (ActorBench real = ActorBench.sharing(ActorBench::start)) {
			ActorGroup<String, String> group = real.runtime.group("g", new Script((message, context) -> {
				inside.countDown();
				new CountDownLatch(1).await();
			}), SETTINGS);
			real.runtime.start();
			tell(group.ref("a"), "hang", "b");
			ActorBench.await(inside);
			StatusObserver end = real.runtime.stopActor(group.path(), EndMode.STOP, "enough").orElseThrow();
			assertThat(real.runtime.abortRootActor(group.path())).isPresent();
			assertThat(ActorBench.join(end.terminal())).isEqualTo(new ProcessStatus.Stopped("aborted"));
			assertThat(real.deadMessages()).containsExactlyInAnyOrder("hang", "b");
		}
	}

	@Test
	void idleActorsOfAGroupEndWithoutASupervisor() {
		ActorGroup<String, String> group = this.bench.runtime.group("g", this.first, SETTINGS);
		this.bench.runtime.start();
		tell(group.ref("idle"), "b");
		this.shared.drain();
		StatusObserver end = stop(group.path());
		this.shared.drain();
		assertThat(ended(end)).isEqualTo(ENOUGH);
		assertThat(this.bench.events).noneMatch((event) -> event.process().path().isBelow(group.path()));
	}

	private ActorRef<String> started(String name) {
		ActorRef<String> ref = this.bench.runtime.actor(name, this.first, SETTINGS);
		this.bench.runtime.start();
		this.shared.drain();
		return ref;
	}

	@SuppressWarnings("unchecked")
	private ActorRef<String> spawned(ActorRef<String> parent) {
		tell(parent, "spawn");
		this.shared.drain();
		return this.bench.runtime.directory().resolve(parent.path().child("child"), ActorRef.class).orElseThrow();
	}

	private StatusObserver stop(ProcessPath path) {
		return this.bench.runtime.stopActor(path, EndMode.STOP, "enough").orElseThrow();
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

	private static Tuple dead(String message) {
		return Tuple.tuple(message, new DeadLetterReason.Stopped());
	}

	private ActorSnapshot snapshot(ActorRef<String> ref) {
		return (ActorSnapshot) this.bench.runtime.find(ref.path()).orElseThrow().details();
	}

	private static void tell(ActorRef<String> ref, String... messages) {
		for (String message : messages) {
			assertThat(ref.tryTell(message)).isEqualTo(Admission.ACCEPTED);
		}
	}

}
