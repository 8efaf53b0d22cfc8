package dev.concurrency.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.StopReport;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.ActorSnapshot;
import dev.concurrency.actor.StopReason;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessStatus;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class ActorStopTests {

	private static final Duration DEADLINE = Duration.ofSeconds(5);

	/** From the interrupt until the supervisor leaves a process behind. */
	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private final CountDownLatch entered = new CountDownLatch(1);

	private final CountDownLatch released = new CountDownLatch(1);

	private final CountDownLatch over = new CountDownLatch(1);

	@Test
	void stopHandlesEverythingThatWasAcceptedAndThenCallsOnStop() {
		StepQueue shared = new StepQueue();
		Script script = Script.failingOnBoom();
		try (ActorBench bench = ActorBench.sharing(shared)) {
			ActorRef<String> ref = started(bench, script);
			// More than one turn of the dispatcher.
			List<String> messages = IntStream.range(0, 200).mapToObj((i) -> "m" + i).toList();
			messages.forEach((message) -> assertThat(ref.tryTell(message)).isEqualTo(Admission.ACCEPTED));
			CompletableFuture<StopReport> report = bench.stopping();
			assertThat(ref.tryTell("late")).isEqualTo(Admission.CLOSED);
			assertThat(ref.status()).isEqualTo(new ProcessStatus.Stopping());
			shared.drain();
			assertThat(ActorBench.join(report).isClean()).isTrue();
			List<String> journal = script.journal();
			assertThat(journal).hasSize(203);
			assertThat(journal.get(200)).isEqualTo("1 handle m199 as 200");
			assertThat(journal.subList(201, 203)).containsExactly("1 stop stopped", "1 destroy");
			assertThat(bench.undelivered).isEmpty();
			assertThat(bench.deadLetters).isEmpty();
			assertThat(ref.status()).isInstanceOf(ProcessStatus.Stopped.class);
		}
	}

	@Test
	void handlerThatFailsDuringTheStopEndsItAndTheRestIsReported() {
		StepQueue shared = new StepQueue();
		Script script = Script.failingOnBoom();
		try (ActorBench bench = ActorBench.sharing(shared)) {
			ActorRef<String> ref = started(bench, script);
			tell(ref, "a", "boom", "b");
			bench.stop();
			assertThat(script.journal("stop")).containsExactly("1 stop failed boom");
			assertThat(bench.deadMessages()).containsExactly("boom", "b");
			assertThat(bench.undelivered).containsExactly("b");
		}
	}

	@Test
	void handlerThatHangsPastTheDeadlineIsInterruptedAndTheRestIsReported() {
		Script script = new Script((message, context) -> {
			this.entered.countDown();
			// Until it is interrupted.
			new CountDownLatch(1).await();
		});
		try (ActorBench bench = ActorBench.sharing(ActorBench::start)) {
			ActorRef<String> ref = started(bench, script);
			tell(ref, "hang", "a", "b");
			CompletableFuture<StopReport> report = stoppingWhileInside(bench, ref);
			bench.time.advance(DEADLINE.minusNanos(1));
			assertThat(script.journal("stop")).isEmpty();
			bench.time.advance(Duration.ofNanos(1));
			assertThat(ActorBench.join(report).notDrained()).containsExactly(ref.path());
			assertThat(script.journal("stop")).containsExactly("1 stop failed null");
			assertThat(bench.deadMessages()).containsExactly("hang", "a", "b");
			assertThat(bench.undelivered).containsExactly("a", "b");
			assertThat(ActorBench.counts(snapshot(bench))).containsExactly(0L, 1L, 1L, 3L, 0L);
			assertThat(ref.status()).isInstanceOf(ProcessStatus.Failed.class);
		}
	}

	@Test
	void handlerThatIgnoresTheInterruptIsLeftBehindAndItsMessageReported() throws Exception {
		Script script = stubborn();
		try (ActorBench bench = ActorBench.sharing(ActorBench::start)) {
			ActorRef<String> ref = started(bench, script);
			tell(ref, "hang", "a");
			CompletableFuture<StopReport> report = stoppingWhileInside(bench, ref);
			bench.time.advance(DEADLINE);
			bench.time.advance(PATIENCE);
			assertThat(ActorBench.join(report).notDrained()).containsExactly(ref.path());
			assertThat(ref.status()).isEqualTo(new ProcessStatus.Abandoned());
			assertThat(bench.undelivered).containsExactly("hang", "a");
			assertThat(bench.deadMessages()).containsExactly("hang", "a");
			assertThat(bench.events).filteredOn(ProcessEvent.Abandoned.class::isInstance)
				.singleElement()
				.satisfies((event) -> assertThat(((ProcessEvent.Abandoned) event).stack())
					.contains(ActorStopTests.class.getName()));
			ActorSnapshot before = snapshot(bench);
			this.released.countDown();
			ActorBench.await(this.over);
			// It came back: its hook ran, but its process is none of its business now.
			ActorBench.until(() -> ref.status() instanceof ProcessStatus.Failed);
			assertThat(ActorBench.counts(snapshot(bench))).isEqualTo(ActorBench.counts(before))
				.containsExactly(0L, 0L, 0L, 2L, 0L);
			assertThat(script.journal("handle")).containsExactly("1 handle hang as 1");
		}
	}

	/**
	 * The race: the handler comes back after it was left behind and before the supervisor
	 * has reported what is left.
	 */
	@Test
	void handlerThatComesBackWhileItIsLeftBehindDoesNotTakeItsMessageAlong() {
		Script script = stubborn();
		ActorBench bench = new ActorBench((builder) -> builder.sharedExecutor(ActorBench::start).listener((event) -> {
			if (event instanceof ProcessEvent.Abandoned) {
				this.released.countDown();
				uninterruptibly(this.over);
			}
		}));
		try (bench) {
			ActorRef<String> ref = started(bench, script);
			tell(ref, "hang", "a");
			CompletableFuture<StopReport> report = stoppingWhileInside(bench, ref);
			bench.time.advance(DEADLINE);
			bench.time.advance(PATIENCE);
			ActorBench.join(report);
			assertThat(bench.undelivered).containsExactly("hang", "a");
			assertThat(bench.deadMessages()).containsExactly("hang", "a");
		}
	}

	@Test
	void actorThatWasLeftBehindIsNotReplacedBeforeItsThreadHasEnded() throws Exception {
		Script script = stubborn();
		try (ActorBench bench = ActorBench.sharing(ActorBench::start)) {
			ActorRef<String> ref = started(bench, script);
			tell(ref, "hang", "a");
			CompletableFuture<StopReport> report = stoppingWhileInside(bench, ref);
			bench.time.advance(DEADLINE);
			bench.time.advance(PATIENCE);
			ActorBench.join(report);
			bench.runtime.start();
			assertThat(ref.status()).isEqualTo(new ProcessStatus.Abandoned());
			assertThat(ref.tryTell("early")).isEqualTo(Admission.CLOSED);
			this.released.countDown();
			ActorBench.until(() -> ref.status() instanceof ProcessStatus.Idle);
			tell(ref, "b", "c");
			bench.stop();
			assertThat(script.journal("2 handle")).containsExactly("2 handle b as 1", "2 handle c as 2");
			assertThat(snapshot(bench).handled()).isEqualTo(2);
		}
	}

	@Test
	void turnThatOnlyComesAfterTheDeadlineHandlesNothingMore() {
		StepQueue shared = new StepQueue();
		Script script = Script.failingOnBoom();
		try (ActorBench bench = ActorBench.sharing(shared)) {
			ActorRef<String> ref = started(bench, script);
			tell(ref, "a", "b");
			CompletableFuture<StopReport> report = bench.stopping();
			bench.time.advance(DEADLINE);
			shared.drain();
			assertThat(ActorBench.join(report).isClean()).isFalse();
			assertThat(script.journal()).containsExactly("1 start", "1 stop failed aborted", "1 destroy");
			assertThat(bench.undelivered).containsExactly("a", "b");
		}
	}

	/**
	 * The race: the thread that handled the last message leaves after the next thread,
	 * here that of onStop, has entered. The interrupt must find the next one.
	 */
	@Test
	void hookThatHangsIsInterruptedEvenIfTheThreadBeforeIsSlowToLeave() {
		Script script = new Script((message, context) -> {
			throw new IllegalStateException(message);
		}) {
			@Override
			void onStop(int instance, StopReason reason) throws InterruptedException {
				ActorStopTests.this.entered.countDown();
				try {
					new CountDownLatch(1).await();
				}
				catch (InterruptedException ex) {
					write("interrupted");
					throw ex;
				}
			}
		};
		ActorBench bench = new ActorBench((builder) -> builder.blockingExecutor((hook) -> {
			ActorBench.start(hook);
			// Comes back only when onStop runs on the other thread.
			if (!script.journal("handle").isEmpty()) {
				uninterruptibly(this.entered);
			}
		}));
		try (bench) {
			ActorRef<String> ref = started(bench, script);
			ActorBench.until(() -> !script.journal("start").isEmpty());
			tell(ref, "boom");
			CompletableFuture<StopReport> report = stoppingWhileInside(bench, ref);
			bench.time.advance(DEADLINE);
			bench.time.advance(Duration.ofSeconds(1));
			ActorBench.until(() -> !script.journal("interrupted").isEmpty());
			ActorBench.join(report);
			assertThat(bench.events).noneMatch(ProcessEvent.Abandoned.class::isInstance);
		}
	}

	private Script stubborn() {
		return new Script((message, context) -> {
			if (message.equals("hang")) {
				this.entered.countDown();
				uninterruptibly(this.released);
			}
		}) {
			@Override
			public void destroy(Actor<String> instance) throws Exception {
				super.destroy(instance);
				ActorStopTests.this.over.countDown();
			}
		};
	}

	private static ActorRef<String> started(ActorBench bench, Script script) {
		ActorRef<String> ref = bench.runtime.actor("a", script, ActorSettings.defaults());
		bench.runtime.start();
		return ref;
	}

	private CompletableFuture<StopReport> stoppingWhileInside(ActorBench bench, ActorRef<String> ref) {
		uninterruptibly(this.entered);
		CompletableFuture<StopReport> report = bench.stopping();
		assertThat(ref.tryTell("late")).isEqualTo(Admission.CLOSED);
		return report;
	}

	private static void tell(ActorRef<String> ref, String... messages) {
		for (String message : List.of(messages)) {
			assertThat(ref.tryTell(message)).isEqualTo(Admission.ACCEPTED);
		}
	}

	private static void uninterruptibly(CountDownLatch latch) {
		ActorBench.until(() -> latch.getCount() == 0);
	}

	private static ActorSnapshot snapshot(ActorBench bench) {
		return (ActorSnapshot) bench.runtime.processes().get(0).process().details();
	}

}
