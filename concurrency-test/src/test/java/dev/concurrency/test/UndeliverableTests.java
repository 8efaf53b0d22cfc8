package dev.concurrency.test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.ActorSnapshot;
import dev.concurrency.actor.DeadLetter;
import dev.concurrency.actor.DeadLetterReason;
import dev.concurrency.process.Admission;
import dev.concurrency.test.Puppets.Step;

import static dev.concurrency.test.Puppets.fail;
import static dev.concurrency.test.Puppets.say;
import static dev.concurrency.test.Puppets.tell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/** Who hears of a message that was not handled to its end. */
@Timeout(30)
class UndeliverableTests {

	private final Puppets puppets = new Puppets();

	private final ActorBench bench = new ActorBench();

	private final ActorRef<Step> sender = this.bench.runtime.actor("sender", this.puppets, ActorSettings.defaults());

	private final ActorRef<Step> receiver = this.bench.runtime.actor("receiver", new Puppets(),
			ActorSettings.defaults());

	private final ActorGroup<String, Step> group = this.bench.runtime.group("g", this.puppets,
			ActorSettings.defaults().withPassivateAfter(Duration.ofSeconds(8)));

	@Test
	void theActorThatSentItIsToldAndNobodyElse() {
		try (ActorBench closed = started()) {
			tell(this.sender, (self, context) -> tell(this.receiver, fail("boom")));
			assertThat(this.puppets.news()).contains("1 undeliverable failed");
			assertThat(closed.deadLetters).isEmpty();
			assertThat(byReason()).containsOnlyKeys("failed").containsEntry("failed", 1L);
		}
	}

	@Test
	void senderWithoutTheHookLeavesItToTheListeners() {
		Actor<String> plain = (message, context) -> tell(this.receiver, fail("boom"));
		ActorRef<String> other = this.bench.runtime.actor("other", () -> plain, ActorSettings.defaults());
		try (ActorBench closed = started()) {
			assertThat(other.tryTell("go")).isEqualTo(Admission.ACCEPTED);
			assertThat(closed.deadLetters).singleElement().satisfies((letter) -> {
				assertThat(letter.actor()).isEqualTo(this.receiver.path());
				assertThat(letter.reason().label()).isEqualTo("failed");
				assertThat(letter.later()).isEmpty();
			});
		}
	}

	@Test
	void whatWasSentFromOutsideGoesToTheListeners() {
		try (ActorBench closed = started()) {
			tell(this.receiver, fail("boom"));
			assertThat(closed.deadLetters).hasSize(1);
			assertThat(this.puppets.news()).containsExactly("1 start");
		}
	}

	@Test
	void whatComesBackToASenderThatHasEndedGoesToTheListenersWithBothReasons() {
		try (ActorBench closed = started()) {
			tell(this.group.ref("a"), (self, context) -> tell(this.receiver, (me, inside) -> inside.stash()));
			// The sender goes; then the receiver stops with the message put aside.
			closed.time.advance(Duration.ofSeconds(10));
			assertThat(this.group.snapshot().passivated()).isEqualTo(1);
			closed.stop();
			assertThat(closed.deadLetters).singleElement().satisfies((letter) -> {
				assertThat(letter.reason()).isEqualTo(new DeadLetterReason.Stopped());
				assertThat(letter.later()).containsExactly(new DeadLetterReason.Stopped());
			});
		}
	}

	@Test
	void hookThatFailsIsLoggedAndNothingComesBackASecondTime() {
		Actor<String> failing = new Actor<>() {
			@Override
			public void handle(String message, ActorContext<String> context) {
				tell(UndeliverableTests.this.receiver, fail("boom"));
			}

			@Override
			public void onUndeliverable(DeadLetter letter, ActorContext<String> context) {
				UndeliverableTests.this.puppets.write("told");
				throw new AssertionError("hook");
			}
		};
		ActorRef<String> other = this.bench.runtime.actor("other", () -> failing, ActorSettings.defaults());
		try (ActorBench closed = started()) {
			assertThat(other.tryTell("go")).isEqualTo(Admission.ACCEPTED);
			assertThat(this.puppets.news()).containsExactly("1 start", "told");
			assertThat(closed.deadLetters).isEmpty();
			assertThat(other.status().label()).isEqualTo("idle");
		}
	}

	@Test
	void bestEffortIsOnlyCounted() {
		try (ActorBench closed = started()) {
			tell(this.sender, (self, context) -> tell(this.receiver.bestEffort(), fail("boom")));
			tell(this.receiver.bestEffort(), say("handled later"));
			assertThat(this.puppets.news()).containsExactly("1 start");
			assertThat(closed.deadLetters).isEmpty();
			assertThat(byReason()).containsEntry("failed", 1L);
			assertThatNullPointerException().isThrownBy(() -> this.receiver.bestEffort().tryTell(null))
				.withMessage("message");
		}
	}

	@Test
	void whatASenderIsToldOfWhileItBeginsAnewWaitsForTheNextIncarnation() {
		try (ActorBench closed = started()) {
			tell(this.sender, (self, context) -> {
				tell(this.receiver, fail("boom"));
				throw new IllegalStateException("sender");
			});
			closed.restartIsDue();
			assertThat(this.puppets.news()).endsWith("2 start", "2 undeliverable failed");
		}
	}

	@Test
	void messageIsInNothingThatIsPrinted() {
		record Secret(String word) {
		}
		Actor<Secret> failing = (message, context) -> {
			throw new IllegalStateException("boom");
		};
		ActorRef<Secret> other = this.bench.runtime.actor("other", () -> failing, ActorSettings.defaults());
		try (ActorBench closed = started()) {
			assertThat(other.tryTell(new Secret("sesame"))).isEqualTo(Admission.ACCEPTED);
			assertThat(List.of(closed.deadLetters.get(0).toString(),
					closed.deadLetters.get(0).after(new DeadLetterReason.PortGone()).toString()))
				.allSatisfy((printed) -> assertThat(printed).contains("root/actors/other", "Secret", "boom")
					.doesNotContain("sesame"));
		}
	}

	private Map<String, Long> byReason() {
		return ((ActorSnapshot) this.bench.runtime.find(this.receiver.path()).orElseThrow().details())
			.deadLettersByReason();
	}

	private ActorBench started() {
		this.bench.runtime.start();
		return this.bench;
	}

}
