package dev.concurrency.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.process.ProcessContext;
import dev.concurrency.process.Shutdown;
import dev.concurrency.test.Puppets.Step;

import static dev.concurrency.test.Puppets.fail;
import static dev.concurrency.test.Puppets.say;
import static dev.concurrency.test.Puppets.tell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Work that an actor has done on another thread. */
@Timeout(30)
class ActorErrandTests {

	private final Puppets puppets = new Puppets();

	private final StepQueue shared = new StepQueue();

	private final StepQueue cpu = new StepQueue();

	@Test
	void whatFollowsRunsInTheActorAndNotBeforeItsTurn() {
		try (ActorBench bench = bench(this.cpu)) {
			ActorRef<Step> ref = started(bench);
			tell(ref, send("work"), say("a"));
			this.shared.drain();
			tell(ref, say("b"));
			this.cpu.drain();
			assertThat(this.puppets.news()).containsExactly("1 start", "1 a");
			this.shared.drain();
			assertThat(this.puppets.news()).containsExactlyInAnyOrder("1 work done by root/actors/a", "1 b");
		}
	}

	@Test
	void whatFollowsIsTheActorsOwnCode() {
		try (ActorBench bench = bench(this.cpu)) {
			ActorRef<Step> ref = started(bench);
			tell(ref, (self, context) -> context.cpu(() -> 1).thenAccept((one) -> {
				context.schedule(Duration.ofSeconds(1), say("later"));
				self.say("one");
			}));
			this.shared.drain();
			this.cpu.drain();
			this.shared.drain();
			bench.time.advance(Duration.ofSeconds(1));
			this.shared.drain();
			assertThat(this.puppets.news()).containsExactly("1 start", "1 one", "1 later");
		}
	}

	@Test
	void failureOfTheWorkIsThatOfTheStageOnly() {
		try (ActorBench bench = bench(this.cpu)) {
			ActorRef<Step> ref = started(bench);
			tell(ref, (self, context) -> context.cpu(() -> {
				throw new IllegalStateException("boom");
			}).whenComplete((nothing, failure) -> self.say("failed with " + failure.getMessage())), say("a"));
			drain();
			assertThat(this.puppets.news()).containsExactly("1 start", "1 a", "1 failed with boom");
		}
	}

	@Test
	void workForWhichThePoolHasNoRoomFailsItsStage() {
		try (ActorBench bench = bench((task) -> {
			throw new RejectedExecutionException("full");
		})) {
			ActorRef<Step> ref = started(bench);
			tell(ref, (self, context) -> context.cpu(() -> 1)
				.whenComplete((one, failure) -> self.say(failure.getClass().getSimpleName())), say("a"));
			drain();
			assertThat(this.puppets.news()).containsExactly("1 start", "1 RejectedExecutionException", "1 a");
			assertThat(bench.stop().isClean()).isTrue();
		}
	}

	@Test
	void stopWaitsForItAndForWhatFollows() {
		try (ActorBench bench = bench(this.cpu)) {
			ActorRef<Step> ref = started(bench);
			tell(ref,
					(self, context) -> context.cpu(() -> 1)
						.thenCompose((one) -> context.cpu(() -> one + 1))
						.thenAccept((two) -> self.say("got " + two)));
			this.shared.drain();
			CompletableFuture<?> stopped = bench.stopping();
			this.shared.drain();
			assertThat(this.puppets.news()).containsExactly("1 start");
			assertThat(stopped).isNotDone();
			ActorBench.until(() -> {
				drain();
				return stopped.isDone();
			});
			assertThat(this.puppets.news()).containsExactly("1 got 2", "1 stop Stopped", "1 destroy");
		}
	}

	@Test
	void restartCancelsIt() {
		try (ActorBench bench = bench(this.cpu)) {
			ActorRef<Step> ref = started(bench);
			AtomicReference<CompletionStage<Integer>> stage = new AtomicReference<>();
			tell(ref, (self, context) -> stage.set(context.cpu(() -> {
				this.puppets.write("worked");
				return 1;
			})), fail("boom"), say("a"));
			this.shared.drain();
			assertThatThrownBy(() -> ActorBench.get(stage.get())).isInstanceOf(CancellationException.class);
			bench.restartIsDue();
			drain();
			assertThat(this.puppets.news()).endsWith("2 start", "2 a").doesNotContain("worked");
			assertThat(bench.stop().isClean()).isTrue();
		}
	}

	@Test
	void resultThatComesAfterTheRestartIsNobodys() throws Exception {
		CountDownLatch inside = new CountDownLatch(1);
		CountDownLatch released = new CountDownLatch(1);
		AtomicReference<Thread> worker = new AtomicReference<>();
		try (ActorBench bench = bench(ActorBench::start)) {
			ActorRef<Step> ref = started(bench);
			tell(ref, (self, context) -> context.cpu(() -> {
				worker.set(Thread.currentThread());
				inside.countDown();
				ActorBench.until(() -> released.getCount() == 0);
				return 1;
			}).thenAccept((one) -> this.puppets.write("too late")), (self, context) -> {
				ActorBench.await(inside);
				throw new IllegalStateException("boom");
			});
			this.shared.drain();
			bench.restartIsDue();
			this.shared.drain();
			released.countDown();
			worker.get().join();
			tell(ref, say("a"));
			this.shared.drain();
			assertThat(this.puppets.news()).endsWith("2 start", "2 a").doesNotContain("too late");
			// Nor does it count as the return of what the next one sends out.
			CountDownLatch last = new CountDownLatch(1);
			tell(ref, (self, context) -> context.cpu(() -> {
				last.await();
				return 1;
			}).thenAccept((one) -> self.say("in time")));
			this.shared.drain();
			CompletableFuture<?> stopped = bench.stopping();
			this.shared.drain();
			last.countDown();
			ActorBench.until(() -> {
				this.shared.drain();
				return stopped.isDone();
			});
			assertThat(this.puppets.news()).startsWith("2 in time");
		}
	}

	@Test
	void abortInterruptsIt() throws Exception {
		CountDownLatch inside = new CountDownLatch(1);
		CompletableFuture<Throwable> interrupted = new CompletableFuture<>();
		try (ActorBench bench = bench(ActorBench::start)) {
			ActorRef<Step> ref = bench.runtime.root()
				.with((spec) -> spec.withShutdown(Shutdown.within(Duration.ofSeconds(3))))
				.actor("a", this.puppets, ActorSettings.defaults());
			bench.runtime.start();
			AtomicReference<CompletionStage<Object>> stage = new AtomicReference<>();
			tell(ref, (self, context) -> stage.set(context.cpu(() -> {
				inside.countDown();
				try {
					return new CompletableFuture<>().get();
				}
				catch (InterruptedException ex) {
					interrupted.complete(ex);
					throw ex;
				}
			})));
			this.shared.drain();
			ActorBench.await(inside);
			CompletableFuture<?> stopped = bench.stopping();
			this.shared.drain();
			bench.time.advance(Duration.ofSeconds(3));
			ActorBench.until(() -> {
				this.shared.drain();
				return stopped.isDone();
			});
			assertThat(ActorBench.join(interrupted)).isInstanceOf(InterruptedException.class);
			assertThatThrownBy(() -> ActorBench.get(stage.get())).isInstanceOfAny(CancellationException.class,
					CompletionException.class);
		}
	}

	@Test
	void blockingWorkRunsOnTheBlockingPool() {
		StepQueue blocking = new StepQueue();
		try (ActorBench bench = new ActorBench((builder) -> builder.blockingExecutor(blocking), blocking)) {
			ActorRef<Step> ref = bench.runtime.<String, Step>group("g", this.puppets, ActorSettings.defaults())
				.ref("a");
			bench.runtime.start();
			tell(ref, say("a"));
			blocking.drain();
			assertThat(this.puppets.news()).containsExactly("1 start", "1 a");
			tell(ref, (self, context) -> context.blocking(() -> 1).thenAccept((one) -> self.say("one")));
			assertThat(this.puppets.news()).isEmpty();
			assertThat(blocking.step()).isTrue();
			assertThat(this.puppets.news()).containsExactly("1 one");
		}
	}

	@Test
	void onlyTheActorsOwnCodeSendsWorkOut() {
		AtomicReference<ActorContext<Step>> kept = new AtomicReference<>();
		try (ActorBench bench = bench(this.cpu)) {
			ActorRef<Step> ref = started(bench);
			tell(ref, (self, context) -> {
				kept.set(context);
				context.cpu(() -> context.cpu(() -> 1))
					.whenComplete((nothing, failure) -> self.say(failure.getClass().getSimpleName()));
			});
			drain();
			assertThat(this.puppets.news()).containsExactly("1 start", "1 IllegalStateException");
			for (Runnable misuse : List.<Runnable>of(() -> kept.get().cpu(() -> 1),
					() -> kept.get().blocking(() -> 1))) {
				assertThatIllegalStateException().isThrownBy(misuse::run).withMessageContaining("root/actors/a");
			}
		}
	}

	private ActorBench bench(Executor cpuExecutor) {
		return new ActorBench((builder) -> builder.sharedExecutor(this.shared).cpuExecutor(cpuExecutor), this.shared,
				this.cpu);
	}

	/** Has something worked out and writes down what came back. */
	private static Step send(String what) {
		return (self, context) -> context.cpu(() -> what + " done")
			.thenAccept((result) -> self.say(result + " by " + ProcessContext.current().orElseThrow().path()));
	}

	private ActorRef<Step> started(ActorBench bench) {
		ActorRef<Step> ref = bench.runtime.actor("a", this.puppets, ActorSettings.defaults());
		bench.runtime.start();
		return ref;
	}

	private void drain() {
		while (this.shared.size() + this.cpu.size() > 0) {
			this.shared.drain();
			this.cpu.drain();
		}
	}

}
