package dev.concurrency.test;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.ActorSnapshot;
import dev.concurrency.actor.DeadLetter;
import dev.concurrency.actor.DeadLetterReason;
import dev.concurrency.actor.StopReason;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.supervision.SupervisionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class ActorRestartTests {

	private final StepQueue shared = new StepQueue();

	@Test
	void failingHandlerIsFollowedByAFreshInstanceThatKeepsMailboxAndOrder() {
		Script script = Script.failingOnBoom();
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<String> ref = started(bench, script);
			tell(ref, "a", "b", "boom", "c", "d");
			this.shared.drain();
			bench.restartIsDue();
			this.shared.drain();
			assertThat(script.journal()).containsExactly("1 start", "1 handle a as 1", "1 handle b as 2",
					"1 handle boom as 3", "1 stop failed boom", "1 destroy", "2 restart boom", "2 start",
					"2 handle c as 1", "2 handle d as 2");
			assertThat(ref.status()).isInstanceOf(ProcessStatus.Idle.class);
			assertThat(process(bench).restarts()).isEqualTo(1);
			assertThat(ActorBench.counts(snapshot(bench))).containsExactly(0L, 5L, 1L, 1L, 0L);
		}
	}

	@Test
	void failingMessageBecomesADeadLetterWithItsCause() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<String> ref = started(bench, Script.failingOnBoom());
			tell(ref, "boom");
			DeadLetter letter = bench.deadLetters.get(0);
			assertThat(bench.deadLetters).hasSize(1);
			assertThat(letter.message()).isEqualTo("boom");
			assertThat(letter.actor()).isEqualTo(ref.path());
			assertThat(letter.reason()).isInstanceOfSatisfying(DeadLetterReason.Failed.class,
					(failed) -> assertThat(failed.cause()).isInstanceOf(IllegalStateException.class)
						.hasMessage("boom"));
			// It was handled, if badly.
			assertThat(bench.undelivered).isEmpty();
		}
	}

	@Test
	void messagesDuringTheBackoffWaitWithinTheBoundAndAreHandledAfterIt() {
		Script script = Script.failingOnBoom();
		try (ActorBench bench = new ActorBench()) {
			ActorRef<String> ref = started(bench, script, ActorSettings.defaults().withMailboxCapacity(2));
			tell(ref, "boom");
			assertThat(ref.status()).isInstanceOf(ProcessStatus.Restarting.class);
			tell(ref, "a", "b");
			assertThat(ref.tryTell("c")).isEqualTo(Admission.FULL);
			assertThat(script.journal("handle")).containsExactly("1 handle boom as 1");
			bench.restartIsDue();
			assertThat(script.journal("2 handle")).containsExactly("2 handle a as 1", "2 handle b as 2");
		}
	}

	@Test
	void backoffIsWaitedOutToTheEnd() {
		Script script = Script.failingOnBoom();
		try (ActorBench bench = new ActorBench()) {
			tell(started(bench, script), "boom");
			bench.time.advance(ActorBench.BACKOFF.minusNanos(1));
			assertThat(script.journal("2")).isEmpty();
			bench.time.advance(Duration.ofNanos(1));
			assertThat(script.journal("2")).containsExactly("2 restart boom", "2 start");
		}
	}

	@Test
	void actorThatExceedsItsBudgetIsDownAndTheRestIsReported() {
		Script script = Script.failingOnBoom();
		try (ActorBench bench = new ActorBench(
				(builder) -> builder.restarts(ActorBench.restarts(1)).sharedExecutor(this.shared), this.shared)) {
			ActorRef<String> ref = started(bench, script);
			tell(ref, "boom1", "boom2", "a", "b");
			this.shared.drain();
			bench.restartIsDue();
			this.shared.drain();
			assertThat(ref.status()).isInstanceOfSatisfying(ProcessStatus.Failed.class,
					(failed) -> assertThat(failed.cause()).hasMessage("boom2"));
			assertThat(bench.deadMessages()).containsExactly("boom1", "boom2", "a", "b");
			assertThat(bench.deadLetters.get(3).reason()).isInstanceOfSatisfying(DeadLetterReason.Failed.class,
					(failed) -> assertThat(failed.cause()).hasMessage("boom2"));
			assertThat(bench.undelivered).containsExactly("a", "b");
			assertThat(ref.tryTell("late")).isEqualTo(Admission.CLOSED);
			assertThatThrownBy(() -> ActorBench.get(ref.termination())).hasRootCauseMessage("boom2");
			assertThat(ActorBench.counts(snapshot(bench))).containsExactly(0L, 2L, 2L, 4L, 0L);
			assertThat(script.journal("stop")).containsExactly("1 stop failed boom1", "2 stop failed boom2");
		}
	}

	@Test
	void errorInAHandlerRestartsTheActorToo() {
		Script script = new Script((message, context) -> {
			if (message.equals("error")) {
				throw new AssertionError(message);
			}
		});
		try (ActorBench bench = new ActorBench()) {
			ActorRef<String> ref = started(bench, script);
			tell(ref, "error", "a");
			bench.restartIsDue();
			assertThat(script.journal("2 handle")).containsExactly("2 handle a as 1");
			assertThat(bench.deadMessages()).containsExactly("error");
		}
	}

	@Test
	void onRestartThatThrowsAnythingDoesNotStopTheRestart() {
		Script script = new Script((message, context) -> {
			if (message.equals("boom")) {
				throw new IllegalStateException(message);
			}
		}) {
			@Override
			void onRestart(int instance, Throwable cause) {
				throw new AssertionError("onRestart of " + instance);
			}
		};
		try (ActorBench bench = new ActorBench()) {
			ActorRef<String> ref = started(bench, script);
			tell(ref, "boom", "a");
			bench.restartIsDue();
			assertThat(script.journal("2")).containsExactly("2 restart boom", "2 start", "2 handle a as 1");
			assertThat(process(bench).lastFailure()).extracting("message").isEqualTo("onRestart of 2");
		}
	}

	@Test
	void onStopThatThrowsDoesNotStopTheRestart() {
		Script script = new Script((message, context) -> {
			if (message.equals("boom")) {
				throw new IllegalStateException(message);
			}
		}) {
			@Override
			void onStop(int instance, StopReason reason) {
				throw new AssertionError("onStop");
			}
		};
		try (ActorBench bench = new ActorBench()) {
			ActorRef<String> ref = started(bench, script);
			tell(ref, "boom", "a");
			bench.restartIsDue();
			assertThat(script.journal("destroy")).containsExactly("1 destroy");
			assertThat(script.journal("2 handle")).containsExactly("2 handle a as 1");
		}
	}

	@Test
	void onStartThatFailsAtTheRestartIsTriedAgain() {
		Script script = new Script((message, context) -> {
			if (message.equals("boom")) {
				throw new IllegalStateException(message);
			}
		}) {
			@Override
			void onStart(int instance, ActorContext<String> context) {
				if (instance == 2) {
					throw new IllegalStateException("no start");
				}
			}
		};
		try (ActorBench bench = new ActorBench()) {
			ActorRef<String> ref = started(bench, script);
			tell(ref, "boom", "a");
			bench.restartIsDue();
			assertThat(ref.status()).isInstanceOf(ProcessStatus.Restarting.class);
			// It was never started, so it is destroyed but not stopped.
			assertThat(script.journal("2")).containsExactly("2 restart boom", "2 start", "2 destroy");
			bench.restartIsDue();
			assertThat(script.journal("3")).containsExactly("3 restart no start", "3 start", "3 handle a as 1");
		}
	}

	@Test
	void onStartThatFailsAtBootStopsTheStartAndKeepsItsCauseEvenIfDestroyFailsToo() {
		Script script = new Script((message, context) -> {
		}) {
			@Override
			void onStart(int instance, ActorContext<String> context) {
				throw new IllegalStateException("no start");
			}

			@Override
			public void destroy(Actor<String> instance) {
				throw new IllegalStateException("no destroy");
			}
		};
		try (ActorBench bench = new ActorBench()) {
			ActorRef<String> ref = bench.runtime.actor("a", script, ActorSettings.defaults());
			assertThatThrownBy(bench.runtime::start).isInstanceOf(SupervisionException.InitFailed.class)
				.hasRootCauseMessage("no start");
			assertThat(ref.tryTell("a")).isEqualTo(Admission.CLOSED);
			assertThat(script.journal("stop")).isEmpty();
		}
	}

	@Test
	void stopDuringTheBackoffReportsWhatWaits() {
		Script script = Script.failingOnBoom();
		try (ActorBench bench = new ActorBench()) {
			ActorRef<String> ref = started(bench, script);
			tell(ref, "boom", "a", "b");
			bench.stop();
			assertThat(bench.undelivered).containsExactly("a", "b");
			assertThat(bench.deadMessages()).containsExactly("boom", "a", "b");
			bench.restartIsDue();
			assertThat(script.journal("2")).isEmpty();
			assertThat(ref.tryTell("late")).isEqualTo(Admission.CLOSED);
		}
	}

	private static ActorRef<String> started(ActorBench bench, Script script) {
		return started(bench, script, ActorSettings.defaults());
	}

	private static ActorRef<String> started(ActorBench bench, Script script, ActorSettings settings) {
		ActorRef<String> ref = bench.runtime.actor("a", script, settings);
		bench.runtime.start();
		return ref;
	}

	private static void tell(ActorRef<String> ref, String... messages) {
		for (String message : List.of(messages)) {
			assertThat(ref.tryTell(message)).isEqualTo(Admission.ACCEPTED);
		}
	}

	private static ProcessSnapshot process(ActorBench bench) {
		return bench.runtime.processes().get(0).process();
	}

	private static ActorSnapshot snapshot(ActorBench bench) {
		return (ActorSnapshot) process(bench).details();
	}

}
