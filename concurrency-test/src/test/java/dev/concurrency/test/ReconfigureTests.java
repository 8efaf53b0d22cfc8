package dev.concurrency.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.ActorSnapshot;
import dev.concurrency.boundary.Boundary;
import dev.concurrency.boundary.BoundaryMode;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.process.Admission;
import dev.concurrency.process.Configurable;
import dev.concurrency.process.FixedSetting;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Settings that change while the process exists, and what becomes of the others. */
@Timeout(30)
class ReconfigureTests {

	private static final ActorSettings ONE = ActorSettings.defaults().withMailboxCapacity(1);

	@Test
	void otherSettingsAreTakenOverAsFarAsTheyCanChangeAndTheRestIsNamed() {
		try (ActorBench bench = new ActorBench()) {
			BackgroundSink<String> sink = bench.runtime.sink("audit", (batch) -> {
			}, SinkSettings.defaults());
			List<FixedSetting> fixed = sink
				.apply(SinkSettings.defaults().withSizes(20_000, 500).withLinger(Duration.ZERO));
			assertThat(sink.settings()).isEqualTo(SinkSettings.defaults().withBatchSize(500).withLinger(Duration.ZERO));
			assertThat(fixed).extracting(FixedSetting::key).containsExactly("capacity");
			assertThat(sink.apply(SinkSettings.defaults())).isEmpty();
			assertThatIllegalArgumentException()
				.isThrownBy(() -> sink.apply(SinkSettings.defaults().withSizes(20_000, 15_000)))
				.withMessageContaining("batch-size (15000) must not exceed capacity (10000)");
			assertThat(sink.settings()).isEqualTo(SinkSettings.defaults());
		}
	}

	@Test
	void anotherScheduleThatIsTakenOverCountsFromNowOn() {
		try (ActorBench bench = new ActorBench()) {
			PeriodicWorker worker = bench.runtime.worker("report", (tick) -> {
			}, WorkerSettings.every(Duration.ofHours(1)));
			bench.runtime.start();
			assertThat(worker.apply(WorkerSettings.every(Duration.ofSeconds(1)).withNonBlocking(true)))
				.extracting(FixedSetting::key)
				.containsExactly("non-blocking");
			bench.time.advance(Duration.ofSeconds(1));
			assertThat(worker.snapshot().ticks()).isEqualTo(1);
		}
	}

	@Test
	void theMailboxOfAnActorGrowsAndShrinks() {
		StepQueue shared = new StepQueue();
		try (ActorBench bench = ActorBench.sharing(shared)) {
			ActorRef<String> actor = bench.runtime.actor("tower", Script.failingOnBoom(), ONE);
			bench.runtime.start();
			shared.drain();
			Configurable<ActorSettings> tower = configurable(bench, actor);
			assertThat(actor.tryTell("1")).isEqualTo(Admission.ACCEPTED);
			assertThat(actor.tryTell("2")).isEqualTo(Admission.FULL);
			tower.reconfigure((now) -> now.withMailboxCapacity(3));
			assertThat(actor.tryTell("2")).isEqualTo(Admission.ACCEPTED);
			assertThat(actor.tryTell("3")).isEqualTo(Admission.ACCEPTED);
			tower.reconfigure((now) -> now.withMailboxCapacity(2));
			assertThat(actor.tryTell("4")).isEqualTo(Admission.FULL);
			assertThat(((ActorSnapshot) bench.runtime.find(actor.path()).orElseThrow().details()).mailboxCapacity())
				.isEqualTo(2);
		}
	}

	@Test
	void whoWaitsForRoomFindsItWhenTheMailboxGrows() {
		StepQueue shared = new StepQueue();
		try (ActorBench bench = ActorBench.sharing(shared)) {
			ActorRef<String> actor = bench.runtime.actor("tower", Script.failingOnBoom(), ONE);
			bench.runtime.start();
			shared.drain();
			assertThat(actor.tryTell("1")).isEqualTo(Admission.ACCEPTED);
			var answer = new CompletableFuture<Admission>();
			Thread sender = ActorBench.start(() -> {
				try {
					answer.complete(actor.tell("2"));
				}
				catch (InterruptedException ex) {
					answer.completeExceptionally(ex);
				}
			});
			ActorBench.untilParked(sender);
			configurable(bench, actor).reconfigure((now) -> now.withMailboxCapacity(2));
			assertThat(ActorBench.join(answer)).isEqualTo(Admission.ACCEPTED);
		}
	}

	@Test
	void theActorsOfAGroupAreTimedFromTheirNextMessageOn() {
		try (ActorBench bench = new ActorBench()) {
			ActorGroup<String, String> group = bench.runtime.group("airports", Script.failingOnBoom(),
					ActorSettings.defaults());
			bench.runtime.start();
			assertThat(group.ref("PHX").tryTell("1")).isEqualTo(Admission.ACCEPTED);
			assertThat(bench.events).noneMatch(ProcessEvent.Worked.class::isInstance);
			group.reconfigure((now) -> now.withTimings(true));
			assertThat(group.ref("PHX").tryTell("2")).isEqualTo(Admission.ACCEPTED);
			assertThat(bench.events).filteredOn(ProcessEvent.Worked.class::isInstance).hasSize(1);
			assertThatIllegalArgumentException()
				.isThrownBy(() -> group.reconfigure((now) -> now.withPassivateAfter(Duration.ofMinutes(1))))
				.withMessageContaining("passivate-after")
				.withMessageContaining("cannot be changed");
		}
	}

	@Test
	void aHigherLimitOfABoundaryStartsWhatWaits() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(limits(1, 3))) {
			bench.running("a");
			HeldTask second = bench.queued("b");
			bench.boundary.reconfigure((now) -> limits(2, 3));
			second.awaitEntered();
			assertThat(bench.boundary.snapshot().inFlight()).isEqualTo(2);
			assertThat(bench.boundary.state().boundary().maxInFlight()).isEqualTo(2);
		}
	}

	@Test
	void whatIsOverALowerLimitOfABoundaryStays() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(limits(2, 3))) {
			bench.running("a");
			bench.running("b");
			bench.queued("c");
			bench.boundary.reconfigure((now) -> limits(1, 1));
			assertThat(bench.boundary.snapshot().inFlight()).isEqualTo(2);
			assertThat(bench.boundary.snapshot().queued()).isEqualTo(1);
			assertThat(bench.boundary.submit("d", () -> "d").toCompletableFuture()).isCompleted();
		}
	}

	@Test
	void aShorterHistoryOfABoundaryForgetsTheOldest() {
		try (BoundaryBench bench = BoundaryBench.started(limits(2, 3))) {
			for (String key : List.of("a", "b", "c")) {
				ActorBench.join(bench.boundary.submit(key, () -> key));
			}
			bench.boundary.reconfigure((now) -> now.withHistory(1));
			assertThat(bench.boundary.state().tasks()).containsOnlyKeys("c");
		}
	}

	@Test
	void theModeOfABoundaryCannotChange() {
		try (BoundaryBench bench = BoundaryBench.started(limits(2, 3))) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> bench.boundary
					.reconfigure((now) -> now.withBoundary(now.boundary().withMode(BoundaryMode.PULL_ONLY))))
				.withMessageContaining("mode (PUSH_PULL) cannot be changed to PULL_ONLY while the boundary exists");
			assertThat(bench.boundary.apply(BoundaryBench.PULL_ONLY)).extracting(FixedSetting::key)
				.containsExactly("mode");
			assertThat(bench.boundary.settings().boundary()).isEqualTo(BoundaryBench.TWO_AND_THREE);
		}
	}

	private static BoundarySettings limits(int maxInFlight, int maxQueued) {
		return BoundarySettings.defaults().withBoundary(Boundary.defaults().withLimits(maxInFlight, maxQueued));
	}

	private static Configurable<ActorSettings> configurable(ActorBench bench, ActorRef<?> actor) {
		return bench.runtime.control(actor.path())
			.flatMap((control) -> control.configurable(ActorSettings.class))
			.orElseThrow();
	}

}
