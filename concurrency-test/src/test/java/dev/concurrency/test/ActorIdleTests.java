package dev.concurrency.test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.actor.AccumulatorPort;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.test.Puppets.Step;
import dev.concurrency.time.Durations;

import static dev.concurrency.test.Puppets.fail;
import static dev.concurrency.test.Puppets.say;
import static dev.concurrency.test.Puppets.tell;
import static org.assertj.core.api.Assertions.assertThat;

/** Actors are told that no message comes. */
@Timeout(30)
class ActorIdleTests {

	private static final Duration INTERVAL = Duration.ofSeconds(8);

	private static final Duration QUARTER = INTERVAL.dividedBy(4);

	private static final Duration NANO = Duration.ofNanos(1);

	private static final ActorSettings SETTINGS = ActorSettings.defaults().withIdleInterval(INTERVAL);

	private final Puppets puppets = new Puppets();

	@Test
	void actorIsToldAfterTheIntervalAndAgainEachIntervalWhileNoMessageComes() {
		try (ActorBench bench = new ActorBench()) {
			actor(bench, SETTINGS);
			bench.time.advance(INTERVAL.minus(NANO));
			assertThat(this.puppets.news()).containsExactly("1 start");
			bench.time.advance(NANO);
			assertThat(this.puppets.news()).containsExactly("1 idle");
			bench.time.advance(INTERVAL.minus(NANO));
			assertThat(this.puppets.news()).isEmpty();
			bench.time.advance(NANO);
			assertThat(this.puppets.news()).containsExactly("1 idle");
		}
	}

	@Test
	void messageBeginsTheIntervalAnew() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> ref = actor(bench, SETTINGS);
			bench.time.advance(INTERVAL.minus(NANO));
			tell(ref, say("a"));
			bench.time.advance(INTERVAL.minus(NANO));
			assertThat(this.puppets.news()).containsExactly("1 start", "1 a");
			bench.time.advance(NANO);
			assertThat(this.puppets.news()).containsExactly("1 idle");
		}
	}

	@Test
	void theDefaultIsAMinute() {
		try (ActorBench bench = new ActorBench()) {
			actor(bench, ActorSettings.defaults());
			bench.time.advance(Duration.ofMinutes(1));
			assertThat(this.puppets.news()).containsExactly("1 start", "1 idle");
		}
	}

	@Test
	void theLongestIntervalIsNeverOver() {
		try (ActorBench bench = new ActorBench()) {
			actor(bench, SETTINGS.withIdleInterval(Durations.MAX));
			assertThat(bench.time.scheduled()).isZero();
			bench.time.advance(Duration.ofDays(10_000));
			assertThat(this.puppets.news()).containsExactly("1 start");
		}
	}

	@Test
	void actorThatDoesNotWantToKnowCostsNoTimer() {
		try (ActorBench bench = new ActorBench()) {
			Actor<String> plain = (message, context) -> {
			};
			bench.runtime.actor("a", () -> plain, SETTINGS);
			bench.runtime.start();
			assertThat(bench.time.scheduled()).isZero();
		}
	}

	@Test
	void failureOfTheHookIsLoggedAndEndsNothing() {
		this.puppets.onIdle = (self, context) -> {
			throw new AssertionError("idle");
		};
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> ref = actor(bench, SETTINGS);
			bench.time.advance(INTERVAL);
			tell(ref, say("a"));
			bench.time.advance(INTERVAL);
			assertThat(this.puppets.news()).containsExactly("1 start", "1 idle", "1 a", "1 idle");
			assertThat(bench.runtime.find(ref.path()).orElseThrow().lastFailure()).extracting("message", "count")
				.containsExactly("idle", 2L);
		}
	}

	@Test
	void messageThatComesWhileTheHookRunsIsHandledAfterIt() {
		AtomicReference<ActorRef<Step>> ref = new AtomicReference<>();
		this.puppets.onIdle = (self, context) -> {
			tell(ref.get(), say("a"));
			self.say("still idle");
		};
		try (ActorBench bench = new ActorBench()) {
			ref.set(actor(bench, SETTINGS));
			bench.time.advance(INTERVAL);
			assertThat(this.puppets.news()).containsExactly("1 start", "1 idle", "1 still idle", "1 a");
		}
	}

	@Test
	void restartBeginsTheIntervalAnew() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> ref = actor(bench, SETTINGS);
			bench.time.advance(QUARTER);
			tell(ref, fail("boom"));
			bench.restartIsDue();
			this.puppets.news();
			bench.time.advance(INTERVAL.minus(NANO));
			assertThat(this.puppets.news()).isEmpty();
			bench.time.advance(NANO);
			assertThat(this.puppets.news()).containsExactly("2 idle");
		}
	}

	@Test
	void nobodyIsToldAfterTheEnd() {
		try (ActorBench bench = new ActorBench()) {
			actor(bench, SETTINGS);
			bench.stop();
			bench.time.advance(INTERVAL.multipliedBy(3));
			assertThat(this.puppets.news()).containsExactly("1 start", "1 stop Stopped", "1 destroy");
			assertThat(bench.time.scheduled()).isZero();
		}
	}

	@Test
	void actorOfAGroupIsToldAtMostAQuarterLateAndNeverEarly() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> ref = member(bench, SETTINGS);
			bench.time.advance(Duration.ofMillis(900));
			tell(ref, say("a"));
			bench.time.advance(INTERVAL.minus(NANO));
			assertThat(this.puppets.news()).containsExactly("1 start", "1 a");
			bench.time.advance(QUARTER.plus(NANO));
			assertThat(this.puppets.news()).containsExactly("1 idle");
			bench.time.advance(INTERVAL);
			assertThat(this.puppets.news()).containsExactly("1 idle");
			bench.stop();
			bench.time.advance(INTERVAL.multipliedBy(3));
			assertThat(this.puppets.news()).containsExactly("1 stop Stopped", "1 destroy");
		}
	}

	@Test
	void actorOfAGroupThatMayNotGoYetIsToldAllTheSame() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> ref = member(bench, SETTINGS.withPassivateAfter(INTERVAL));
			tell(ref, (self, context) -> context.port(String.class, Puppets::say));
			bench.time.advance(INTERVAL.plus(QUARTER));
			assertThat(this.puppets.news()).containsExactly("1 start", "1 idle");
			bench.time.advance(INTERVAL);
			assertThat(this.puppets.news()).containsExactly("1 idle");
		}
	}

	@Test
	void whatComesThroughAPortCountsAsAMessage() {
		AtomicReference<AccumulatorPort<String, String>> port = new AtomicReference<>();
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> ref = member(bench, SETTINGS);
			tell(ref, (self, context) -> port.set(context.accumulatorPort("", (old, added) -> added, Puppets::say)));
			bench.time.advance(INTERVAL.minus(NANO));
			port.get().send("sum");
			bench.time.advance(INTERVAL.minus(NANO));
			assertThat(this.puppets.news()).containsExactly("1 start", "1 sum");
		}
	}

	private ActorRef<Step> actor(ActorBench bench, ActorSettings settings) {
		ActorRef<Step> ref = bench.runtime.actor("a", this.puppets, settings);
		bench.runtime.start();
		return ref;
	}

	private ActorRef<Step> member(ActorBench bench, ActorSettings settings) {
		ActorRef<Step> ref = bench.runtime.<String, Step>group("g", this.puppets, settings).ref("a");
		bench.runtime.start();
		return ref;
	}

}
