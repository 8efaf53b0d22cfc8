package dev.concurrency.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.concurrency.actor.ActorFailureAction;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.ActorSnapshot;
import dev.concurrency.actor.AskException;
import dev.concurrency.actor.DeadLetterReason;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.RestartType;
import dev.concurrency.test.Puppets.Step;

import static dev.concurrency.test.Puppets.fail;
import static dev.concurrency.test.Puppets.say;
import static dev.concurrency.test.Puppets.tell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What follows when an actor has failed on a message; restarts have their own tests. */
@Timeout(30)
class ActorFailureActionTests {

	private static final Step ERROR = (self, context) -> {
		throw new AssertionError("error");
	};

	private final Puppets puppets = new Puppets();

	private final StepQueue shared = new StepQueue();

	@Test
	void resumeKeepsTheInstanceAndGivesUpTheMessageOnly() {
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<Step> ref = started(bench, ActorFailureAction.RESUME);
			tell(ref, say("a"), fail("boom"), say("b"));
			this.shared.drain();
			assertThat(this.puppets.news()).containsExactly("1 start", "1 a", "1 fails on boom", "1 b");
			assertThat(bench.deadLetters).singleElement()
				.satisfies((letter) -> assertThat(letter.reason()).isInstanceOf(DeadLetterReason.Failed.class));
			assertThat(process(bench).lastFailure()).extracting("message").isEqualTo("boom");
			assertThat(process(bench).restarts()).isZero();
			assertThat(counts(bench)).containsExactly(0L, 3L, 1L, 1L, 0L);
			assertThat(ref.status()).isInstanceOf(ProcessStatus.Idle.class);
		}
	}

	@Test
	void resumeFailsTheQuestionOnWhichItFailed() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> ref = started(bench, ActorFailureAction.RESUME);
			CompletionStage<String> answer = ref.ask((port) -> fail("boom"), Duration.ofMinutes(1));
			assertThatThrownBy(() -> ActorBench.get(answer)).hasCauseInstanceOf(AskException.Failed.class)
				.hasRootCauseMessage("boom");
		}
	}

	@Test
	void resumeIsNotForErrors() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> ref = started(bench, ActorFailureAction.RESUME);
			tell(ref, ERROR, say("a"));
			assertThat(this.puppets.news()).containsExactly("1 start", "1 stop failed error", "1 destroy");
			bench.restartIsDue();
			assertThat(this.puppets.news()).containsExactly("2 restart error", "2 start", "2 a");
		}
	}

	@Test
	void messageOnWhichATimedActorResumesIsTimedOnce() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> ref = started(bench,
					ActorSettings.defaults().withOnFailure(ActorFailureAction.RESUME).withTimings(true));
			tell(ref, fail("boom"));
			assertThat(bench.events).filteredOn(ProcessEvent.Worked.class::isInstance).hasSize(1);
			assertThat(process(bench).lastFailure()).extracting("count").isEqualTo(1L);
		}
	}

	@ParameterizedTest
	@EnumSource(RestartType.class)
	void stopEndsTheActorForGoodWhateverItsSupervisorWouldDo(RestartType type) {
		try (ActorBench bench = new ActorBench(
				(builder) -> builder.sharedExecutor(this.shared).rootRestarts(ActorBench.restarts(10)), this.shared)) {
			ActorRef<Step> ref = bench.runtime.root()
				.with((spec) -> spec.withRestart(type))
				.actor("a", this.puppets, ActorSettings.defaults().withOnFailure(ActorFailureAction.STOP));
			bench.runtime.start();
			tell(ref, fail("boom"), say("a"), say("b"));
			this.shared.drain();
			bench.time.advance(ActorBench.AGES);
			this.shared.drain();
			assertThat(this.puppets.news()).containsExactly("1 start", "1 fails on boom", "1 stop failed boom",
					"1 destroy");
			assertThat(bench.deadLetters).hasSize(3)
				.allSatisfy((letter) -> assertThat(letter.reason()).isInstanceOfSatisfying(
						DeadLetterReason.Failed.class, (failed) -> assertThat(failed.cause()).hasMessage("boom")));
			assertThat(bench.undelivered).hasSize(2);
			assertThat(ref.tryTell(say("late"))).isEqualTo(Admission.CLOSED);
			assertThat(ref.status()).isInstanceOf(ProcessStatus.Failed.class);
			assertThatThrownBy(() -> ActorBench.get(ref.termination())).hasRootCauseMessage("boom");
		}
	}

	@Test
	void stopEndsOneActorOfAGroupAndTheNextMessageForItsKeyBeginsAnother() {
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorGroup<String, Step> group = bench.runtime.group("g", this.puppets,
					ActorSettings.defaults().withOnFailure(ActorFailureAction.STOP).withMaxEntities(1));
			bench.runtime.start();
			tell(group.ref("a"), fail("boom"), say("a"));
			this.shared.drain();
			assertThat(group.snapshot().live()).isZero();
			tell(group.ref("a"), say("b"));
			this.shared.drain();
			assertThat(this.puppets.news()).containsExactly("1 start", "1 fails on boom", "1 stop failed boom",
					"1 destroy", "2 start", "2 b");
			assertThat(bench.deadLetters).hasSize(2);
			assertThat(group.snapshot().restarts()).isZero();
			assertThat(group.snapshot().failures()).isEqualTo(1);
		}
	}

	@ParameterizedTest
	@EnumSource(ActorFailureAction.class)
	void failureOnAMessageThatWasPutAsideCountsAndTheMessageIsKept(ActorFailureAction action) {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> ref = started(bench, action);
			tell(ref, (self, context) -> {
				self.say("puts aside");
				context.stash();
				throw new IllegalStateException("boom");
			});
			assertThat(counts(bench).get(2)).isEqualTo(1);
			List<String> news = this.puppets.news();
			assertThat(news).startsWith("1 start", "1 puts aside");
			switch (action) {
				case RESUME -> assertThat(news).hasSize(2);
				case RESTART, STOP -> assertThat(news).endsWith("1 stop failed boom", "1 destroy");
			}
			bench.restartIsDue();
			assertThat(this.puppets.news().contains("2 puts aside")).isEqualTo(action == ActorFailureAction.RESTART);
			assertThat(bench.deadLetters).hasSize((action == ActorFailureAction.STOP) ? 1 : 0);
		}
	}

	private ActorRef<Step> started(ActorBench bench, ActorFailureAction action) {
		return started(bench, ActorSettings.defaults().withOnFailure(action));
	}

	private ActorRef<Step> started(ActorBench bench, ActorSettings settings) {
		ActorRef<Step> ref = bench.runtime.actor("a", this.puppets, settings);
		bench.runtime.start();
		return ref;
	}

	private static ProcessSnapshot process(ActorBench bench) {
		return bench.runtime.processes().get(0).process();
	}

	private static List<Long> counts(ActorBench bench) {
		return ActorBench.counts((ActorSnapshot) process(bench).details());
	}

}
