package dev.concurrency.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.StopReport;
import dev.concurrency.actor.AccumulatorPort;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorFailureAction;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.AskException;
import dev.concurrency.actor.DeadLetter;
import dev.concurrency.process.Admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What an actor leaves behind when it ends, fails at the edges, or never comes back. */
@Timeout(60)
class ActorLeftoversTests {

	private static final Duration DAY = Duration.ofDays(1);

	private final StepQueue shared = new StepQueue();

	@Test
	void whatAnActorOfAGroupHasPutAsideWhenItStopsIsReported() {
		try (ActorBench bench = new ActorBench()) {
			ActorGroup<String, String> group = bench.runtime.group("g",
					() -> (String message, ActorContext<String> context) -> context.stash(), ActorSettings.defaults());
			bench.runtime.start();
			ActorRef<String> actor = group.ref("a");
			assertThat(actor.tryTell("told")).isEqualTo(Admission.ACCEPTED);
			CompletableFuture<String> asked = actor.<String>ask((reply) -> "asked", DAY).toCompletableFuture();
			StopReport report = bench.stop();
			assertThat(report.undelivered()).isEqualTo(2);
			assertThat(bench.deadMessages()).containsExactly("told", "asked");
			assertThatThrownBy(asked::get).isInstanceOf(ExecutionException.class)
				.hasCauseInstanceOf(AskException.Ended.class);
			assertThat(group.snapshot().queued()).isZero();
		}
	}

	@Test
	void handlerThatComesBackAfterItWasGivenUpTouchesNoMessage() throws Exception {
		CountDownLatch inside = new CountDownLatch(1);
		int messages = 20_000;
		try (ActorBench bench = ActorBench.sharing(ActorBench::start)) {
			ActorRef<String> actor = bench.runtime.actor("a",
					() -> (String message, ActorContext<String> context) -> ignoreOne(inside),
					ActorSettings.defaults().withMailboxCapacity(messages + 1));
			bench.runtime.start();
			assertThat(actor.tryTell("hangs")).isEqualTo(Admission.ACCEPTED);
			ActorBench.await(inside);
			for (int i = 0; i < messages; i++) {
				assertThat(actor.tryTell("message " + i)).isEqualTo(Admission.ACCEPTED);
			}
			CompletableFuture<StopReport> report = bench.stopping();
			ActorBench.until(() -> {
				bench.time.advance(Duration.ofSeconds(10));
				return report.isDone();
			});
			assertThat(bench.deadMessages()).hasSize(messages + 1).doesNotHaveDuplicates();
		}
	}

	/** Comes back from the second interrupt, which is that of who gives it up. */
	private static void ignoreOne(CountDownLatch inside) {
		inside.countDown();
		for (int interrupts = 0; interrupts < 2; interrupts++) {
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				// As stubborn code does.
			}
		}
	}

	@Test
	void portsOfAnActorThatIsLeftBehindAreClosed() throws Exception {
		CountDownLatch inside = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		AtomicReference<AccumulatorPort<Integer, Integer>> port = new AtomicReference<>();
		try (ActorBench bench = ActorBench.sharing(ActorBench::start)) {
			ActorRef<String> actor = bench.runtime.actor("a", () -> (String message, ActorContext<String> context) -> {
				port.set(context.accumulatorPort(0, Integer::sum, String::valueOf));
				inside.countDown();
				awaitUninterrupted(release);
			}, ActorSettings.defaults());
			bench.runtime.start();
			assertThat(actor.tryTell("hangs")).isEqualTo(Admission.ACCEPTED);
			ActorBench.await(inside);
			CompletableFuture<StopReport> report = bench.stopping();
			ActorBench.until(() -> {
				bench.time.advance(Duration.ofSeconds(10));
				return report.isDone();
			});
			ActorBench.until(() -> !port.get().send(1));
			release.countDown();
		}
	}

	private static void awaitUninterrupted(CountDownLatch release) {
		while (release.getCount() > 0) {
			try {
				release.await();
			}
			catch (InterruptedException ex) {
				// As stubborn code does.
			}
		}
	}

	@Test
	void whatComesBackToAnEndedActorIsToldOnTheSharedPool() {
		List<Thread> told = new CopyOnWriteArrayList<>();
		try (ActorBench bench = new ActorBench((builder) -> builder.sharedExecutor(this.shared)
			.deadLetterListener((letter) -> told.add(Thread.currentThread())), this.shared)) {
			ActorRef<String> failing = bench.runtime.actor("failing", Script.failingOnBoom(), ActorSettings.defaults());
			ActorRef<String> sender = bench.runtime.actor("sender", () -> (String message,
					ActorContext<String> context) -> assertThat(failing.tryTell("boom")).isEqualTo(Admission.ACCEPTED),
					ActorSettings.defaults());
			bench.runtime.start();
			this.shared.drain();
			assertThat(sender.tryTell("go")).isEqualTo(Admission.ACCEPTED);
			// The sender's turn.
			assertThat(this.shared.step()).isTrue();
			assertThat(bench.runtime.stopActor(sender.path(), "test")).isPresent();
			this.shared.drain();
			assertThat(told).isNotEmpty();
			assertThat(bench.deadLetters).extracting(DeadLetter::message).containsOnly("boom");
		}
	}

	@Test
	void messageThatCannotBeMadeIsAFailureLikeAnyOther() {
		AtomicReference<AccumulatorPort<Integer, Integer>> port = new AtomicReference<>();
		try (ActorBench bench = new ActorBench()) {
			ActorRef<String> actor = bench.runtime.actor("a", () -> new Actor<String>() {
				@Override
				public void onStart(ActorContext<String> context) {
					port.set(context.accumulatorPort(0, Integer::sum, (sum) -> {
						throw new IllegalStateException("no message");
					}));
				}

				@Override
				public void handle(String message, ActorContext<String> context) {
					// Only what cannot be made comes.
				}
			}, ActorSettings.defaults().withOnFailure(ActorFailureAction.RESUME));
			bench.runtime.start();
			AccumulatorPort<Integer, Integer> first = port.get();
			assertThat(first.send(1)).isTrue();
			assertThat(actor.status().isUp()).isTrue();
			assertThat(first.send(1)).isTrue();
			assertThat(port.get()).isSameAs(first);
		}
	}

	@Test
	void turnThatIsRejectedIsOfferedAgain() {
		AtomicBoolean full = new AtomicBoolean();
		Script script = Script.failingOnBoom();
		try (ActorBench bench = ActorBench.sharing((turn) -> {
			if (full.getAndSet(false)) {
				throw new RejectedExecutionException("full");
			}
			turn.run();
		})) {
			ActorRef<String> actor = bench.runtime.actor("a", script, ActorSettings.defaults());
			bench.runtime.start();
			full.set(true);
			assertThat(actor.tryTell("a")).isEqualTo(Admission.ACCEPTED);
			assertThat(script.journal("handle")).isEmpty();
			bench.time.advance(Duration.ofMillis(5));
			assertThat(script.journal("handle")).containsExactly("1 handle a as 1");
		}
	}

}
