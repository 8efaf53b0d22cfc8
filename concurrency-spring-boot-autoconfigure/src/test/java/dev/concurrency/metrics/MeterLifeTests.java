package dev.concurrency.metrics;

import java.time.Instant;
import java.util.List;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.concurrency.SupervisorRef;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.fixture.DirectRuntime;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessRef;
import dev.concurrency.supervision.SupervisorSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When meters come and go, and whose they are.
 */
class MeterLifeTests {

	private final MeteredRuntime metered = new MeteredRuntime();

	private final SupervisorRef ingest = this.metered.runtime().supervisor("ingest", SupervisorSettings.defaults());

	@AfterEach
	void close() {
		this.metered.runtime().close();
	}

	@Test
	void theMetersOfAProcessGoWhenItIsDeleted() {
		this.ingest.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		this.metered.bindAndStart();
		assertThat(this.metered.scrape()).anyMatch((sample) -> sample.contains("\"tower\""));
		delete("tower");
		// The scrape that finds it gone still shows it.
		assertThat(this.metered.scrape()).isNotEmpty();
		assertThat(this.metered.scrape()).noneMatch((sample) -> sample.contains("\"tower\""));
		assertThat(this.metered.registry().getMeters()).extracting(Meter::getId)
			.noneMatch((id) -> "tower".equals(id.getTag("name")));
	}

	@Test
	void theMetersOfAProcessThatHasEndedAndIsStillDeclaredStay() {
		this.ingest.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		this.metered.bindAndStart();
		assertThat(this.ingest.terminate("tower").toCompletableFuture()).isCompleted();
		assertThat(this.metered.scrape()).isNotEmpty();
		assertThat(this.metered.scrape())
			.contains("concurrency_state{kind=\"actor\",name=\"tower\",state=\"stopped\"} 1.0");
	}

	@Test
	void aProcessThatIsDeclaredAnewCountsFromTheBeginning() {
		ActorRef<String> tower = this.ingest.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		this.metered.bindAndStart();
		assertThat(tower.tryTell("a")).isEqualTo(Admission.ACCEPTED);
		assertThat(this.metered.scrape()).contains("concurrency_actor_handled_messages_total{name=\"tower\"} 1.0");
		delete("tower");
		ActorRef<String> second = this.ingest.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		assertThat(second.tryTell("a")).isEqualTo(Admission.ACCEPTED);
		assertThat(second.tryTell("b")).isEqualTo(Admission.ACCEPTED);
		assertThat(this.metered.scrape()).contains("concurrency_actor_handled_messages_total{name=\"tower\"} 2.0",
				"concurrency_state{kind=\"actor\",name=\"tower\",state=\"running\"} 1.0");
	}

	@Test
	void unboundMetersLeaveTheRegistryAndNoOther() {
		MeterRegistry other = new SimpleMeterRegistry();
		other.counter("requests");
		this.metered.bind();
		this.metered.meters().bindTo(other);
		this.metered.meters().unbindFrom(other);
		assertThat(other.getMeters()).extracting((meter) -> meter.getId().getName()).containsExactly("requests");
		this.metered.runtime().start();
		this.ingest.actor("late", DirectRuntime.crashable(), ActorSettings.defaults());
		assertThat(other.getMeters()).hasSize(1);
		assertThat(this.metered.scrape()).anyMatch((sample) -> sample.contains("\"late\""));
	}

	@Test
	void anAbandonedThreadCountsForTheNearestThatHasMeters() {
		this.ingest.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		this.metered.bindAndStart();
		abandoned(ProcessKind.ACTOR, "tower");
		abandoned(ProcessKind.PROCESS, "spawned");
		abandoned(ProcessKind.ACTOR, "spawned/below");
		assertThat(this.metered.scrape()).contains(
				"concurrency_abandoned_threads_total{kind=\"actor\",name=\"tower\"} 1.0",
				"concurrency_abandoned_threads_total{kind=\"supervisor\",name=\"ingest\"} 2.0",
				"concurrency_abandoned_threads_total{kind=\"supervisor\",name=\"root\"} 0.0");
	}

	@Test
	void aSupervisorCountsItsChildrenDeadAndAlive() {
		this.ingest.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		this.ingest.actor("gate", DirectRuntime.crashable(), ActorSettings.defaults());
		this.metered.bindAndStart();
		this.ingest.spawn("spawned", DirectRuntime.crashable(), ActorSettings.defaults());
		assertThat(this.ingest.terminate("gate").toCompletableFuture()).isCompleted();
		assertThat(this.metered.scrape()).contains(
				"concurrency_supervisor_children_processes{name=\"ingest\",state=\"alive\"} 2.0",
				"concurrency_supervisor_children_processes{name=\"ingest\",state=\"ended\"} 1.0");
	}

	private void delete(String name) {
		assertThat(List.of(this.ingest.terminate(name), this.ingest.delete(name)))
			.allSatisfy((stage) -> assertThat(stage.toCompletableFuture()).isCompleted());
	}

	private void abandoned(ProcessKind kind, String name) {
		this.metered.meters()
			.onEvent(new ProcessEvent.Abandoned(new ProcessRef(kind, new ProcessPath("root/ingest/" + name), null),
					Instant.EPOCH, ""));
	}

}
