package dev.concurrency.test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.ActorSnapshot;
import dev.concurrency.process.Admission;
import dev.concurrency.process.InstanceSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class ActorDeliveryTests {

	private static final int SENDERS = 4;

	private static final int PER_SENDER = 10_000;

	@Test
	void oneMessageAtATimeAndFirstInFirstOutPerSender() throws InterruptedException {
		CountDownLatch all = new CountDownLatch(SENDERS * PER_SENDER);
		AtomicInteger inside = new AtomicInteger();
		AtomicInteger faults = new AtomicInteger();
		int[] last = new int[SENDERS];
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().build()) {
			ActorRef<int[]> ref = runtime.actor("counter", InstanceSource.of((message, context) -> {
				if (inside.getAndIncrement() != 0 || message[1] != ++last[message[0]]) {
					faults.incrementAndGet();
				}
				inside.decrementAndGet();
				all.countDown();
			}), ActorSettings.defaults().withMailboxCapacity(64));
			runtime.start();
			List<Thread> senders = new ArrayList<>();
			for (int i = 0; i < SENDERS; i++) {
				int sender = i;
				senders.add(new Thread(() -> send(ref, sender, faults)));
			}
			senders.forEach(Thread::start);
			ActorBench.await(all);
		}
		assertThat(faults.get()).isZero();
		assertThat(last).containsOnly(PER_SENDER);
	}

	private static void send(ActorRef<int[]> ref, int sender, AtomicInteger faults) {
		try {
			for (int i = 1; i <= PER_SENDER; i++) {
				if (!ref.tell(new int[] { sender, i }).isAccepted()) {
					faults.incrementAndGet();
				}
			}
		}
		catch (InterruptedException ex) {
			faults.incrementAndGet();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 8, 1000 })
	void boundIsExactWhileAHandlerRuns(int capacity) {
		List<Admission> answers = new ArrayList<>();
		Script script = new Script((message, context) -> {
			if (message.equals("fill")) {
				for (int i = 0; i <= capacity; i++) {
					answers.add(context.self().tryTell("m" + i));
				}
			}
		});
		try (ActorBench bench = new ActorBench()) {
			ActorRef<String> ref = bench.runtime.actor("a", script,
					ActorSettings.defaults().withMailboxCapacity(capacity));
			bench.runtime.start();
			assertThat(ref.tryTell("fill")).isEqualTo(Admission.ACCEPTED);
			assertThat(answers.subList(0, capacity)).containsOnly(Admission.ACCEPTED);
			assertThat(answers.get(capacity)).isEqualTo(Admission.FULL);
			assertThat(snapshot(bench).full()).isEqualTo(1);
			assertThat(snapshot(bench).handled()).isEqualTo(capacity + 1L);
			assertThat(snapshot(bench).mailboxSize()).isZero();
		}
	}

	@Test
	void everyRefusalForWantOfRoomIsCountedOnce() throws InterruptedException {
		StepQueue shared = new StepQueue();
		try (ActorBench bench = ActorBench.sharing(shared)) {
			ActorRef<String> ref = bench.runtime.actor("a", Script.failingOnBoom(),
					ActorSettings.defaults().withMailboxCapacity(2));
			bench.runtime.start();
			assertThat(ref.tryTell("1")).isEqualTo(Admission.ACCEPTED);
			assertThat(ref.tryTell("2")).isEqualTo(Admission.ACCEPTED);
			assertThat(ref.tryTell("3")).isEqualTo(Admission.FULL);
			assertThat(snapshot(bench).mailboxSize()).isEqualTo(2);
			assertThat(snapshot(bench).mailboxCapacity()).isEqualTo(2);
			CountDownLatch told = new CountDownLatch(1);
			Thread sender = new Thread(() -> {
				try {
					assertThat(ref.tell("4")).isEqualTo(Admission.ACCEPTED);
					told.countDown();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			});
			sender.start();
			ActorBench.untilParked(sender);
			shared.drain();
			ActorBench.await(told);
			// The one that waited was never refused.
			assertThat(snapshot(bench).full()).isEqualTo(1);
			shared.drain();
			assertThat(snapshot(bench).handled()).isEqualTo(3);
		}
	}

	@Test
	void actorIsClosedBeforeTheStartAndAfterTheStop() {
		try (ActorBench bench = new ActorBench()) {
			Script script = Script.failingOnBoom();
			ActorRef<String> ref = bench.runtime.actor("a", script, ActorSettings.defaults());
			assertThat(ref.tryTell("early")).isEqualTo(Admission.CLOSED);
			bench.runtime.start();
			assertThat(ref.tryTell("in time")).isEqualTo(Admission.ACCEPTED);
			bench.stop();
			assertThat(ref.tryTell("late")).isEqualTo(Admission.CLOSED);
			assertThat(script.journal("handle")).containsExactly("1 handle in time as 1");
			assertThat(snapshot(bench).full()).isZero();
			assertThat(bench.deadLetters).isEmpty();
		}
	}

	@Test
	void actorWorksAgainWhenItsRuntimeIsStartedAgain() {
		try (ActorBench bench = new ActorBench()) {
			Script script = Script.failingOnBoom();
			ActorRef<String> ref = bench.runtime.actor("a", script, ActorSettings.defaults());
			for (int i = 1; i <= 3; i++) {
				bench.runtime.start();
				assertThat(ref.termination().toCompletableFuture()).isNotDone();
				assertThat(ref.tryTell("m" + i)).isEqualTo(Admission.ACCEPTED);
				assertThat(bench.stop().isClean()).isTrue();
				assertThat(ref.termination().toCompletableFuture()).isCompleted();
			}
			assertThat(script.journal("handle")).containsExactly("1 handle m1 as 1", "2 handle m2 as 1",
					"3 handle m3 as 1");
			assertThat(snapshot(bench).handled()).isEqualTo(3);
		}
	}

	@Test
	void onStartPrecedesAnyMessageAndMessagesSentMeanwhileWait() {
		StepQueue shared = new StepQueue();
		List<Admission> answers = new ArrayList<>();
		Script script = new Script((message, context) -> {
		}) {
			@Override
			void onStart(int instance, ActorContext<String> context) {
				answers.add(context.self().tryTell("during the start"));
				// Nobody else may be scheduled for it.
				assertThat(shared.size()).isZero();
				write("started");
			}
		};
		try (ActorBench bench = ActorBench.sharing(shared)) {
			bench.runtime.actor("a", script, ActorSettings.defaults());
			bench.runtime.start();
			assertThat(answers).containsExactly(Admission.ACCEPTED);
			assertThat(script.journal("handle")).isEmpty();
			shared.drain();
			assertThat(script.journal()).containsExactly("1 start", "started", "1 handle during the start as 1");
		}
	}

	@Test
	void nullIsNoMessage() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<String> ref = bench.runtime.actor("a", Script.failingOnBoom(), ActorSettings.defaults());
			bench.runtime.start();
			assertThatThrownBy(() -> ref.tryTell(null)).isInstanceOf(NullPointerException.class);
			assertThatThrownBy(() -> ref.tell(null)).isInstanceOf(NullPointerException.class);
			assertThatThrownBy(() -> ref.ask((port) -> null, ActorBench.AGES)).isInstanceOf(NullPointerException.class);
		}
	}

	@Test
	void actorOutsideAGroupHasNoKey() {
		List<Throwable> failures = new ArrayList<>();
		Actor<String> actor = (message, context) -> {
			try {
				context.key(String.class);
			}
			catch (IllegalStateException ex) {
				failures.add(ex);
			}
		};
		try (ActorBench bench = new ActorBench()) {
			ActorRef<String> ref = bench.runtime.actor("a", InstanceSource.of(actor), ActorSettings.defaults());
			bench.runtime.start();
			assertThat(ref.tryTell("which")).isEqualTo(Admission.ACCEPTED);
			assertThat(failures).singleElement()
				.extracting(Throwable::getMessage)
				.isEqualTo("root/actors/a does not belong to a group and has no key");
		}
	}

	private static ActorSnapshot snapshot(ActorBench bench) {
		return (ActorSnapshot) bench.runtime.processes().get(0).process().details();
	}

}
