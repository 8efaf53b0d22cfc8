package dev.concurrency.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.ActorSnapshot;
import dev.concurrency.process.Admission;
import dev.concurrency.process.InstanceSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(30)
class ActorTellTests {

	private static final Duration LIMIT = Duration.ofSeconds(3);

	private final StepQueue shared = new StepQueue();

	@Test
	void tellWaitsForRoomAndIsTakenAsSoonAsThereIsSome() {
		Script script = Script.failingOnBoom();
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<String> ref = full(bench, script);
			Sender sender = new Sender(() -> ref.tell("3"));
			assertThat(sender.answer).isNotDone();
			this.shared.drain();
			assertThat(ActorBench.join(sender.answer)).isEqualTo(Admission.ACCEPTED);
			this.shared.drain();
			assertThat(script.journal("handle")).containsExactly("1 handle 1 as 1", "1 handle 2 as 2",
					"1 handle 3 as 3");
		}
	}

	@Test
	void tellGivesUpExactlyWhenItsTimeIsOver() {
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<String> ref = full(bench, Script.failingOnBoom());
			Sender sender = new Sender(() -> ref.tell("3", LIMIT));
			bench.time.advance(LIMIT.minusNanos(1));
			assertThat(sender.answer).isNotDone();
			bench.time.advance(Duration.ofNanos(1));
			assertThat(ActorBench.join(sender.answer)).isEqualTo(Admission.FULL);
			assertThat(snapshot(bench).full()).isEqualTo(1);
			assertThat(snapshot(bench).mailboxSize()).isEqualTo(2);
		}
	}

	@Test
	void tellWithoutTimeDoesNotWait() throws InterruptedException {
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<String> ref = full(bench, Script.failingOnBoom());
			assertThat(ref.tell("3", Duration.ZERO)).isEqualTo(Admission.FULL);
			assertThat(ref.tell("3", Duration.ofSeconds(-1))).isEqualTo(Admission.FULL);
		}
	}

	@Test
	void senderThatIsInterruptedWhileItWaitsHasSentNothing() {
		Script script = Script.failingOnBoom();
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<String> ref = full(bench, script);
			Sender sender = new Sender(() -> ref.tell("3"));
			sender.thread.interrupt();
			assertThatExceptionOfType(Exception.class).isThrownBy(() -> ActorBench.get(sender.answer))
				.withCauseInstanceOf(InterruptedException.class);
			this.shared.drain();
			assertThat(script.journal("handle")).hasSize(2);
		}
	}

	@Test
	void senderThatWaitsIsToldWhenTheActorStops() {
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<String> ref = full(bench, Script.failingOnBoom());
			Sender sender = new Sender(() -> ref.tell("3"));
			CompletableFuture<?> stopped = bench.stopping();
			assertThat(ActorBench.join(sender.answer)).isEqualTo(Admission.CLOSED);
			this.shared.drain();
			ActorBench.join(stopped);
		}
	}

	@Test
	void senderThatWaitsIsToldWhenTheActorIsDown() {
		AtomicReference<Sender> sender = new AtomicReference<>();
		try (ActorBench bench = new ActorBench(
				(builder) -> builder.sharedExecutor(this.shared).restarts(ActorBench.restarts(0)), this.shared)) {
			var unused = full(bench, new Script((message, context) -> {
				ActorRef<String> self = context.self();
				assertThat(self.tryTell("3")).isEqualTo(Admission.ACCEPTED);
				sender.set(new Sender(() -> self.tell("4")));
				throw new IllegalStateException(message);
			}));
			this.shared.drain();
			assertThat(ActorBench.join(sender.get().answer)).isEqualTo(Admission.CLOSED);
		}
	}

	@Test
	void senderIsWokenByRoomInTheMiddleOfABatch() {
		CountDownLatch taken = new CountDownLatch(1);
		Script script = new Script((message, context) -> {
			if (message.equals("2")) {
				// Is only over when the third was taken.
				ActorBench.await(taken);
			}
		});
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<String> ref = full(bench, script);
			Sender sender = new Sender(() -> ref.tell("3"));
			CompletableFuture<Void> reading = CompletableFuture.runAsync(this.shared::drain, ActorBench::start);
			assertThat(ActorBench.join(sender.answer)).isEqualTo(Admission.ACCEPTED);
			taken.countDown();
			ActorBench.join(reading);
			// It did not have to wait until the second message gave up.
			assertThat(bench.deadLetters).isEmpty();
		}
	}

	@Test
	void senderIsWokenByRoomWhileTheMessageThatMadeItIsHandled() {
		CountDownLatch taken = new CountDownLatch(1);
		Script script = new Script((message, context) -> {
			if (message.equals("1")) {
				// Is only over when the third was taken.
				ActorBench.await(taken);
			}
		});
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<String> ref = full(bench, script);
			Sender sender = new Sender(() -> ref.tell("3"));
			CompletableFuture<Void> reading = CompletableFuture.runAsync(this.shared::drain, ActorBench::start);
			assertThat(ActorBench.join(sender.answer)).isEqualTo(Admission.ACCEPTED);
			taken.countDown();
			ActorBench.join(reading);
			assertThat(bench.deadLetters).isEmpty();
		}
	}

	@Test
	void tellIsRefusedOnASharedThreadFullOrNot() {
		AtomicReference<Throwable> refusal = new AtomicReference<>();
		CountDownLatch done = new CountDownLatch(2);
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().build()) {
			ActorGroup<String, String> group = runtime.group("g", Script.failingOnBoom(), ActorSettings.defaults());
			Actor<String> teller = (message, context) -> {
				try {
					ActorRef<String> target = message.equals("self") ? context.self() : group.ref("key");
					assertThat(target.tell("x")).isEqualTo(Admission.ACCEPTED);
				}
				catch (IllegalStateException ex) {
					refusal.set(ex);
					done.countDown();
				}
			};
			ActorRef<String> ref = runtime.actor("a", InstanceSource.of(teller), ActorSettings.defaults());
			runtime.start();
			assertThat(ref.tryTell("self")).isEqualTo(Admission.ACCEPTED);
			assertThat(ref.tryTell("group")).isEqualTo(Admission.ACCEPTED);
			ActorBench.until(() -> done.getCount() == 0);
			assertThat(refusal.get())
				.hasMessage("tell may wait and this thread is shared by many actors: use tryTell or ask");
		}
	}

	/** The race: the reader makes room and looks for waiters while a sender gives up. */
	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 7 })
	void noWakeUpIsLostBetweenReaderAndSenders(int capacity) throws InterruptedException {
		int senders = 4;
		int perSender = 2_000;
		AtomicInteger handled = new AtomicInteger();
		AtomicInteger refused = new AtomicInteger();
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().build()) {
			Actor<Integer> counter = (message, context) -> handled.incrementAndGet();
			ActorRef<Integer> ref = runtime.actor("a", InstanceSource.of(counter),
					ActorSettings.defaults().withMailboxCapacity(capacity));
			runtime.start();
			List<Thread> threads = new ArrayList<>();
			for (int i = 0; i < senders; i++) {
				threads.add(new Thread(() -> {
					try {
						for (int j = 0; j < perSender; j++) {
							refused.addAndGet(ref.tell(j).isAccepted() ? 0 : 1);
						}
					}
					catch (InterruptedException ex) {
						refused.incrementAndGet();
					}
				}));
			}
			threads.forEach(Thread::start);
			for (Thread thread : threads) {
				thread.join(20_000);
				assertThat(thread.isAlive()).as("a sender sleeps although there is room").isFalse();
			}
		}
		assertThat(refused.get()).isZero();
		assertThat(handled.get()).isEqualTo(senders * perSender);
	}

	@Test
	void messagesToItselfFromOnStartAreWithinTheBound() {
		List<Admission> answers = new ArrayList<>();
		Script script = new Script((message, context) -> {
		}) {
			@Override
			void onStart(int instance, ActorContext<String> context) {
				for (int i = 0; i < 3; i++) {
					answers.add(context.self().tryTell("m" + i));
				}
			}
		};
		try (ActorBench bench = new ActorBench()) {
			bench.runtime.actor("a", script, ActorSettings.defaults().withMailboxCapacity(2));
			bench.runtime.start();
			assertThat(answers).containsExactly(Admission.ACCEPTED, Admission.ACCEPTED, Admission.FULL);
			assertThat(script.journal("handle")).containsExactly("1 handle m0 as 1", "1 handle m1 as 2");
		}
	}

	/** An actor with a mailbox for two that holds two. */
	private static ActorRef<String> full(ActorBench bench, Script script) {
		ActorRef<String> ref = bench.runtime.actor("a", script, ActorSettings.defaults().withMailboxCapacity(2));
		bench.runtime.start();
		assertThat(ref.tryTell("1")).isEqualTo(Admission.ACCEPTED);
		assertThat(ref.tryTell("2")).isEqualTo(Admission.ACCEPTED);
		return ref;
	}

	private static ActorSnapshot snapshot(ActorBench bench) {
		return (ActorSnapshot) bench.runtime.processes().get(0).process().details();
	}

	/** A thread that is parked in a call once this is made. */
	private static final class Sender {

		private final CompletableFuture<Admission> answer = new CompletableFuture<>();

		private final Thread thread;

		Sender(Call call) {
			this.thread = new Thread(() -> {
				try {
					this.answer.complete(call.send());
				}
				catch (InterruptedException ex) {
					this.answer.completeExceptionally(ex);
				}
			});
			this.thread.start();
			ActorBench.untilParked(this.thread);
		}

	}

	@FunctionalInterface
	private interface Call {

		Admission send() throws InterruptedException;

	}

}
