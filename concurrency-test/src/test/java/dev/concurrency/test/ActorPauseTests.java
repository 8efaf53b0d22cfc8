package dev.concurrency.test;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.ProcessControl;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessStatus;

import static org.assertj.core.api.Assertions.assertThat;

/** Actors that operators have paused. */
@Timeout(30)
class ActorPauseTests {

	private final StepQueue shared = new StepQueue();

	private final Script script = Script.failingOnBoom();

	@Test
	void aPausedActorAcceptsWithinItsBoundAndHandlesNothing() {
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<String> actor = started(bench, this.script);
			control(bench, actor).pause();
			assertThat(actor.status()).isEqualTo(new ProcessStatus.Paused());
			assertThat(actor.tryTell("1")).isEqualTo(Admission.ACCEPTED);
			this.shared.drain();
			assertThat(actor.tryTell("2")).isEqualTo(Admission.ACCEPTED);
			assertThat(actor.tryTell("3")).isEqualTo(Admission.FULL);
			assertThat(this.shared.size()).isZero();
			assertThat(this.script.journal("handle")).isEmpty();
			ActorBench.join(control(bench, actor).run());
			this.shared.drain();
			assertThat(this.script.journal("handle")).containsExactly("1 handle 1 as 1", "1 handle 2 as 2");
			assertThat(actor.status()).isInstanceOf(ProcessStatus.Idle.class);
		}
	}

	@Test
	void aPauseTakesEffectBeforeTheNextMessage() {
		ActorBench bench = ActorBench.sharing(this.shared);
		Script pausing = new Script((message, context) -> {
			if (message.equals("1")) {
				bench.runtime.control(context.self().path()).orElseThrow().pause();
			}
		});
		try (bench) {
			ActorRef<String> actor = started(bench, pausing);
			assertThat(actor.tryTell("1")).isEqualTo(Admission.ACCEPTED);
			assertThat(actor.tryTell("2")).isEqualTo(Admission.ACCEPTED);
			this.shared.drain();
			assertThat(pausing.journal("handle")).containsExactly("1 handle 1 as 1");
			ActorBench.join(control(bench, actor).run());
			this.shared.drain();
			assertThat(pausing.journal("handle")).hasSize(2);
		}
	}

	@Test
	void whatComesFromATimerWaitsForTheEndOfThePauseToo() {
		Script scheduling = new Script((message, context) -> {
			if (message.equals("start")) {
				context.schedule(Duration.ofSeconds(1), "due");
			}
		});
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<String> actor = started(bench, scheduling);
			assertThat(actor.tryTell("start")).isEqualTo(Admission.ACCEPTED);
			this.shared.drain();
			control(bench, actor).pause();
			bench.time.advance(Duration.ofSeconds(1));
			this.shared.drain();
			assertThat(scheduling.journal("due")).isEmpty();
			ActorBench.join(control(bench, actor).run());
			this.shared.drain();
			assertThat(scheduling.journal("due")).hasSize(1);
		}
	}

	@Test
	void nobodyIsToldThatNoMessageComesWhileItIsPaused() {
		Puppets puppets = new Puppets();
		Duration interval = Duration.ofSeconds(10);
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<Puppets.Step> actor = bench.runtime.actor("idle", puppets,
					ActorSettings.defaults().withIdleInterval(interval));
			bench.runtime.start();
			this.shared.drain();
			control(bench, actor).pause();
			bench.time.advance(interval.multipliedBy(3));
			this.shared.drain();
			assertThat(puppets.news()).containsExactly("1 start");
			ActorBench.join(control(bench, actor).run());
			this.shared.drain();
			bench.time.advance(interval);
			assertThat(puppets.news()).containsExactly("1 idle");
		}
	}

	@Test
	void aStopHandlesWhatAPausedActorHasAccepted() {
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<String> actor = started(bench, this.script);
			control(bench, actor).pause();
			assertThat(actor.tryTell("1")).isEqualTo(Admission.ACCEPTED);
			this.shared.drain();
			var stopped = control(bench, actor).stop();
			this.shared.drain();
			ActorBench.join(stopped);
			assertThat(this.script.journal("handle")).containsExactly("1 handle 1 as 1");
			assertThat(bench.undelivered).isEmpty();
		}
	}

	@Test
	void aRestartKeepsThePauseAndTheMailbox() {
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<String> actor = started(bench, this.script);
			control(bench, actor).pause();
			assertThat(actor.tryTell("1")).isEqualTo(Admission.ACCEPTED);
			this.shared.drain();
			var restarted = control(bench, actor).restart();
			this.shared.drain();
			ActorBench.join(restarted);
			this.shared.drain();
			assertThat(this.script.journal("start")).hasSize(2);
			assertThat(this.script.journal("handle")).isEmpty();
			assertThat(actor.status()).isEqualTo(new ProcessStatus.Paused());
			ActorBench.join(control(bench, actor).run());
			this.shared.drain();
			assertThat(this.script.journal("handle")).containsExactly("2 handle 1 as 1");
		}
	}

	@Test
	void pauseAndResumeOnOtherThreadsLoseNoMessage() {
		int count = 20_000;
		try (TreeBench bench = TreeBench.real()) {
			Script counting = new Script((message, context) -> {
			});
			ActorRef<String> actor = bench.runtime.actor("tower", counting,
					ActorSettings.defaults().withMailboxCapacity(count));
			bench.runtime.start();
			ProcessControl control = bench.runtime.control(actor.path()).orElseThrow();
			Thread sender = ActorBench.start(() -> {
				for (int i = 0; i < count; i++) {
					assertThat(actor.tryTell("m")).isEqualTo(Admission.ACCEPTED);
				}
			});
			while (sender.isAlive()) {
				control.pause();
				ActorBench.join(control.run());
			}
			ActorBench.until(() -> counting.journal("handle").size() == count);
		}
	}

	private static ActorRef<String> started(ActorBench bench, Script script) {
		ActorRef<String> actor = bench.runtime.actor("tower", script, ActorSettings.defaults().withMailboxCapacity(2));
		bench.runtime.start();
		return actor;
	}

	private static ProcessControl control(ActorBench bench, ActorRef<?> actor) {
		return bench.runtime.control(actor.path()).orElseThrow();
	}

}
