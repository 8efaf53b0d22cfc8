package dev.concurrency.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.StopReport;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorDispatcher;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.OncePort;
import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.boundary.TaskOutcome;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkRetry;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.supervision.SupervisionException;
import dev.concurrency.time.Backoff;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.TickOutcome;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** A runtime that a test steps. */
@Timeout(60)
class TestRuntimeTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final List<String> written = new CopyOnWriteArrayList<>();

	private final List<String> handled = new ArrayList<>();

	private final TestRuntime test = TestRuntime.create();

	@AfterEach
	void close() {
		this.test.close();
	}

	@Test
	void actorsDoNothingBeforeTheyAreSteppedAndThenEverythingOnTheThreadOfTheTest() {
		List<Thread> threads = new ArrayList<>();
		ActorRef<String> actor = this.test.runtime().actor("a", () -> new Actor<String>() {

			@Override
			public void onStart(ActorContext<String> context) {
				threads.add(Thread.currentThread());
			}

			@Override
			public void handle(String message, ActorContext<String> context) {
				threads.add(Thread.currentThread());
				TestRuntimeTests.this.handled.add(message);
			}

		}, ActorSettings.defaults());
		this.test.start();
		assertThat(actor.tryTell("hello")).isEqualTo(Admission.ACCEPTED);
		assertThat(this.handled).isEmpty();
		this.test.runUntilIdle();
		assertThat(this.handled).containsExactly("hello");
		assertThat(threads).hasSize(2).containsOnly(Thread.currentThread());
	}

	@Test
	void aSinkWritesWhenItsLingerIsOverAndNotBefore() {
		BackgroundSink<String> sink = sink(SinkSettings.defaults().withLinger(SECOND));
		this.test.start();
		push(sink, "a");
		this.test.advance(SECOND.minusNanos(1));
		assertThat(this.written).isEmpty();
		this.test.advance(Duration.ofNanos(1));
		assertThat(this.written).containsExactly("a");
	}

	@Test
	void aSinkThatIsDueHasWrittenWhenTheRuntimeIsIdle() {
		BackgroundSink<String> sink = sink(SinkSettings.defaults().withLinger(Duration.ZERO));
		this.test.start();
		for (int i = 0; i < 200; i++) {
			push(sink, "item " + i);
			this.test.runUntilIdle();
			assertThat(this.written).hasSize(i + 1);
		}
	}

	/** The race: the sink that was looked at first gets its item from the second. */
	@Test
	void whatADrainPassesOnIsWrittenToo() {
		SinkSettings eager = SinkSettings.defaults().withLinger(Duration.ZERO);
		BackgroundSink<String> last = sink(eager);
		BackgroundSink<String> middle = this.test.runtime()
			.sink("middle", (batch) -> batch.forEach((item) -> push(last, item)), eager);
		BackgroundSink<String> first = this.test.runtime()
			.sink("first", (batch) -> batch.forEach((item) -> push(middle, item)), eager);
		this.test.start();
		for (int i = 0; i < 100; i++) {
			push(first, "item");
			this.test.runUntilIdle();
			assertThat(this.written).hasSize(i + 1);
		}
	}

	@Test
	void eachTickRunsAtItsOwnTimeWithAllThatFollowsFromIt() {
		List<Duration> times = new ArrayList<>();
		BackgroundSink<String> sink = sink(SinkSettings.defaults().withLinger(Duration.ZERO));
		this.test.runtime().worker("w", (context) -> {
			times.add(Duration.ofNanos(this.test.time().nanoTime()));
			assertThat(this.written).hasSize((int) context.number() - 1);
			push(sink, "tick " + context.number());
		}, WorkerSettings.every(Duration.ofMinutes(1)));
		this.test.start();
		this.test.advance(Duration.ofMinutes(3));
		assertThat(times).containsExactly(Duration.ofMinutes(1), Duration.ofMinutes(2), Duration.ofMinutes(3));
		assertThat(this.written).containsExactly("tick 1", "tick 2", "tick 3");
	}

	@Test
	void aRestartIsAStepOfItsOwn() {
		RestartPolicy later = new RestartPolicy(3, Duration.ofHours(1), new Backoff(SECOND, SECOND, 1, 0, SECOND));
		try (TestRuntime own = TestRuntime.create((builder) -> builder.restarts(later))) {
			ActorRef<String> actor = own.runtime().actor("a", () -> (message, context) -> {
				throw new IllegalStateException(message);
			}, ActorSettings.defaults());
			own.start();
			assertThat(actor.tryTell("boom")).isEqualTo(Admission.ACCEPTED);
			own.runUntilIdle();
			assertThat(actor.status()).isInstanceOf(ProcessStatus.Restarting.class);
			own.advance(SECOND);
			assertThat(actor.status().isUp()).isTrue();
			assertThat(own.events().all(ProcessEvent.Failed.class, actor)).singleElement()
				.satisfies((event) -> assertThat(event.cause()).hasMessage("boom"));
			assertThat(own.events().deadLetters()).extracting((letter) -> letter.message()).containsExactly("boom");
		}
	}

	@Test
	void aPinnedActorHasHandledWhatItWasToldWhenTheRuntimeIsIdle() {
		List<String> pinned = new CopyOnWriteArrayList<>();
		ActorRef<String> actor = this.test.runtime()
			.actor("a", () -> (message, context) -> pinned.add(message),
					ActorSettings.defaults().withDispatcher(ActorDispatcher.PINNED));
		this.test.start();
		for (int i = 0; i < 100; i++) {
			assertThat(actor.tryTell("hello")).isEqualTo(Admission.ACCEPTED);
			this.test.runUntilIdle();
			assertThat(pinned).hasSize(i + 1);
		}
	}

	@Test
	void actorsThatWantVirtualThreadsAreSteppedToo() {
		ActorRef<String> actor = this.test.runtime()
			.actor("a", () -> (message, context) -> this.handled.add(message),
					ActorSettings.defaults().withDispatcher(ActorDispatcher.VIRTUAL));
		this.test.start();
		assertThat(actor.tryTell("hello")).isEqualTo(Admission.ACCEPTED);
		this.test.runUntilIdle();
		assertThat(this.handled).containsExactly("hello");
	}

	@Test
	void tasksOfBoundariesAreSteppedToo() throws Exception {
		BoundaryRuntime boundary = this.test.runtime().boundary("b", BoundarySettings.defaults());
		this.test.start();
		CompletableFuture<TaskOutcome<Integer>> outcome = boundary.submit("key", () -> 7).toCompletableFuture();
		assertThat(outcome).isNotDone();
		assertThat(this.test.await(outcome)).isEqualTo(new TaskOutcome.Succeeded<>(7));
	}

	/** What runs on this thread waits there for what should run there as well. */
	@Test
	void aHookThatWaitsForTheRuntimeIsRelieved() throws Exception {
		BackgroundSink<String> sink = sink(SinkSettings.defaults());
		ActorRef<OncePort<Integer>> actor = this.test.runtime().actor("a", () -> new Actor<OncePort<Integer>>() {

			@Override
			public void onStart(ActorContext<OncePort<Integer>> context) throws Exception {
				push(sink, "first");
				sink.flush().toCompletableFuture().get(20, TimeUnit.SECONDS);
			}

			@Override
			public void handle(OncePort<Integer> question, ActorContext<OncePort<Integer>> context) {
				question.send(TestRuntimeTests.this.written.size());
			}

		}, ActorSettings.defaults());
		this.test.start();
		Integer answer = this.test.await(actor.ask((OncePort<Integer> port) -> port, SECOND));
		assertThat(answer).isEqualTo(1);
	}

	@Test
	void aStageThatTimeAloneCompletesSaysSo() {
		ActorRef<OncePort<Integer>> silent = this.test.runtime()
			.actor("a", () -> (question, context) -> this.handled.add("question"), ActorSettings.defaults());
		this.test.start();
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> this.test.await(silent.ask((OncePort<Integer> port) -> port, SECOND)))
			.withMessageContaining("Nothing is left to do at this time")
			.withMessageEndingWith("something is due in 1s: advance");
	}

	@Test
	void aWorkerTicksOnceAndTellsHowThatWent() throws Exception {
		PeriodicWorker worker = this.test.runtime().worker("w", (context) -> {
			if (context.number() == 2) {
				throw new IllegalArgumentException("the second");
			}
		}, WorkerSettings.every(Duration.ofDays(1)));
		this.test.start();
		assertThat(this.test.runOnce(worker).outcome()).isEqualTo(TickOutcome.SUCCEEDED);
		assertThatIllegalArgumentException().isThrownBy(() -> this.test.runOnce(worker)).withMessage("the second");
		assertThat(worker.snapshot().ticks()).isEqualTo(2);
	}

	@Test
	void aTickOnTheTimersThreadIsAStepToo() throws Exception {
		PeriodicWorker worker = this.test.runtime().worker("w", (context) -> {
		}, WorkerSettings.every(Duration.ofDays(1)).withNonBlocking(true));
		this.test.start();
		assertThat(this.test.runOnce(worker).outcome()).isEqualTo(TickOutcome.SUCCEEDED);
	}

	@Test
	void whatIsDueAtOnceNeedsNoTime() {
		PeriodicWorker worker = this.test.runtime().worker("w", (context) -> {
		}, WorkerSettings.every(Duration.ofDays(1)).withInitialDelay(Duration.ZERO));
		this.test.start();
		assertThat(worker.snapshot().ticks()).isEqualTo(1);
	}

	@Test
	void aFlushWritesWhatLingers() throws Exception {
		BackgroundSink<String> sink = sink(SinkSettings.defaults().withLinger(Duration.ofDays(1)));
		this.test.start();
		push(sink, "a");
		this.test.flushAndAwait(sink);
		assertThat(this.written).containsExactly("a");
	}

	@Test
	void aFlushThatWaitsForAnotherAttemptSaysSoAndShowsTheSink() {
		BackgroundSink<String> sink = this.test.runtime().sink("s", (batch) -> {
			throw new IllegalStateException("the database is away");
		}, SinkSettings.defaults().withRetry(retry(3)));
		this.test.start();
		push(sink, "a");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> this.test.flushAndAwait(sink))
			.withMessageContaining("a flush of root/sinks/s")
			.withMessageContaining("inFlight=1")
			.withMessageEndingWith("something is due in 1s: advance");
	}

	@Test
	void aStartThatFailsSaysWhy() {
		this.test.runtime().actor("a", () -> {
			throw new IllegalStateException("no such table");
		}, ActorSettings.defaults());
		assertThatExceptionOfType(SupervisionException.InitFailed.class).isThrownBy(this.test::start)
			.withStackTraceContaining("no such table");
	}

	@Test
	void aStopWritesWhatWasAcceptedAndMovesTimeForWhatWaits() {
		List<String> attempts = new CopyOnWriteArrayList<>();
		BackgroundSink<String> sink = this.test.runtime().sink("s", (batch) -> {
			attempts.add(batch.get(0));
			if (attempts.size() < 3) {
				throw new IllegalStateException("not yet");
			}
		}, SinkSettings.defaults().withRetry(retry(5)));
		this.test.start();
		push(sink, "a");
		StopReport report = this.test.stop();
		assertThat(report.isClean()).isTrue();
		assertThat(attempts).containsExactly("a", "a", "a");
		assertThat(this.test.time().nanoTime()).isEqualTo(Duration.ofSeconds(2).toNanos());
		assertThat(sink.snapshot().written()).isEqualTo(1);
	}

	@Test
	void aStoppedRuntimeStartsAgain() {
		BackgroundSink<String> sink = sink(SinkSettings.defaults());
		this.test.start();
		this.test.stop();
		this.test.start();
		push(sink, "a");
		assertThat(this.test.stop().isClean()).isTrue();
		assertThat(this.written).containsExactly("a");
	}

	@Test
	void aRuntimeThatWasNotStartedIsClosed() {
		TestRuntime own = TestRuntime.create();
		own.runtime().worker("w", (context) -> {
		}, WorkerSettings.every(SECOND));
		own.close();
		assertThatIllegalStateException().isThrownBy(own::start).withMessage("The runtime is closed");
	}

	@Test
	void aProcessCannotStepItself() {
		List<Throwable> failures = new ArrayList<>();
		PeriodicWorker worker = this.test.runtime().worker("w", (context) -> {
			try {
				this.test.runUntilIdle();
			}
			catch (IllegalStateException ex) {
				failures.add(ex);
			}
		}, WorkerSettings.every(SECOND));
		this.test.start();
		this.test.advance(SECOND);
		assertThat(worker.snapshot().ticks()).isEqualTo(1);
		assertThat(failures).singleElement()
			.satisfies((ex) -> assertThat(ex).hasMessage("A process cannot step the runtime that runs it"));
	}

	@Test
	void twoRunsOfTheSameTestGoTheSameWay() {
		assertThat(List.of(story(), story(), story())).containsOnly(story());
	}

	/** Three actors that tell each other, a worker and a sink. */
	private static List<String> story() {
		List<String> lines = new CopyOnWriteArrayList<>();
		try (TestRuntime own = TestRuntime.create()) {
			BackgroundSink<String> sink = own.runtime()
				.sink("s", (batch) -> lines.add("wrote " + batch), SinkSettings.defaults().withLinger(SECOND));
			Map<Integer, ActorRef<Integer>> ring = new HashMap<>();
			for (int i = 0; i < 3; i++) {
				int number = i;
				ring.put(number, own.runtime().actor("a" + number, () -> (message, context) -> {
					lines.add(number + " got " + message);
					if (message > 0) {
						assertThat(ring.get((number + 1) % 3).tryTell(message - 1)).isEqualTo(Admission.ACCEPTED);
						push(sink, number + ":" + message);
					}
				}, ActorSettings.defaults()));
			}
			own.runtime().worker("w", (context) -> {
				lines.add("tick " + context.number());
				assertThat(ring.get(0).tryTell(7)).isEqualTo(Admission.ACCEPTED);
				assertThat(ring.get(1).tryTell(5)).isEqualTo(Admission.ACCEPTED);
			}, WorkerSettings.every(Duration.ofMillis(700)));
			own.start();
			own.advance(Duration.ofSeconds(5));
		}
		return lines;
	}

	private static SinkRetry retry(int attempts) {
		return new SinkRetry(attempts, new Backoff(SECOND, SECOND, 1, 0, Duration.ZERO), List.of(), List.of());
	}

	private BackgroundSink<String> sink(SinkSettings settings) {
		return this.test.runtime().sink("s", this.written::addAll, settings);
	}

	private static void push(BackgroundSink<String> sink, String item) {
		assertThat(sink.tryPush(item)).isEqualTo(Admission.ACCEPTED);
	}

}
