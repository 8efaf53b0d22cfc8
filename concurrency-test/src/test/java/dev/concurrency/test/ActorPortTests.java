package dev.concurrency.test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.concurrency.actor.AccumulatorPort;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.ActorSnapshot;
import dev.concurrency.actor.DeadLetter;
import dev.concurrency.actor.DeadLetterReason;
import dev.concurrency.actor.Port;
import dev.concurrency.process.Admission;
import dev.concurrency.process.EndMode;
import dev.concurrency.process.StatusObserver;
import dev.concurrency.test.Puppets.Step;

import static dev.concurrency.test.Puppets.fail;
import static dev.concurrency.test.Puppets.say;
import static dev.concurrency.test.Puppets.tell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Ports by which others reach an actor whose messages they do not know. */
@Timeout(30)
class ActorPortTests {

	private final Puppets puppets = new Puppets();

	private final StepQueue shared = new StepQueue();

	private final ActorBench bench = ActorBench.sharing(this.shared);

	private final ActorRef<Step> ref = this.bench.runtime.actor("a", this.puppets,
			ActorSettings.defaults().withMailboxCapacity(2));

	private final AtomicReference<Port<String>> port = new AtomicReference<>();

	private final AtomicReference<AccumulatorPort<Integer, Integer>> sum = new AtomicReference<>();

	@Test
	void valuesBecomeMessagesWithinTheBoundOfTheMailbox() {
		try (ActorBench closed = started()) {
			assertThat(
					List.of(this.port.get().trySend("a"), this.port.get().trySend("b"), this.port.get().trySend("c")))
				.containsExactly(Admission.ACCEPTED, Admission.ACCEPTED, Admission.FULL);
			this.shared.drain();
			assertThat(this.puppets.news()).containsExactly("1 start", "1 a", "1 b");
			assertThat(closed.deadLetters).isEmpty();
		}
	}

	@Test
	void portThatIsClosedTakesNothingAndTheValueIsADeadLetter() {
		try (ActorBench closed = started()) {
			this.port.get().close();
			this.port.get().close();
			this.sum.get().close();
			refusesAll(closed);
		}
	}

	@Test
	void portsAreClosedWithTheirIncarnation() {
		try (ActorBench closed = started()) {
			tell(this.ref, fail("boom"));
			this.shared.drain();
			closed.deadLetters.clear();
			refusesAll(closed);
			closed.restartIsDue();
			// The next incarnation has opened its own.
			assertThat(this.port.get().trySend("b")).isEqualTo(Admission.ACCEPTED);
			assertThat(this.sum.get().send(1)).isTrue();
		}
	}

	@Test
	void valueOfAnotherTypeIsRefused() {
		try (ActorBench closed = started()) {
			assertThatExceptionOfType(ClassCastException.class).isThrownBy(() -> {
				@SuppressWarnings({ "unchecked", "rawtypes" })
				Port<Object> raw = (Port) this.port.get();
				assertThat(raw.trySend(1)).isNull();
			});
			assertThat(closed.deadLetters).isEmpty();
		}
	}

	@Test
	void accumulatorIsNeverFullAndTellsTheLatestStateOnce() {
		try (ActorBench closed = started()) {
			tell(this.ref, say("a"), say("b"));
			for (int i = 1; i <= 100; i++) {
				assertThat(this.sum.get().send(i)).isTrue();
			}
			assertThat(this.sum.get().state()).isEqualTo(5050);
			this.shared.drain();
			assertThat(this.puppets.news()).containsExactlyInAnyOrder("1 start", "1 a", "1 b", "1 sum 5050");
			assertThat(this.sum.get().send(1)).isTrue();
			this.shared.drain();
			assertThat(this.puppets.news()).containsExactly("1 sum 5051");
			assertThat(counts(closed).handled()).isEqualTo(4);
		}
	}

	@Test
	void valueThatComesWhileTheStateIsHandledIsToldAfterIt() {
		List<Integer> seen = new ArrayList<>();
		AtomicReference<AccumulatorPort<Integer, Integer>> own = new AtomicReference<>();
		try (ActorBench closed = started()) {
			tell(this.ref,
					(self, context) -> own.set(context.accumulatorPort(0, Integer::sum, (state) -> (me, inside) -> {
						seen.add(state);
						if (state < 3) {
							own.get().send(1);
						}
					})));
			this.shared.drain();
			own.get().send(1);
			this.shared.drain();
			assertThat(seen).containsExactly(1, 2, 3);
			assertThat(closed.deadLetters).isEmpty();
		}
	}

	@Test
	void stateOfWhichNoMessageCanBeMadeIsADeadLetter() {
		AtomicReference<AccumulatorPort<Integer, Integer>> own = new AtomicReference<>();
		AtomicReference<RuntimeException> failure = new AtomicReference<>(new IllegalStateException("no message"));
		try (ActorBench closed = started()) {
			tell(this.ref, (self, context) -> own.set(context.accumulatorPort(0, Integer::sum, (state) -> {
				throw failure.get();
			})));
			this.shared.drain();
			assertThat(own.get().send(1)).isTrue();
			assertThat(own.get().send(2)).isTrue();
			this.shared.drain();
			assertThat(closed.deadLetters)
				.containsExactly(new DeadLetter(this.ref.path(), 3, new DeadLetterReason.Failed(failure.get())));
			assertThat(counts(closed).deadLettersByReason()).containsEntry("failed", 1L);
			assertThat(counts(closed).failures()).isEqualTo(1);
		}
	}

	@Test
	void stateThatIsNoMessageIsADeadLetterToo() {
		AtomicReference<AccumulatorPort<Integer, Integer>> own = new AtomicReference<>();
		try (ActorBench closed = started()) {
			tell(this.ref, (self, context) -> own.set(context.accumulatorPort(0, Integer::sum, (state) -> null)));
			this.shared.drain();
			assertThat(own.get().send(1)).isTrue();
			this.shared.drain();
			assertThat(closed.deadMessages()).containsExactly(1);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void stateThatTheIncarnationDidNotGetIsADeadLetter(boolean closesIt) {
		try (ActorBench closed = started()) {
			tell(this.ref, (self, context) -> {
				assertThat(this.sum.get().send(1)).isTrue();
				if (closesIt) {
					this.sum.get().close();
				}
				throw new IllegalStateException("boom");
			});
			this.shared.drain();
			closed.restartIsDue();
			this.shared.drain();
			assertThat(closed.deadLetters).extracting(DeadLetter::message, (letter) -> letter.reason().label())
				.contains(Tuple.tuple(1, "port-gone"));
			assertThat(this.puppets.news()).doesNotContain("2 sum 1");
		}
	}

	@Test
	void stateThatWaitsWhenTheActorIsStoppedIsADeadLetter() {
		try (ActorBench closed = started()) {
			assertThat(this.sum.get().send(1)).isTrue();
			StatusObserver end = closed.runtime.stopActor(this.ref.path(), EndMode.STOP, "enough").orElseThrow();
			ActorBench.until(() -> {
				this.shared.drain();
				return end.current().isTerminal();
			});
			this.shared.drain();
			assertThat(closed.deadLetters)
				.containsExactly(new DeadLetter(this.ref.path(), 1, new DeadLetterReason.Stopped()));
		}
	}

	@Test
	void whatCameBeforeThePortWasClosedIsTold() {
		try (ActorBench closed = started()) {
			assertThat(this.sum.get().send(1)).isTrue();
			this.sum.get().close();
			this.shared.drain();
			assertThat(this.puppets.news()).containsExactly("1 start", "1 sum 1");
			assertThat(closed.deadLetters).isEmpty();
		}
	}

	private ActorSnapshot counts(ActorBench started) {
		return (ActorSnapshot) started.runtime.find(this.ref.path()).orElseThrow().details();
	}

	private void refusesAll(ActorBench started) {
		assertThat(this.port.get().isClosed()).isTrue();
		assertThat(this.port.get().trySend("a")).isEqualTo(Admission.CLOSED);
		assertThat(this.sum.get().send(1)).isFalse();
		// Not on the thread of who sends.
		assertThat(started.deadLetters).isEmpty();
		this.shared.drain();
		assertThat(started.deadLetters).hasSize(2)
			.allSatisfy((letter) -> assertThat(letter.reason().label()).isEqualTo("port-gone"));
	}

	private ActorBench started() {
		this.puppets.onStart = (self, context) -> {
			this.port.set(context.port(String.class, Puppets::say));
			this.sum.set(context.accumulatorPort(0, Integer::sum, (state) -> say("sum " + state)));
		};
		this.bench.runtime.start();
		return this.bench;
	}

}
