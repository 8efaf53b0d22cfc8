package dev.concurrency.test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.actor.AccumulatorPort;
import dev.concurrency.actor.ActorFailureAction;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.OncePort;
import dev.concurrency.actor.Port;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.test.Puppets.Step;
import dev.concurrency.time.Timer;

import static dev.concurrency.test.Puppets.fail;
import static dev.concurrency.test.Puppets.say;
import static dev.concurrency.test.Puppets.tell;
import static org.assertj.core.api.Assertions.assertThat;

/** An actor of a group that has something under way does not go until that is over. */
@Timeout(30)
class PassivationTiesTests {

	private static final Duration INTERVAL = Duration.ofSeconds(8);

	private final Puppets puppets = new Puppets();

	private final StepQueue cpu = new StepQueue();

	private final ActorBench bench = new ActorBench((builder) -> builder.cpuExecutor(this.cpu), this.cpu);

	private final ActorGroup<String, Step> group = this.bench.runtime.group("g", this.puppets,
			ActorSettings.defaults().withPassivateAfter(INTERVAL));

	private final ActorRef<Step> other = this.bench.runtime.actor("other",
			() -> (step, context) -> step.run(new Puppets().new Puppet(0), context), ActorSettings.defaults());

	@Test
	void aQuestionThatIsNotAnswered() {
		AtomicReference<OncePort<String>> asked = new AtomicReference<>();
		staysUntil(() -> {
			var unused = this.group.ref("a")
				.<String>ask((port) -> (self, context) -> asked.set(port), Duration.ofDays(1));
		}, () -> asked.get().send("answer"));
	}

	@Test
	void aMessageThatIsPutAside() {
		AtomicBoolean aside = new AtomicBoolean();
		staysUntil((self, context) -> {
			if (aside.compareAndSet(false, true)) {
				context.stash();
			}
		}, (self, context) -> context.unstashAll());
	}

	@Test
	void aTimer() {
		AtomicReference<Timer.Timeout> timer = new AtomicReference<>();
		staysUntil((self, context) -> timer.set(context.schedule(Duration.ofDays(1), say("late"))),
				() -> timer.get().cancel());
	}

	@Test
	void aPort() {
		AtomicReference<Port<String>> port = new AtomicReference<>();
		staysUntil((self, context) -> port.set(context.port(String.class, Puppets::say)), () -> port.get().close());
	}

	@Test
	void anAccumulator() {
		AtomicReference<AccumulatorPort<String, String>> port = new AtomicReference<>();
		staysUntil((self, context) -> port.set(context.accumulatorPort("", String::concat, Puppets::say)),
				() -> port.get().close());
	}

	@Test
	void workElsewhere() {
		staysUntil((self, context) -> context.cpu(() -> "done").thenAccept((result) -> {
		}), this.cpu::drain);
	}

	@Test
	void aProcessThatItWatches() {
		staysUntil((self, context) -> context.watch(this.other, (end) -> (me, inside) -> {
		}), () -> this.bench.runtime.supervisorOf(ProcessKind.ACTOR).terminate("other"));
	}

	@Test
	void aChild() {
		AtomicReference<ActorRef<Step>> child = new AtomicReference<>();
		this.puppets.onChildEvent = (event, context) -> true;
		staysUntil(
				(self, context) -> child.set(context.spawn("child", () -> (step, inside) -> step.run(self, inside),
						ActorSettings.defaults().withOnFailure(ActorFailureAction.STOP))),
				() -> tell(child.get(), fail("boom")));
	}

	private void staysUntil(Step tie, Step release) {
		staysUntil(() -> tell(this.group.ref("a"), tie), () -> tell(this.group.ref("a"), release));
	}

	private void staysUntil(Step tie, Runnable release) {
		staysUntil(() -> tell(this.group.ref("a"), tie), release);
	}

	private void staysUntil(Runnable tie, Runnable release) {
		try (this.bench) {
			this.bench.runtime.start();
			tie.run();
			for (int i = 0; i < 4; i++) {
				idle();
				assertThat(this.puppets.news()).doesNotContain("1 stop Passivated");
			}
			release.run();
			idle();
			assertThat(this.puppets.news()).containsSubsequence("1 stop Passivated", "1 destroy");
			assertThat(this.group.snapshot().live()).isZero();
		}
	}

	private void idle() {
		this.bench.time.advance(INTERVAL.plus(INTERVAL.dividedBy(4)));
	}

}
