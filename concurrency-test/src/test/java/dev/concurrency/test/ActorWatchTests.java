package dev.concurrency.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorFailureAction;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.ProcessContext;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.test.Puppets.Step;

import static dev.concurrency.test.Puppets.fail;
import static dev.concurrency.test.Puppets.say;
import static dev.concurrency.test.Puppets.tell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Actors that are told of the end of other processes. */
@Timeout(30)
class ActorWatchTests {

	private final Puppets puppets = new Puppets();

	private final ActorBench bench = new ActorBench();

	private final ActorRef<Step> watcher = this.bench.runtime.actor("watcher", this.puppets, ActorSettings.defaults());

	private final ActorRef<Step> other = this.bench.runtime.actor("other", new Puppets(), ActorSettings.defaults());

	private final ActorGroup<String, Step> group = this.bench.runtime.group("g", new Puppets(),
			ActorSettings.defaults().withOnFailure(ActorFailureAction.STOP).withPassivateAfter(Duration.ofSeconds(8)));

	@Test
	void actorIsToldOfTheEndWithAMessageOfItsOwn() {
		try (ActorBench closed = started()) {
			tell(this.watcher, watch(this.other));
			assertThat(this.puppets.news()).containsExactly("1 start");
			closed.runtime.supervisorOf(ProcessKind.ACTOR).terminate("other");
			assertThat(this.puppets.news()).containsExactly("1 ended null");
		}
	}

	@Test
	void oneThatHasEndedAlreadyIsToldAtOnce() {
		try (ActorBench closed = started()) {
			closed.runtime.supervisorOf(ProcessKind.ACTOR).terminate("other");
			tell(this.watcher, watch(this.other));
			assertThat(this.puppets.news()).containsExactly("1 start", "1 ended null");
		}
	}

	@Test
	void restartIsNoEnd() {
		try (ActorBench closed = started()) {
			tell(this.watcher, watch(this.other));
			tell(this.other, fail("boom"));
			closed.restartIsDue();
			assertThat(this.puppets.news()).containsExactly("1 start");
		}
	}

	@Test
	void messageIsMadeAndHandledInTheActor() {
		AtomicReference<ActorContext<Step>> kept = new AtomicReference<>();
		try (ActorBench closed = started()) {
			tell(this.watcher, (self, context) -> {
				kept.set(context);
				context.watch(this.other, (end) -> {
					self.say("made in " + ProcessContext.current().orElseThrow().path());
					return (me, inside) -> {
						throw new IllegalStateException("boom");
					};
				});
			});
			closed.runtime.supervisorOf(ProcessKind.ACTOR).terminate("other");
			closed.restartIsDue();
			assertThat(this.puppets.news()).containsExactly("1 start", "1 made in root/actors/watcher",
					"1 stop failed boom", "1 destroy", "2 restart boom", "2 start");
			assertThatIllegalStateException().isThrownBy(() -> kept.get().watch(this.other, (end) -> say("a")));
		}
	}

	@Test
	void nextIncarnationIsNotTold() {
		try (ActorBench closed = started()) {
			tell(this.watcher, watch(this.other), fail("boom"));
			closed.restartIsDue();
			closed.runtime.supervisorOf(ProcessKind.ACTOR).terminate("other");
			assertThat(this.puppets.news()).endsWith("2 start");
		}
	}

	@Test
	void endOfAnActorOfAGroupIsToldWhetherItFailsOrGoes() {
		try (ActorBench closed = started()) {
			tell(this.group.ref("a"), say("a"));
			tell(this.group.ref("b"), say("b"));
			tell(this.watcher, watch(this.group.ref("a")), watch(this.group.ref("b").bestEffort()));
			tell(this.group.ref("a"), fail("boom"));
			assertThat(this.puppets.news()).containsExactly("1 start", "1 ended boom");
			closed.time.advance(Duration.ofSeconds(10));
			assertThat(this.puppets.news()).containsExactly("1 ended null");
		}
	}

	@Test
	void whoWatchesAnActorThatDoesNotExistIsToldSo() {
		try (ActorBench closed = started()) {
			tell(this.watcher,
					(self, context) -> assertThatIllegalStateException()
						.isThrownBy(() -> context.watch(this.group.ref("nobody"), (end) -> say("ended")))
						.withMessage("There is no actor at root/actors/g/nobody"),
					say("a"));
			assertThat(this.puppets.news()).containsExactly("1 start", "1 a");
			assertThat(closed.deadLetters).isEmpty();
		}
	}

	@Test
	void whoAsksInTheMomentOfTheEndHearsOfIt() {
		List<CompletionStage<?>> asked = new ArrayList<>();
		try (ActorBench closed = started()) {
			ActorRef<Step> ref = this.group.ref("a");
			// It is answered when the actor ends.
			ref.ask((port) -> say("kept"), Duration.ofDays(1)).whenComplete((nothing, failure) -> {
				asked.add(ref.termination());
				asked.add(ref.watch());
			});
			closed.stop();
			assertThat(asked).hasSize(2).allMatch((stage) -> stage.toCompletableFuture().isDone());
		}
	}

	private static Step watch(BackgroundProcess process) {
		return (self, context) -> context.watch(process,
				(end) -> say("ended " + ((end.cause() != null) ? end.cause().getMessage() : null)));
	}

	private ActorBench started() {
		this.bench.runtime.start();
		return this.bench;
	}

}
