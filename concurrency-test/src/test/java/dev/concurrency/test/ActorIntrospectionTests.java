package dev.concurrency.test;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.ActorSnapshot;
import dev.concurrency.process.LastFailure;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessTotals;
import dev.concurrency.process.RootCause;
import dev.concurrency.test.Puppets.Step;

import static dev.concurrency.test.Puppets.fail;
import static dev.concurrency.test.Puppets.say;
import static dev.concurrency.test.Puppets.tell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** What actors and the runtime show of their queues, failures and what they say. */
@Timeout(30)
class ActorIntrospectionTests {

	private static final ActorSettings SETTINGS = ActorSettings.defaults();

	/** Nothing below it is restarted. */
	private static final ActorSettings FRAGILE = SETTINGS.withRestarts(ActorBench.restarts(0));

	private final StepQueue shared = new StepQueue();

	private final ActorBench bench = ActorBench.sharing(this.shared);

	private final Puppets puppets = new Puppets();

	@AfterEach
	void close() {
		this.bench.close();
	}

	@Test
	void theRuntimeSumsUpWhatWaitsAndWhatEverWaited() {
		ActorRef<Step> one = actor("one");
		ActorRef<Step> two = actor("two");
		this.bench.runtime.start();
		this.shared.drain();
		assertThat(totals()).extracting(ProcessTotals::waiting, ProcessTotals::highWater, ProcessTotals::lastBusy)
			.containsExactly(0L, 0L, null);
		tell(one, say("a"), say("b"), say("c"));
		tell(two, say("d"));
		assertThat(totals()).extracting(ProcessTotals::waiting, ProcessTotals::highWater).containsExactly(4L, 4L);
		this.shared.drain();
		assertThat(totals()).extracting(ProcessTotals::waiting, ProcessTotals::highWater).containsExactly(0L, 4L);
	}

	@Test
	void theRuntimeWasBusyWhenTheLastOfItsActorsWas() {
		ActorRef<Step> one = actor("one");
		ActorRef<Step> two = actor("two");
		this.bench.runtime.start();
		this.shared.drain();
		AtomicReference<Instant> during = new AtomicReference<>();
		this.bench.time.advance(Duration.ofSeconds(1));
		tell(two, say("a"));
		this.shared.drain();
		this.bench.time.advance(Duration.ofSeconds(1));
		tell(one, (self, context) -> {
			this.bench.time.advance(Duration.ofSeconds(1));
			during.set(totals().lastBusy());
			assertThat(during.get()).isEqualTo(this.bench.time.instant());
		});
		this.shared.drain();
		this.bench.time.advance(Duration.ofSeconds(1));
		assertThat(totals().lastBusy()).isEqualTo(during.get());
		assertThat(snapshot(two).lastBusy()).isEqualTo(during.get().minusSeconds(2));
	}

	@Test
	void whatIsDiscardedDoesNotCountAsWaiting() {
		ActorRef<Step> one = actor("one");
		this.bench.runtime.start();
		tell(one, say("a"), say("b"));
		ActorBench.join(this.bench.runtime.abortRootActor(one.path()).map((end) -> {
			this.shared.drain();
			return end;
		}).orElseThrow());
		assertThat(totals().waiting()).isZero();
	}

	@Test
	void aFailureOfItsOwnSaysSoAndWhatItBeganWith() {
		ActorRef<Step> one = actor("one");
		this.bench.runtime.start();
		tell(one, (self, context) -> {
			throw new IllegalStateException("outer", new IllegalArgumentException("inner"));
		});
		this.shared.drain();
		LastFailure failure = this.bench.runtime.find(one.path()).orElseThrow().lastFailure();
		assertThat(failure)
			.isEqualTo(new LastFailure("java.lang.IllegalStateException", "outer", this.bench.time.instant(), 1, false,
					new RootCause(one.path(), "java.lang.IllegalArgumentException", "inner"), failure.cause()));
		assertThat(failure.cause()).hasMessage("outer").hasRootCauseMessage("inner");
	}

	@Test
	void aFailureFromBelowNamesTheActorWhereItBegan() {
		ActorRef<Step> top = this.bench.runtime.actor("top", this.puppets, FRAGILE);
		this.bench.runtime.start();
		tell(top, (self, context) -> spawn(context, "middle", (middle, below) -> spawn(below, "leaf", fail("broken"))));
		this.shared.drain();
		ProcessPath leaf = top.path().child("middle").child("leaf");
		LastFailure failure = this.bench.runtime.find(top.path()).orElseThrow().lastFailure();
		assertThat(failure.propagated()).isTrue();
		assertThat(failure.root().path()).isEqualTo(leaf);
		assertThat(failure.root().message()).isEqualTo("broken");
		assertThat(failure.message()).contains(leaf.value());
	}

	@Test
	void aSupervisorThatGaveUpNamesWhoWasRestartedTooOften() {
		ActorRef<Step> one = actor("one");
		this.bench.runtime.start();
		for (int i = 0; i <= 10; i++) {
			tell(one, fail("broken " + i));
			this.shared.drain();
			this.bench.restartIsDue();
			this.shared.drain();
		}
		LastFailure failure = this.bench.runtime.find(ProcessPath.ROOT.child("actors")).orElseThrow().lastFailure();
		assertThat(failure.propagated()).isTrue();
		assertThat(failure.root()).isEqualTo(new RootCause(one.path(), "java.lang.IllegalStateException", "broken 10"));
	}

	@Test
	void anActorSaysSomethingOfItselfAndTakesItBack() {
		ActorRef<Step> one = actor("one");
		this.bench.runtime.start();
		tell(one, (self, context) -> {
			context.attribute("shard", 7);
			context.attribute("leader", true);
			context.attribute("rate", new BigDecimal("0.5"));
			context.attribute("state", "warming up");
		}, (self, context) -> {
			context.attribute("state", "warm");
			context.attribute("leader", null);
		});
		this.shared.drain();
		assertThat(snapshot(one).attributes()).containsExactly(Map.entry("rate", new BigDecimal("0.5")),
				Map.entry("shard", 7), Map.entry("state", "warm"));
	}

	@Test
	void aFreshIncarnationHasSaidNothingAndTheDeadAreRememberedWithWhatTheySaid() {
		ActorRef<Step> one = this.bench.runtime.actor("one", this.puppets, SETTINGS);
		this.bench.runtime.start();
		tell(one, (self, context) -> context.attribute("state", "first"), fail("broken"));
		this.shared.drain();
		this.bench.restartIsDue();
		this.shared.drain();
		assertThat(snapshot(one).attributes()).isEmpty();
		ActorRef<Step> spawned = this.bench.runtime.spawn("two", this.puppets, SETTINGS);
		this.shared.drain();
		ProcessId id = this.bench.runtime.find(spawned.path()).orElseThrow().process().id();
		tell(spawned, (self, context) -> context.attribute("state", "last"));
		this.shared.drain();
		assertThat(this.bench.runtime.stopActor(spawned.path(), "enough")).isPresent();
		this.shared.drain();
		assertThat(((ActorSnapshot) this.bench.runtime.find(id).orElseThrow().details()).attributes())
			.isEqualTo(Map.of("state", "last"));
	}

	@Test
	void onlyWhatCanBeShownAndNotTooMuchOfItIsSaid() {
		ActorRef<Step> one = actor("one");
		this.bench.runtime.start();
		tell(one, (self, context) -> {
			assertThatIllegalArgumentException().isThrownBy(() -> context.attribute("count", new AtomicLong()))
				.withMessageContaining("count")
				.withMessageContaining("AtomicLong");
			assertThatIllegalArgumentException().isThrownBy(() -> context.attribute(" ", 1));
			context.attribute("long", "x".repeat(1000));
			for (int i = 1; i < 32; i++) {
				context.attribute("a" + i, i);
			}
			assertThatIllegalArgumentException().isThrownBy(() -> context.attribute("more", 1))
				.withMessageContaining("32");
			context.attribute("a1", "changed");
			self.say("done");
		});
		this.shared.drain();
		assertThat(this.puppets.news()).contains("1 done");
		assertThat(snapshot(one).attributes()).hasSize(32).containsEntry("a1", "changed");
		assertThat((String) snapshot(one).attributes().get("long")).hasSize(255);
	}

	@Test
	void onlyItsOwnCodeSpeaksForAnActor() {
		AtomicReference<ActorContext<Step>> kept = new AtomicReference<>();
		ActorRef<Step> one = actor("one");
		this.bench.runtime.start();
		tell(one, (self, context) -> kept.set(context));
		this.shared.drain();
		assertThatIllegalStateException().isThrownBy(() -> kept.get().attribute("a", 1))
			.withMessageContaining(one.path().value());
	}

	@Test
	void anActorOfAGroupThatSpeaksNeedsNoSupervisor() {
		ActorGroup<String, Step> group = this.bench.runtime.group("g", this.puppets, SETTINGS);
		this.bench.runtime.start();
		tell(group.ref("a"), (self, context) -> context.attribute("a", 1));
		this.shared.drain();
		assertThat(this.bench.events).noneMatch((event) -> event.process().path().isBelow(group.path()));
		tell(group.ref("a"), fail("broken"));
		this.shared.drain();
		assertThat(this.bench.runtime.find(group.ref("a").path()).orElseThrow().details()).isInstanceOfSatisfying(
				ActorSnapshot.class, (member) -> assertThat(member.attributes()).isEqualTo(Map.of("a", 1)));
	}

	private void spawn(ActorContext<Step> context, String name, Step first) {
		tell(context.spawn(name, this.puppets, FRAGILE), first);
	}

	private ActorRef<Step> actor(String name) {
		return this.bench.runtime.actor(name, this.puppets, SETTINGS);
	}

	private ProcessTotals totals() {
		return this.bench.runtime.snapshot().totals();
	}

	private ActorSnapshot snapshot(ActorRef<Step> ref) {
		return (ActorSnapshot) this.bench.runtime.find(ref.path()).orElseThrow().details();
	}

}
