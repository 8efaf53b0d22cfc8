package dev.concurrency.actuate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.fixture.DirectRuntime;
import dev.concurrency.fixture.NoSettings;
import dev.concurrency.process.Admission;
import dev.concurrency.process.WatchdogSettings;
import dev.concurrency.test.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/** What health and endpoint say of a process that stays in one call for too long. */
class StallTests {

	private final ManualTime time = new ManualTime();

	private final ConcurrencyRuntime runtime = DirectRuntime.builder(this.time)
		.watchdog(WatchdogSettings.defaults())
		.build();

	private final List<Object> during = new ArrayList<>();

	@AfterEach
	void close() {
		this.runtime.close();
	}

	@Test
	void aProcessIsDownWhileItIsInACallForTooLong() {
		ActorRef<String> tower = this.runtime.actor("tower", () -> (message, context) -> {
			this.during.add(health("tower").orElseThrow().getStatus());
			this.time.advance(Duration.ofSeconds(1));
			this.during.add(health("tower").orElseThrow().getStatus());
			assertThat(health("tower").orElseThrow().getDetails()).containsKey("stalledSince");
		}, ActorSettings.defaults());
		this.runtime.start();
		tell(tower);
		assertThat(this.during).containsExactly(Status.UP, Status.DOWN);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(health("tower").orElseThrow().getStatus()).isEqualTo(Status.UP);
	}

	/** What is spawned has an indicator only in trouble. */
	@Test
	void aSpawnedProcessIsShownWhileItIsInACallForTooLong() {
		this.runtime.start();
		ActorRef<String> spawned = this.runtime.spawn("spawned", () -> (message, context) -> {
			this.time.advance(Duration.ofSeconds(1));
			this.during.add(health("actors:spawned").orElseThrow().getStatus());
		}, ActorSettings.defaults());
		tell(spawned);
		assertThat(this.during).containsExactly(Status.DOWN);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(health("actors:spawned")).isEmpty();
	}

	@Test
	void theEndpointSaysSinceWhenAndHowOften() {
		ConcurrencyEndpoint endpoint = new ConcurrencyEndpoint(this.runtime, Show.NEVER, new NoSettings(), (event) -> {
		});
		ActorRef<String> tower = this.runtime.actor("tower", () -> (message, context) -> {
			this.time.advance(Duration.ofSeconds(1));
			this.during.add(process(endpoint).stalledSince());
		}, ActorSettings.defaults());
		this.runtime.start();
		assertThat(process(endpoint).stalls()).isZero();
		tell(tower);
		assertThat(this.during).doesNotContainNull().hasSize(1);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(process(endpoint).stalledSince()).isNull();
		assertThat(process(endpoint).stalls()).isEqualTo(1);
		assertThat(process(endpoint).recorder()).extracting(ProcessDescriptor.FlightEntry::what).contains("stalled");
	}

	private static ProcessDescriptor process(ConcurrencyEndpoint endpoint) {
		ProcessDescriptor process = endpoint.process("actor", "tower");
		assertThat(process).isNotNull();
		return process;
	}

	private Optional<Health> health(String name) {
		CompositeHealthContributor actors = (CompositeHealthContributor) new ConcurrencyHealthContributor(this.runtime)
			.getContributor("actors");
		assertThat(actors).isNotNull();
		return actors.stream()
			.filter((entry) -> entry.name().equals(name))
			.map(HealthContributors.Entry::contributor)
			.map((indicator) -> ((HealthIndicator) indicator).health())
			.findFirst();
	}

	private static void tell(ActorRef<String> actor) {
		assertThat(actor.tryTell("a")).isEqualTo(Admission.ACCEPTED);
	}

}
