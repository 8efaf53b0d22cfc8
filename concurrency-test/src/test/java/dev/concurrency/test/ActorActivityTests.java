package dev.concurrency.test;

import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.ActorSnapshot;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.test.Puppets.Step;

import static dev.concurrency.test.Puppets.fail;
import static dev.concurrency.test.Puppets.say;
import static dev.concurrency.test.Puppets.tell;
import static org.assertj.core.api.Assertions.assertThat;

/** What an actor shows of itself to who looks at it. */
@Timeout(30)
class ActorActivityTests {

	private final Puppets puppets = new Puppets();

	private final StepQueue shared = new StepQueue();

	@Test
	void statusIsIdleOrProcessingSinceWhenAndWhat() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> ref = started(bench);
			assertThat(ref.status()).isEqualTo(new ProcessStatus.Idle(bench.time.instant()));
			bench.time.advance(Duration.ofSeconds(1));
			Step looking = new Step() {
				@Override
				public void run(Puppets.Puppet self, ActorContext<Step> context) {
					assertThat(ref.status())
						.isEqualTo(new ProcessStatus.Processing(bench.time.instant(), getClass().getName()));
					bench.time.advance(Duration.ofSeconds(2));
					self.say("looked");
				}
			};
			tell(ref, looking);
			assertThat(this.puppets.news()).containsExactly("1 start", "1 looked");
			assertThat(ref.status()).isEqualTo(new ProcessStatus.Idle(bench.time.instant()));
			bench.time.advance(Duration.ofSeconds(5));
			assertThat(ref.status())
				.isEqualTo(new ProcessStatus.Idle(bench.time.instant().minus(Duration.ofSeconds(5))));
			assertThat(snapshot(bench).lastMessageType()).isEqualTo(looking.getClass().getName());
		}
	}

	@Test
	void busyTimeGrowsOnlyWhileItWorks() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> ref = started(bench);
			bench.time.advance(Duration.ofSeconds(10));
			tell(ref, (self, context) -> {
				bench.time.advance(Duration.ofSeconds(2));
				assertThat(snapshot(bench).busy()).isEqualTo(Duration.ofSeconds(2));
			});
			bench.time.advance(Duration.ofSeconds(10));
			tell(ref, (self, context) -> bench.time.advance(Duration.ofSeconds(3)));
			assertThat(snapshot(bench).busy()).isEqualTo(Duration.ofSeconds(5));
			assertThat(snapshot(bench).failures()).isZero();
		}
	}

	@Test
	void highestDepthIsTakenBeforeAMessageIsAndNeverSinks() {
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<Step> ref = started(bench);
			this.shared.drain();
			tell(ref, say("a"), say("b"), (self, context) -> tell(ref, say("c"), say("d"), say("e"), say("f")));
			this.shared.drain();
			assertThat(snapshot(bench).mailboxHigh()).isEqualTo(4);
			assertThat(snapshot(bench).mailboxSize()).isZero();
			tell(ref, say("g"));
			this.shared.drain();
			assertThat(snapshot(bench).mailboxHigh()).isEqualTo(4);
		}
	}

	@Test
	void highestDepthIsThatOfAFullMailboxOnceAMessageWasRefused() {
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<Step> ref = bench.runtime.actor("full", this.puppets,
					ActorSettings.defaults().withMailboxCapacity(4));
			bench.runtime.start();
			tell(ref, (self, context) -> {
				// The second is taken already, the others are not.
				tell(ref, say("c"), say("d"), say("e"));
				assertThat(ref.tryTell(say("f"))).isEqualTo(Admission.FULL);
			}, say("b"));
			this.shared.drain();
			assertThat(snapshot(bench).mailboxHigh()).isEqualTo(4);
		}
	}

	@Test
	void highestDepthIsLookedAtInTheMiddleOfABatchToo() {
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<Step> ref = started(bench);
			Step[] forty = Collections.nCopies(40, say("a")).toArray(Step[]::new);
			tell(ref, (self, context) -> tell(ref, forty));
			tell(ref, forty);
			this.shared.drain();
			// Eighty waited after the first message; one look is after sixteen.
			assertThat(snapshot(bench).mailboxHigh()).isBetween(65, 80);
		}
	}

	@Test
	void countsSurviveARestart() {
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<Step> ref = started(bench);
			tell(ref, say("a"), fail("boom"), say("b"));
			this.shared.drain();
			ActorSnapshot before = snapshot(bench);
			bench.restartIsDue();
			this.shared.drain();
			assertThat(before.handled()).isEqualTo(2);
			assertThat(snapshot(bench).handled()).isEqualTo(3);
			assertThat(snapshot(bench).mailboxHigh()).isEqualTo(3);
			assertThat(snapshot(bench).deadLettersByReason()).containsEntry("failed", 1L);
		}
	}

	@Test
	void oneThatHangsAnswersAndLookingMovesNoCount() throws Exception {
		CountDownLatch inside = new CountDownLatch(1);
		CountDownLatch released = new CountDownLatch(1);
		try (ActorBench bench = ActorBench.sharing(ActorBench::start)) {
			ActorRef<Step> ref = started(bench);
			tell(ref, (self, context) -> {
				inside.countDown();
				released.await();
			}, say("a"));
			ActorBench.await(inside);
			bench.time.advance(Duration.ofSeconds(7));
			ActorSnapshot first = snapshot(bench);
			assertThat(ref.status()).isInstanceOf(ProcessStatus.Processing.class);
			assertThat(first.busy()).isEqualTo(Duration.ofSeconds(7));
			assertThat(first.mailboxSize()).isEqualTo(1);
			assertThat(snapshot(bench)).isEqualTo(first);
			released.countDown();
		}
	}

	@Test
	void messageThatComesThroughAPortIsShownToo() {
		Step message = say("state");
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> ref = started(bench);
			tell(ref, (self, context) -> context.accumulatorPort("", String::concat, (state) -> message).send("a"));
			assertThat(this.puppets.news()).containsExactly("1 start", "1 state");
			assertThat(snapshot(bench).lastMessageType()).isEqualTo(message.getClass().getName());
		}
	}

	private ActorRef<Step> started(ActorBench bench) {
		ActorRef<Step> ref = bench.runtime.actor("a", this.puppets,
				ActorSettings.defaults().withIdleInterval(Duration.ofHours(1)));
		bench.runtime.start();
		return ref;
	}

	private static ActorSnapshot snapshot(ActorBench bench) {
		return (ActorSnapshot) bench.runtime.processes().get(0).process().details();
	}

}
