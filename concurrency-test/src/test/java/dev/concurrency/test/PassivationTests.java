package dev.concurrency.test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.process.Admission;
import dev.concurrency.process.Shutdown;
import dev.concurrency.process.Terminated;
import dev.concurrency.test.Puppets.Step;

import static dev.concurrency.test.Puppets.fail;
import static dev.concurrency.test.Puppets.say;
import static dev.concurrency.test.Puppets.tell;
import static org.assertj.core.api.Assertions.assertThat;

/** An actor of a group to which no message comes goes, and nobody may notice. */
@Timeout(30)
class PassivationTests {

	private static final Duration INTERVAL = Duration.ofSeconds(8);

	private static final ActorSettings SETTINGS = ActorSettings.defaults()
		.withPassivateAfter(INTERVAL)
		.withRestarts(ActorBench.restarts(10));

	private final Puppets puppets = new Puppets();

	@ParameterizedTest
	@ValueSource(longs = { 0, 1, 500, 999, 1000 })
	void goesAfterTheIntervalNotEarlierAndAtMostAQuarterLate(long millis) {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> ref = started(bench).ref("a");
			bench.time.advance(Duration.ofMillis(millis));
			tell(ref, say("a"));
			bench.time.advance(INTERVAL.minusNanos(1));
			assertThat(this.puppets.news()).containsExactly("1 start", "1 a");
			bench.time.advance(INTERVAL.dividedBy(4).plusNanos(1));
			assertThat(this.puppets.news()).containsExactly("1 stop Passivated", "1 destroy");
		}
	}

	@Test
	void eachMessageDefersIt() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> ref = started(bench).ref("a");
			for (int i = 0; i < 5; i++) {
				tell(ref, say("a"));
				bench.time.advance(INTERVAL.minusNanos(1));
			}
			assertThat(this.puppets.news()).doesNotContain("1 stop Passivated").hasSize(6);
		}
	}

	@Test
	void nextMessageBeginsItAnew() {
		try (ActorBench bench = new ActorBench()) {
			ActorGroup<String, Step> group = started(bench);
			ActorRef<Step> ref = group.ref("a");
			tell(ref, say("a"));
			idle(bench);
			assertThat(group.snapshot().live()).isZero();
			tell(ref, say("b"));
			assertThat(this.puppets.news()).containsExactly("1 start", "1 a", "1 stop Passivated", "1 destroy",
					"2 start", "2 b");
		}
	}

	@Test
	void countsGoOnOverIt() {
		try (ActorBench bench = new ActorBench()) {
			ActorGroup<String, Step> group = started(bench);
			tell(group.ref("a"), say("a"), fail("boom"));
			bench.restartIsDue();
			idle(bench);
			tell(group.ref("a"), say("b"));
			assertThat(group.snapshot()).satisfies((counts) -> {
				assertThat(counts.live()).isEqualTo(1);
				assertThat(counts.created()).isEqualTo(2);
				assertThat(counts.passivated()).isEqualTo(1);
				assertThat(counts.handled()).isEqualTo(3);
				assertThat(counts.failures()).isEqualTo(1);
				assertThat(counts.deadLetters()).isEqualTo(1);
				assertThat(counts.restarts()).isEqualTo(1);
				assertThat(counts.queued()).isZero();
			});
		}
	}

	@Test
	void itsPlaceIsFreeForAnother() {
		try (ActorBench bench = new ActorBench()) {
			ActorGroup<String, Step> group = started(bench, SETTINGS.withMaxEntities(1));
			tell(group.ref("a"), say("a"));
			assertThat(group.ref("b").tryTell(say("b"))).isEqualTo(Admission.FULL);
			idle(bench);
			tell(group.ref("b"), say("b"));
			assertThat(group.ref("a").tryTell(say("a"))).isEqualTo(Admission.FULL);
		}
	}

	@Test
	void messageThatComesWhileItSaysGoodbyeIsHandledByANewInstance() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> ref = started(bench).ref("a");
			tell(ref, say("a"));
			once(() -> tell(ref, say("b"), say("c")));
			idle(bench);
			assertThat(this.puppets.news()).containsExactly("1 start", "1 a", "1 stop Passivated", "1 destroy",
					"2 start", "2 b", "2 c");
			assertThat(bench.deadLetters).isEmpty();
		}
	}

	@Test
	void questionThatComesWhileItSaysGoodbyeIsAnswered() {
		AtomicReference<CompletionStage<String>> answer = new AtomicReference<>();
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> ref = started(bench).ref("a");
			tell(ref, say("a"));
			once(() -> answer.set(ref.ask((port) -> (self, context) -> port.send("yes"), Duration.ofMinutes(1))));
			idle(bench);
			assertThat(ActorBench.join(answer.get())).isEqualTo("yes");
		}
	}

	@Test
	void anInstanceThatFollowsIsNotToldOfAFailureLongAgo() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> ref = started(bench).ref("a");
			tell(ref, fail("boom"));
			bench.restartIsDue();
			once(() -> tell(ref, say("b")));
			idle(bench);
			assertThat(this.puppets.news())
				.containsSubsequence("2 restart boom", "2 start", "2 stop Passivated", "2 destroy", "3 start", "3 b")
				.doesNotContain("3 restart boom");
		}
	}

	@Test
	void oneThatHasASupervisorGoesTooAndWhoWatchesItIsTold() {
		try (ActorBench bench = new ActorBench()) {
			ActorGroup<String, Step> group = started(bench);
			tell(group.ref("a"), say("a"));
			CompletionStage<Terminated> end = group.ref("a").watch();
			idle(bench);
			assertThat(this.puppets.news()).endsWith("1 stop Passivated", "1 destroy");
			assertThat(ActorBench.join(end).cause()).isNull();
			assertThat(group.snapshot().live()).isZero();
		}
	}

	@Test
	void messageThatComesBeforeItsSupervisorKnowsOfItsEndIsHandledAtOnce() {
		StepQueue supervision = new StepQueue();
		try (ActorBench bench = new ActorBench((builder) -> builder.supervisionExecutor(supervision), supervision)) {
			ActorGroup<String, Step> group = bench.runtime.group("g", this.puppets, SETTINGS.withMaxEntities(1));
			CompletableFuture<?> start = CompletableFuture.runAsync(bench.runtime::start, ActorBench::start);
			ActorBench.until(() -> {
				supervision.drain();
				return start.isDone();
			});
			tell(group.ref("a"), say("a"));
			CompletionStage<Terminated> end = group.ref("a").watch();
			supervision.drain();
			idle(bench);
			assertThat(end.toCompletableFuture()).isNotDone();
			tell(group.ref("a"), say("b"));
			assertThat(this.puppets.news()).endsWith("1 destroy", "2 start", "2 b");
			supervision.drain();
			assertThat(end.toCompletableFuture()).isDone();
			assertThat(group.snapshot().live()).isEqualTo(1);
			tell(group.ref("a"), say("c"));
			assertThat(this.puppets.news()).containsExactly("2 c");
		}
	}

	@Test
	void actorThatGoesWhileItsGroupStopsIsGone() {
		AtomicReference<CompletableFuture<?>> stopping = new AtomicReference<>();
		try (ActorBench bench = new ActorBench()) {
			ActorGroup<String, Step> group = started(bench);
			tell(group.ref("a"), say("a"));
			once(() -> stopping.set(bench.stopping()));
			idle(bench);
			ActorBench.join(stopping.get());
			assertThat(this.puppets.news()).containsExactly("1 start", "1 a", "1 stop Passivated", "1 destroy");
			assertThat(group.snapshot().live()).isZero();
		}
	}

	@Test
	void messageThatIsAcceptedBeforeTheGroupStopsInTheMiddleIsHandled() {
		AtomicReference<CompletableFuture<?>> stopping = new AtomicReference<>();
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> ref = started(bench).ref("a");
			tell(ref, say("a"));
			once(() -> {
				tell(ref, say("b"));
				stopping.set(bench.stopping());
			});
			idle(bench);
			ActorBench.join(stopping.get());
			assertThat(this.puppets.news()).endsWith("1 destroy", "2 start", "2 b", "2 stop Stopped", "2 destroy");
			assertThat(bench.deadLetters).isEmpty();
		}
	}

	@Test
	void abortInTheMiddleReportsWhatCame() {
		try (ActorBench bench = new ActorBench()) {
			ActorGroup<String, Step> group = bench.runtime.root()
				.with((spec) -> spec.withShutdown(new Shutdown.Brutal()))
				.group("g", this.puppets, SETTINGS);
			bench.runtime.start();
			AtomicReference<CompletableFuture<?>> stopping = new AtomicReference<>();
			tell(group.ref("a"), say("a"));
			once(() -> {
				tell(group.ref("a"), say("b"));
				stopping.set(bench.stopping());
			});
			idle(bench);
			ActorBench.join(stopping.get());
			assertThat(this.puppets.news()).containsExactly("1 start", "1 a", "1 stop Passivated", "1 destroy");
			assertThat(bench.deadLetters).hasSize(1);
			assertThat(group.snapshot().live()).isZero();
		}
	}

	private ActorGroup<String, Step> started(ActorBench bench) {
		return started(bench, SETTINGS);
	}

	private ActorGroup<String, Step> started(ActorBench bench, ActorSettings settings) {
		ActorGroup<String, Step> group = bench.runtime.group("g", this.puppets, settings);
		bench.runtime.start();
		return group;
	}

	/** Does something in the middle of the next passivation. */
	private void once(Runnable work) {
		this.puppets.onStop = () -> {
			this.puppets.onStop = () -> {
			};
			work.run();
		};
	}

	private static void idle(ActorBench bench) {
		bench.time.advance(INTERVAL.plus(INTERVAL.dividedBy(4)));
	}

}
