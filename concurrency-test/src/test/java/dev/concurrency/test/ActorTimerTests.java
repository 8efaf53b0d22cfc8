package dev.concurrency.test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.ProcessControl;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.test.Puppets.Step;
import dev.concurrency.time.Timer;

import static dev.concurrency.test.Puppets.fail;
import static dev.concurrency.test.Puppets.say;
import static dev.concurrency.test.Puppets.tell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Messages that an actor sends to itself later. */
@Timeout(30)
class ActorTimerTests {

	private static final Duration DELAY = Duration.ofMillis(1500);

	private final Puppets puppets = new Puppets();

	private final AtomicReference<Timer.Timeout> timer = new AtomicReference<>();

	private final Step later = (self, context) -> this.timer.set(context.schedule(DELAY, say("later")));

	@Test
	void messageComesNotEarlierThanAskedFor() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> ref = started(bench, ActorSettings.defaults());
			tell(ref, this.later);
			bench.time.advance(DELAY.minusNanos(1));
			assertThat(this.puppets.news()).containsExactly("1 start");
			bench.time.advance(Duration.ofNanos(1));
			assertThat(this.puppets.news()).containsExactly("1 later");
			assertThat(this.timer.get().cancel()).isFalse();
		}
	}

	@Test
	void startMayAskForOne() {
		this.puppets.onStart = this.later;
		try (ActorBench bench = new ActorBench()) {
			started(bench, ActorSettings.defaults());
			bench.time.advance(DELAY);
			assertThat(this.puppets.news()).containsExactly("1 start", "1 later");
		}
	}

	@Test
	void messageThatIsCancelledDoesNotComeAndLeavesNothingBehind() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> ref = started(bench, ActorSettings.defaults().withIdleInterval(DELAY.multipliedBy(10)));
			int scheduled = bench.time.scheduled();
			tell(ref, this.later);
			assertThat(this.timer.get().cancel()).isTrue();
			assertThat(this.timer.get().cancel()).isFalse();
			assertThat(bench.time.scheduled()).isEqualTo(scheduled);
			bench.time.advance(DELAY);
			assertThat(this.puppets.news()).containsExactly("1 start");
		}
	}

	@Test
	void restartCancelsIt() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> ref = started(bench, ActorSettings.defaults());
			tell(ref, this.later, fail("boom"));
			bench.restartIsDue();
			bench.time.advance(DELAY);
			assertThat(this.puppets.news()).endsWith("2 start").doesNotContain("1 later");
			assertThat(this.timer.get().cancel()).isFalse();
			assertThat(bench.deadLetters).hasSize(1);
		}
	}

	@Test
	void theEndOfAnIncarnationCancelsNothingOfOneThatIsStartedAfterwards() {
		StepQueue shared = new StepQueue();
		this.puppets.onStart = this.later;
		try (ActorBench bench = ActorBench.sharing(shared)) {
			ActorRef<Step> ref = started(bench, ActorSettings.defaults());
			shared.drain();
			ProcessControl control = bench.runtime.control(ref.path()).orElseThrow();
			var stopped = control.stop();
			// The turn that ends it, and nothing of what follows on the shared pool.
			assertThat(shared.step()).isTrue();
			var again = control.run();
			shared.drain();
			ActorBench.join(stopped);
			ActorBench.join(again);
			bench.time.advance(DELAY);
			shared.drain();
			assertThat(this.puppets.news()).containsExactly("1 start", "1 stop Stopped", "1 destroy", "2 start",
					"2 later");
		}
	}

	@Test
	void stopCancelsItAndTellsNobody() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> ref = started(bench, ActorSettings.defaults());
			tell(ref, this.later);
			bench.stop();
			assertThat(this.timer.get().cancel()).isFalse();
			bench.time.advance(DELAY);
			assertThat(this.puppets.news()).endsWith("1 stop Stopped", "1 destroy");
			assertThat(bench.deadLetters).isEmpty();
		}
	}

	@Test
	void timerThatIsDueWhileTheActorFinishesIsSilentlyGone() {
		StepQueue shared = new StepQueue();
		try (ActorBench bench = ActorBench.sharing(shared)) {
			ActorRef<Step> ref = started(bench, ActorSettings.defaults());
			tell(ref, this.later);
			shared.drain();
			tell(ref, say("last"));
			CompletableFuture<?> stopped = bench.stopping();
			bench.time.advance(DELAY);
			ActorBench.until(() -> {
				shared.drain();
				return stopped.isDone();
			});
			assertThat(this.puppets.news()).containsExactly("1 start", "1 last", "1 stop Stopped", "1 destroy");
			assertThat(bench.deadLetters).isEmpty();
		}
	}

	@Test
	void messageForWhichThereIsNoRoomComesBackToTheActor() {
		StepQueue shared = new StepQueue();
		try (ActorBench bench = ActorBench.sharing(shared)) {
			ActorRef<Step> ref = started(bench, ActorSettings.defaults().withMailboxCapacity(1));
			tell(ref, this.later);
			shared.drain();
			tell(ref, say("a"));
			bench.time.advance(DELAY);
			assertThat(this.puppets.news()).containsExactly("1 start");
			shared.drain();
			assertThat(this.puppets.news()).containsExactlyInAnyOrder("1 a", "1 undeliverable full");
			assertThat(bench.deadLetters).isEmpty();
		}
	}

	@Test
	void actorOfAGroupGetsItToo() {
		try (ActorBench bench = new ActorBench()) {
			ActorGroup<String, Step> group = bench.runtime.group("g", this.puppets, ActorSettings.defaults());
			bench.runtime.start();
			tell(group.ref("a"), this.later);
			bench.time.advance(DELAY);
			assertThat(this.puppets.news()).containsExactly("1 start", "1 later");
		}
	}

	@Test
	void onlyTheActorsOwnCodeAsksForIt() {
		AtomicReference<ActorContext<Step>> kept = new AtomicReference<>();
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> ref = started(bench, ActorSettings.defaults());
			tell(ref, (self, context) -> kept.set(context));
			assertThatIllegalStateException().isThrownBy(() -> kept.get().schedule(DELAY, say("a")))
				.withMessageContaining("root/actors/a");
		}
	}

	private ActorRef<Step> started(ActorBench bench, ActorSettings settings) {
		ActorRef<Step> ref = bench.runtime.actor("a", this.puppets, settings);
		bench.runtime.start();
		return ref;
	}

}
