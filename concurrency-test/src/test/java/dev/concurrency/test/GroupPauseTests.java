package dev.concurrency.test;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessStatus;

import static dev.concurrency.test.Puppets.say;
import static dev.concurrency.test.Puppets.tell;
import static org.assertj.core.api.Assertions.assertThat;

/** Groups that operators have paused. */
@Timeout(30)
class GroupPauseTests {

	private static final ActorSettings SETTINGS = ActorSettings.defaults().withMailboxCapacity(2);

	private final StepQueue shared = new StepQueue();

	private final Script script = Script.failingOnBoom();

	@Test
	void theActorsOfAPausedGroupAcceptWithinTheirBoundAndHandleNothing() {
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorGroup<String, String> group = started(bench);
			tellAll(group.ref("old"), "1");
			this.shared.drain();
			bench.runtime.control(group.path()).orElseThrow().pause();
			assertThat(group.status()).isEqualTo(new ProcessStatus.Paused());
			for (String key : new String[] { "old", "new" }) {
				tellAll(group.ref(key), "2");
				this.shared.drain();
				tellAll(group.ref(key), "3");
				assertThat(group.ref(key).tryTell("4")).isEqualTo(Admission.FULL);
			}
			assertThat(this.shared.size()).isZero();
			assertThat(this.script.journal("handle")).containsExactly("1 handle 1 as 1");
			ActorBench.join(bench.runtime.control(group.path()).orElseThrow().run());
			this.shared.drain();
			assertThat(this.script.journal("handle")).containsExactlyInAnyOrder("1 handle 1 as 1", "1 handle 2 as 2",
					"1 handle 3 as 3", "2 handle 2 as 1", "2 handle 3 as 2");
			assertThat(group.status()).isEqualTo(new ProcessStatus.Running());
		}
	}

	@Test
	void anActorThatIsRestartedMeanwhileRestsToo() {
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorGroup<String, String> group = started(bench);
			tellAll(group.ref("a"), "boom", "1");
			this.shared.drain();
			group.pause();
			bench.restartIsDue();
			this.shared.drain();
			assertThat(this.script.journal("handle 1")).isEmpty();
			group.resume();
			this.shared.drain();
			assertThat(this.script.journal("handle 1")).containsExactly("2 handle 1 as 1");
		}
	}

	@Test
	void aStopHandlesWhatTheActorsHaveAccepted() {
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorGroup<String, String> group = started(bench);
			group.pause();
			tellAll(group.ref("a"), "1");
			tellAll(group.ref("b"), "1");
			this.shared.drain();
			bench.stop();
			assertThat(this.script.journal("handle")).containsExactlyInAnyOrder("1 handle 1 as 1", "2 handle 1 as 1");
			assertThat(bench.undelivered).isEmpty();
		}
	}

	@Test
	void nobodyIsToldOfIdlenessOrGoesMeanwhile() {
		Puppets puppets = new Puppets();
		Duration interval = Duration.ofSeconds(8);
		try (ActorBench bench = new ActorBench()) {
			ActorGroup<String, Puppets.Step> group = bench.runtime.group("g", puppets,
					SETTINGS.withIdleInterval(interval).withPassivateAfter(interval.multipliedBy(2)));
			bench.runtime.start();
			tell(group.ref("a"), say("1"));
			group.pause();
			bench.time.advance(interval.multipliedBy(10));
			assertThat(puppets.news()).containsExactly("1 start", "1 1");
			group.resume();
			bench.time.advance(interval);
			assertThat(puppets.news()).containsExactly("1 stop Passivated", "1 destroy");
		}
	}

	@Test
	void pauseAndResumeOnOtherThreadsLoseNoMessage() {
		int count = 20_000;
		int keys = 4;
		try (TreeBench bench = TreeBench.real()) {
			Script counting = new Script((message, context) -> {
			});
			ActorGroup<Integer, String> group = bench.runtime.group("g", counting,
					ActorSettings.defaults().withMailboxCapacity(count));
			bench.runtime.start();
			Thread sender = ActorBench.start(() -> {
				for (int i = 0; i < count; i++) {
					tellAll(group.ref(i % keys), "m");
				}
			});
			while (sender.isAlive()) {
				group.pause();
				group.resume();
			}
			ActorBench.until(() -> counting.journal("handle").size() == count);
		}
	}

	private ActorGroup<String, String> started(ActorBench bench) {
		ActorGroup<String, String> group = bench.runtime.group("g", this.script, SETTINGS);
		bench.runtime.start();
		return group;
	}

	private static void tellAll(ActorRef<String> ref, String... messages) {
		for (String message : messages) {
			assertThat(ref.tryTell(message)).isEqualTo(Admission.ACCEPTED);
		}
	}

}
