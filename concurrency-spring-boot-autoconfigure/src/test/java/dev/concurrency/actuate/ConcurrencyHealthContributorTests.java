package dev.concurrency.actuate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributors.Entry;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.SupervisorRef;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.boundary.Boundary;
import dev.concurrency.boundary.BoundaryMode;
import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.fixture.BlockedDrain;
import dev.concurrency.fixture.DirectRuntime;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.process.Shutdown;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkOverflow;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.test.ManualTime;
import dev.concurrency.time.Backoff;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;

class ConcurrencyHealthContributorTests {

	private static final RestartPolicy ONCE = new RestartPolicy(1, Duration.ofMinutes(1), Backoff.NONE);

	private final ManualTime time = new ManualTime();

	private final ConcurrencyRuntime runtime = DirectRuntime.builder(this.time).restarts(ONCE).build();

	private final ConcurrencyHealthContributor contributor = new ConcurrencyHealthContributor(this.runtime);

	@AfterEach
	void close() {
		this.runtime.close();
	}

	@Test
	void thereIsOneCompositeForEachKind() {
		assertThat(this.contributor.stream()).extracting(Entry::name)
			.containsExactly("sinks", "boundaries", "workers", "actors", "processes", "supervisors");
		assertThat(this.contributor.getContributor("groups")).isNull();
	}

	@Test
	void aBoundaryIsUpHoweverManyOfItsTasksFailAndSaysWhatWaits() {
		BoundaryRuntime boundary = this.runtime.boundary("geocode",
				BoundarySettings.defaults().withBoundary(Boundary.defaults().withMode(BoundaryMode.PULL_ONLY)));
		this.runtime.start();
		for (String key : List.of("a", "b")) {
			var unused = boundary.submit(key, () -> {
				throw new IllegalStateException("planted");
			});
		}
		assertThat(boundary.poll(1)).containsExactly("a");
		assertThat(kind("boundaries").stream()).extracting(Entry::name).containsExactly("_supervisor", "geocode");
		assertThat(health("boundaries", "geocode").getStatus()).isEqualTo(Status.UP);
		assertThat(health("boundaries", "geocode").getDetails()).containsEntry("queued", 1)
			.containsEntry("inFlight", 0)
			.containsEntry("hanging", 0)
			.containsEntry("lastFailure", "java.lang.IllegalStateException");
	}

	@Test
	void actorsAndGroupsShareAComposite() {
		this.runtime.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		this.runtime.group("airports", DirectRuntime.crashable(), ActorSettings.defaults());
		this.runtime.worker("leaderboard", (tick) -> {
		}, WorkerSettings.every(Duration.ofSeconds(2)));
		assertThat(kind("actors").stream()).extracting(Entry::name).containsExactly("_supervisor", "tower", "airports");
		assertThat(kind("workers").stream()).extracting(Entry::name).containsExactly("_supervisor", "leaderboard");
		assertThat(kind("sinks").stream()).extracting(Entry::name).containsExactly("_supervisor");
	}

	@Test
	void aProcessThatIsDeclaredLaterTakesPart() {
		this.runtime.start();
		assertThat(kind("actors").getContributor("tower")).isNull();
		this.runtime.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		assertThat(health("actors", "tower").getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void aRunningProcessIsUpWithPathStatusAndRestarts() {
		this.runtime.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		this.runtime.start();
		Health health = health("actors", "tower");
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsOnlyKeys("path", "status", "restarts")
			.containsEntry("path", "root/actors/tower")
			.containsEntry("status", "idle")
			.containsEntry("restarts", 0L);
	}

	@Test
	void aWorkerIsDownAsLongAsATickTakesTooLong() {
		List<Status> during = new ArrayList<>();
		this.runtime.worker("leaderboard", (tick) -> {
			during.add(health("workers", "leaderboard").getStatus());
			this.time.advance(Duration.ofSeconds(1));
			during.add(health("workers", "leaderboard").getStatus());
			assertThat(health("workers", "leaderboard").getDetails()).containsEntry("overdue", true);
		}, WorkerSettings.every(Duration.ofSeconds(2)).withMaxRunTime(Duration.ofSeconds(1)));
		this.runtime.start();
		this.time.advance(Duration.ofSeconds(2));
		assertThat(during).containsExactly(Status.UP, Status.DOWN);
		assertThat(health("workers", "leaderboard").getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void aSinkWhoseOldestItemIsTooOldIsDownUnlessAPauseIsTheReason() throws Exception {
		BlockedDrain drain = new BlockedDrain();
		BackgroundSink<String> sink = this.runtime.sink("flights", drain,
				SinkSettings.defaults().withLinger(Duration.ZERO).withMaxAge(Duration.ofMinutes(1)));
		this.runtime.start();
		assertThat(sink.tryPush("a")).isEqualTo(Admission.ACCEPTED);
		drain.awaitBatch();
		this.time.advance(Duration.ofMinutes(1));
		assertThat(health("sinks", "flights").getStatus()).isEqualTo(Status.UP);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(health("sinks", "flights").getStatus()).isEqualTo(Status.DOWN);
		assertThat(health("sinks", "flights").getDetails()).containsEntry("oldestAge", Duration.ofSeconds(61));
		sink.pause();
		assertThat(health("sinks", "flights").getStatus()).as("the drain hangs").isEqualTo(Status.DOWN);
		drain.release();
		while (sink.snapshot().inFlight() > 0) {
			Thread.onSpinWait();
		}
		assertThat(sink.tryPush("b")).isEqualTo(Admission.ACCEPTED);
		assertThat(health("sinks", "flights").getStatus()).isEqualTo(Status.UP);
		this.time.advance(Duration.ofHours(1));
		assertThat(sink.snapshot().isLate()).isTrue();
		assertThat(health("sinks", "flights").getStatus()).as("nobody may write").isEqualTo(Status.UP);
	}

	@Test
	void aDrainThatHangsIsFoundThoughOlderItemsAreDroppedForNewerOnes() throws Exception {
		BlockedDrain drain = new BlockedDrain();
		BackgroundSink<String> sink = this.runtime.sink("flights", drain,
				SinkSettings.defaults()
					.withSizes(4, 1)
					.withLinger(Duration.ZERO)
					.withOverflow(SinkOverflow.DROP_OLDEST)
					.withMaxAge(Duration.ofMinutes(1)));
		this.runtime.start();
		assertThat(sink.tryPush("a")).isEqualTo(Admission.ACCEPTED);
		drain.awaitBatch();
		for (int i = 0; i < 70; i++) {
			assertThat(sink.tryPush("more")).isEqualTo(Admission.ACCEPTED);
			assertThat(sink.snapshot().isLate()).isEqualTo(i > 60);
			this.time.advance(Duration.ofSeconds(1));
		}
		assertThat(health("sinks", "flights").getStatus()).isEqualTo(Status.DOWN);
		drain.release();
	}

	@Test
	void aProcessIsUpBeforeItsStartAndAfterAStop() {
		this.runtime.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		assertThat(health("actors", "tower").getDetails()).containsEntry("status", "created");
		assertThat(health("actors", "tower").getStatus()).isEqualTo(Status.UP);
		this.runtime.start();
		this.runtime.stop(Duration.ofSeconds(10));
		assertThat(health("actors", "tower").getDetails()).containsEntry("status", "stopped");
		assertThat(health("actors", "tower").getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void aProcessIsUpWhileItIsRestartedAndAfterwards() {
		ActorRef<String> tower = this.runtime.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		this.runtime.start();
		assertThat(tower.tryTell("crash")).isEqualTo(Admission.ACCEPTED);
		assertThat(health("actors", "tower").getStatus()).isEqualTo(Status.UP);
		assertThat(health("actors", "tower").getDetails()).containsEntry("status", "restarting");
		this.time.advance(Duration.ZERO);
		assertThat(health("actors", "tower").getStatus()).isEqualTo(Status.UP);
		assertThat(health("actors", "tower").getDetails()).containsEntry("status", "idle")
			.containsEntry("restarts", 1L)
			.containsEntry("lastFailure", "java.lang.IllegalStateException");
	}

	@Test
	void aProcessThatExceedsItsBudgetIsDownWithItsSupervisor() {
		ActorRef<String> tower = this.runtime.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		this.runtime.actor("bystander", DirectRuntime.crashable(), ActorSettings.defaults());
		this.runtime.start();
		exceed(tower);
		Health down = health("actors", "tower");
		assertThat(down.getStatus()).isEqualTo(Status.DOWN);
		assertThat(down.getDetails()).containsEntry("path", "root/actors/tower")
			.containsEntry("status", "failed")
			.containsEntry("restarts", 1L)
			.containsEntry("lastFailure", "java.lang.IllegalStateException");
		assertThat(down.getDetails().toString()).doesNotContain(DirectRuntime.SECRET);
		assertThat(health("actors", "_supervisor").getStatus()).isEqualTo(Status.DOWN);
		assertThat(health("actors", "bystander").getDetails()).containsEntry("status", "stopped");
		assertThat(health("sinks", "_supervisor").getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void aGroupIsDownWhenItsActorsHaveUsedUpItsRestarts() {
		ActorGroup<String, String> airports = this.runtime.group("airports", DirectRuntime.crashable(),
				ActorSettings.defaults().withRestarts(RestartPolicy.NEVER));
		this.runtime.start();
		assertThat(airports.ref("SEA").tryTell("crash")).isEqualTo(Admission.ACCEPTED);
		assertThat(health("actors", "airports").getStatus()).isEqualTo(Status.UP);
		this.time.advance(Duration.ZERO);
		assertThat(airports.ref("SEA").tryTell("crash")).isEqualTo(Admission.ACCEPTED);
		assertThat(health("actors", "airports").getStatus()).isEqualTo(Status.DOWN);
	}

	@Test
	void anAbandonedProcessIsDown() throws Exception {
		BlockedDrain drain = new BlockedDrain();
		SupervisorRef brutal = this.runtime.supervisorOf(ProcessKind.SINK)
			.with((spec) -> spec.withShutdown(new Shutdown.Brutal()));
		var sink = brutal.<String>sink("flights", (batch) -> {
			while (drain.isBlocking()) {
				try {
					drain.drain(batch);
				}
				catch (InterruptedException ex) {
					// Ignores every request to end.
				}
			}
		}, SinkSettings.defaults().withLinger(Duration.ZERO));
		this.runtime.start();
		assertThat(sink.tryPush("a")).isEqualTo(Admission.ACCEPTED);
		drain.awaitBatch();
		Thread stop = new Thread(() -> this.runtime.stop(Duration.ofSeconds(10)));
		stop.start();
		while (stop.isAlive()) {
			this.time.advance(Duration.ofSeconds(1));
			stop.join(1);
		}
		assertThat(health("sinks", "flights").getStatus()).isEqualTo(Status.DOWN);
		assertThat(health("sinks", "flights").getDetails()).containsEntry("status", "abandoned");
		drain.release();
	}

	private void exceed(ActorRef<String> actor) {
		assertThat(actor.tryTell("crash")).isEqualTo(Admission.ACCEPTED);
		this.time.advance(Duration.ZERO);
		assertThat(actor.tryTell("crash")).isEqualTo(Admission.ACCEPTED);
	}

	private CompositeHealthContributor kind(String kind) {
		return (CompositeHealthContributor) this.contributor.getContributor(kind);
	}

	private Health health(String kind, String name) {
		return ((HealthIndicator) kind(kind).getContributor(name)).health();
	}

}
