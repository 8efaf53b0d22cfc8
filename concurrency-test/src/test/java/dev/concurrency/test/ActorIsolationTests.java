package dev.concurrency.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.StopReport;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.ActorSnapshot;
import dev.concurrency.actor.StopReason;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessStatus;

import static org.assertj.core.api.Assertions.assertThat;

/** What one actor, hook, listener or pool does must not harm the others. */
@Timeout(30)
class ActorIsolationTests {

	private final StepQueue shared = new StepQueue();

	@Test
	void interruptFlagThatAHandlerLeavesReachesNeitherTheNextMessageNorTheNextActor() {
		List<Boolean> flags = new ArrayList<>();
		Script script = new Script((message, context) -> {
			flags.add(Thread.currentThread().isInterrupted());
			Thread.currentThread().interrupt();
		});
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<String> first = bench.runtime.actor("first", script, ActorSettings.defaults());
			ActorRef<String> second = bench.runtime.actor("second", script, ActorSettings.defaults());
			bench.runtime.start();
			tell(first, "a", "b");
			tell(second, "c");
			this.shared.drain();
			assertThat(Thread.currentThread().isInterrupted()).isFalse();
			assertThat(flags).containsExactly(false, false, false);
		}
	}

	@Test
	void interruptFlagThatAHookLeavesDoesNotReachThePool() {
		Script script = new Script((message, context) -> {
		}) {
			@Override
			void onStart(int instance, ActorContext<String> context) {
				Thread.currentThread().interrupt();
			}

			@Override
			void onStop(int instance, StopReason reason) {
				Thread.currentThread().interrupt();
			}
		};
		List<Boolean> flags = new CopyOnWriteArrayList<>();
		ActorBench bench = new ActorBench((builder) -> builder.blockingExecutor((hook) -> {
			hook.run();
			flags.add(Thread.currentThread().isInterrupted());
		}));
		try (bench) {
			bench.runtime.actor("a", script, ActorSettings.defaults());
			bench.runtime.start();
			bench.stop();
			assertThat(flags).containsExactly(false, false);
		}
	}

	@Test
	void deadLetterListenerThatThrowsAnythingDoesNoHarm() {
		List<Object> heard = new ArrayList<>();
		Script script = Script.failingOnBoom();
		ActorBench bench = new ActorBench((builder) -> builder.deadLetterListener((letter) -> {
			throw new AssertionError("listener");
		}).deadLetterListener((letter) -> heard.add(letter.message())));
		try (bench) {
			ActorRef<String> ref = bench.runtime.actor("a", script, ActorSettings.defaults());
			bench.runtime.start();
			tell(ref, "boom", "a");
			bench.restartIsDue();
			assertThat(script.journal("2 handle")).containsExactly("2 handle a as 1");
			tell(ref, "boom", "b");
			assertThat(bench.stop().isClean()).isFalse();
			// Neither from the others that listen.
			assertThat(heard).containsExactly("boom", "boom", "b");
			assertThat(((ActorSnapshot) details(bench)).deadLetters()).isEqualTo(3);
		}
	}

	@Test
	void undeliveredHandlerThatThrowsAnythingDoesNotKeepTheStop() {
		Script script = Script.failingOnBoom();
		ActorBench bench = new ActorBench((builder) -> builder.undeliveredHandler((process, items, reason) -> {
			throw new AssertionError("handler");
		}));
		try (bench) {
			ActorRef<String> ref = bench.runtime.actor("a", script, ActorSettings.defaults());
			bench.runtime.start();
			tell(ref, "boom", "a");
			assertThat(bench.stop().isClean()).isFalse();
			assertThat(ref.status()).isInstanceOf(ProcessStatus.Failed.class);
		}
	}

	@Test
	void hooksWaitForRoomInThePoolAndAreNotLost() {
		Rejecting pool = new Rejecting();
		Script script = Script.failingOnBoom();
		try (ActorBench bench = new ActorBench((builder) -> builder.blockingExecutor(pool))) {
			ActorRef<String> ref = bench.runtime.actor("a", script, ActorSettings.defaults());
			pool.refusals.set(3);
			CompletableFuture<Void> started = CompletableFuture.runAsync(bench.runtime::start, ActorBench::start);
			advanceUntil(bench, started);
			assertThat(script.journal()).containsExactly("1 start");
			pool.refusals.set(3);
			tell(ref, "boom", "a");
			assertThat(script.journal("stop")).isEmpty();
			bench.time.advance(Duration.ofMillis(20));
			assertThat(script.journal("stop")).containsExactly("1 stop failed boom");
			pool.refusals.set(3);
			bench.time.advance(ActorBench.BACKOFF.plusMillis(20));
			assertThat(script.journal("2 handle")).containsExactly("2 handle a as 1");
			pool.refusals.set(3);
			CompletableFuture<StopReport> stopped = bench.stopping();
			advanceUntil(bench, stopped);
			assertThat(ActorBench.join(stopped).isClean()).isTrue();
			assertThat(script.journal("stop")).containsExactly("1 stop failed boom", "2 stop stopped");
		}
	}

	@Test
	void manyHooksFitThroughThePoolsQueueOfOne() {
		AtomicInteger starts = new AtomicInteger();
		AtomicInteger stops = new AtomicInteger();
		Script script = new Script((message, context) -> {
		}) {
			@Override
			void onStart(int instance, ActorContext<String> context) {
				starts.incrementAndGet();
			}

			@Override
			void onStop(int instance, StopReason reason) {
				stops.incrementAndGet();
			}
		};
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().blockingPool(1, 1).build()) {
			for (int i = 0; i < 100; i++) {
				runtime.actor("a" + i, script, ActorSettings.defaults());
			}
			runtime.start();
			assertThat(starts.get()).isEqualTo(100);
		}
		assertThat(stops.get()).isEqualTo(100);
	}

	@Test
	void terminationFollowsTheTerminalStatusAndBelongsToOneRun() {
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			Script script = Script.failingOnBoom();
			ActorRef<String> ref = bench.runtime.actor("a", script, ActorSettings.defaults());
			bench.runtime.start();
			this.shared.drain();
			CompletableFuture<ProcessStatus> seen = ref.termination()
				.thenApply((end) -> ref.status())
				.toCompletableFuture();
			CompletableFuture<StopReport> stopped = bench.stopping();
			ActorBench.until(() -> {
				this.shared.step();
				return !script.journal("destroy").isEmpty();
			});
			ActorBench.until(stopped::isDone);
			assertThat(seen).isNotDone();
			// Started again before the end of the first run was announced.
			bench.runtime.start();
			CompletableFuture<Void> next = ref.termination().toCompletableFuture();
			this.shared.drain();
			assertThat(seen).isCompleted();
			assertThat(next).isNotDone();
			bench.stop();
			assertThat(next).isCompleted();
		}
	}

	@Test
	void terminationOfAnActorSeesItStopped() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<String> ref = bench.runtime.actor("a", Script.failingOnBoom(), ActorSettings.defaults());
			bench.runtime.start();
			CompletableFuture<ProcessStatus> seen = ref.termination()
				.thenApply((end) -> ref.status())
				.toCompletableFuture();
			bench.stop();
			assertThat(ActorBench.join(seen)).isInstanceOf(ProcessStatus.Stopped.class);
		}
	}

	@Test
	void shutdownSignalIsGivenToTheIncarnationThatStops() {
		List<Boolean> requested = new ArrayList<>();
		Script script = new Script((message, context) -> requested.add(context.shutdown().isRequested()));
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<String> ref = bench.runtime.actor("a", script, ActorSettings.defaults());
			bench.runtime.start();
			tell(ref, "before");
			this.shared.drain();
			tell(ref, "during");
			CompletableFuture<StopReport> stopped = bench.stopping();
			this.shared.drain();
			ActorBench.until(stopped::isDone);
			assertThat(requested).containsExactly(false, true);
		}
	}

	private static void advanceUntil(ActorBench bench, CompletableFuture<?> done) {
		ActorBench.until(() -> {
			bench.time.advance(Duration.ofMillis(5));
			return done.isDone();
		});
	}

	private static Object details(ActorBench bench) {
		return bench.runtime.processes().get(0).process().details();
	}

	private static void tell(ActorRef<String> ref, String... messages) {
		for (String message : List.of(messages)) {
			assertThat(ref.tryTell(message)).isEqualTo(Admission.ACCEPTED);
		}
	}

	/** Refuses so many tasks, then runs them at once. */
	private static final class Rejecting implements Executor {

		private final AtomicInteger refusals = new AtomicInteger();

		@Override
		public void execute(Runnable task) {
			if (this.refusals.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
				throw new RejectedExecutionException("no room");
			}
			task.run();
		}

	}

}
