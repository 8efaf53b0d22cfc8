package dev.concurrency.metrics;

import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.concurrency.actor.ActorFailureAction;
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
import dev.concurrency.process.Shutdown;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.Schedule;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What each kind shows in a Prometheus scrape: exact names, tags and values.
 */
class KindMetersTests {

	private final MeteredRuntime metered = new MeteredRuntime();

	@AfterEach
	void close() {
		this.metered.runtime().close();
	}

	@Test
	void aSinkCountsWhatWasPushedAndWritten() throws Exception {
		BackgroundSink<String> sink = this.metered.runtime().sink("flights", (batch) -> {
			if (batch.contains("bad")) {
				throw new IllegalStateException("planted");
			}
		}, SinkSettings.defaults());
		this.metered.bindAndStart();
		push(sink, "a", "b", "c");
		DirectRuntime.flush(sink);
		push(sink, "bad");
		assertThat(sink.flush().toCompletableFuture()).failsWithin(Duration.ofSeconds(10));
		assertThat(this.metered.scrape()).contains("concurrency_sink_pushed_items_total{name=\"flights\"} 4.0",
				"concurrency_sink_written_items_total{name=\"flights\"} 3.0",
				"concurrency_sink_deadlettered_items_total{name=\"flights\"} 1.0",
				"concurrency_sink_undelivered_items_total{name=\"flights\"} 0.0",
				"concurrency_sink_dropped_items_total{name=\"flights\",reason=\"full\"} 0.0",
				"concurrency_sink_dropped_items_total{name=\"flights\",reason=\"evicted\"} 0.0",
				"concurrency_sink_in_flight_items{name=\"flights\"} 0.0",
				"concurrency_sink_oldest_age_seconds{name=\"flights\"} 0.0",
				"concurrency_sink_queue_size_items{name=\"flights\"} 0.0",
				"concurrency_sink_queue_remaining_items{name=\"flights\"} 10000.0",
				"concurrency_sink_flush_seconds_count{name=\"flights\",result=\"success\"} 1",
				"concurrency_sink_flush_seconds_count{name=\"flights\",result=\"failure\"} 1",
				"concurrency_sink_batch_size_items_count{name=\"flights\"} 2",
				"concurrency_sink_batch_size_items_sum{name=\"flights\"} 4.0",
				"concurrency_sink_batch_size_items_max{name=\"flights\"} 3.0");
	}

	@Test
	void aSinkShowsWhatWaitsWhatWasRefusedAndWhatWasLeftOver() throws Exception {
		BlockedDrain drain = new BlockedDrain();
		BackgroundSink<String> sink = this.metered.runtime()
			.supervisorOf(ProcessKind.SINK)
			.with((spec) -> spec.withShutdown(new Shutdown.Brutal()))
			.sink("flights", drain, SinkSettings.defaults().withSizes(4, 1).withLinger(Duration.ZERO));
		this.metered.bindAndStart();
		push(sink, "a");
		drain.awaitBatch();
		push(sink, "b", "c");
		assertThat(this.metered.scrape()).contains("concurrency_sink_queue_size_items{name=\"flights\"} 2.0",
				"concurrency_sink_queue_remaining_items{name=\"flights\"} 2.0");
		push(sink, "d", "e");
		assertThat(sink.tryPush("f")).isEqualTo(Admission.FULL);
		assertThat(this.metered.scrape())
			.contains("concurrency_sink_dropped_items_total{name=\"flights\",reason=\"full\"} 1.0");
		this.metered.runtime().stop(Duration.ZERO);
		assertThat(this.metered.scrape()).contains("concurrency_sink_undelivered_items_total{name=\"flights\"} 5.0",
				"concurrency_sink_pushed_items_total{name=\"flights\"} 5.0");
	}

	@Test
	void aBoundaryCountsItsTasksByOutcomeAndTimesThem() {
		BoundaryRuntime boundary = this.metered.runtime()
			.boundary("geocode", BoundarySettings.defaults()
				.withBoundary(Boundary.defaults().withMode(BoundaryMode.PULL_ONLY).withLimits(4, 3)));
		this.metered.bindAndStart();
		var unusedWorks = boundary.submit("works", () -> {
			this.metered.time().advance(Duration.ofMillis(250));
			return 1;
		});
		var unusedFails = boundary.submit("fails", () -> {
			this.metered.time().advance(Duration.ofMillis(500));
			throw new IllegalStateException("planted");
		});
		var unusedWaits = boundary.submit("waits", () -> 1);
		var unusedRefused = boundary.submit("refused", () -> 1);
		var unusedCancelled = boundary.cancel("waits", "not needed");
		this.metered.time().advance(Duration.ofSeconds(2));
		assertThat(this.metered.scrape()).contains("concurrency_boundary_queued_tasks{name=\"geocode\"} 2.0");
		assertThat(boundary.poll(1)).containsExactly("works");
		assertThat(boundary.poll(1)).containsExactly("fails");
		await().until(() -> boundary.snapshot().untold() == 0);
		assertThat(this.metered.scrape()).contains("concurrency_boundary_queued_tasks{name=\"geocode\"} 0.0",
				"concurrency_boundary_inflight_tasks{name=\"geocode\"} 0.0",
				"concurrency_boundary_hanging_tasks{name=\"geocode\"} 0.0",
				"concurrency_boundary_untold_tasks{name=\"geocode\"} 0.0",
				"concurrency_boundary_abandoned_tasks_total{name=\"geocode\"} 0.0",
				"concurrency_boundary_outcome_tasks_total{name=\"geocode\",outcome=\"success\"} 1.0",
				"concurrency_boundary_outcome_tasks_total{name=\"geocode\",outcome=\"failure\"} 1.0",
				"concurrency_boundary_outcome_tasks_total{name=\"geocode\",outcome=\"cancelled\"} 1.0",
				"concurrency_boundary_outcome_tasks_total{name=\"geocode\",outcome=\"rejected\"} 1.0",
				"concurrency_boundary_wait_seconds_count{name=\"geocode\"} 2",
				"concurrency_boundary_wait_seconds_sum{name=\"geocode\"} 4.25",
				"concurrency_boundary_run_seconds_count{name=\"geocode\",outcome=\"success\"} 1",
				"concurrency_boundary_run_seconds_sum{name=\"geocode\",outcome=\"success\"} 0.25",
				"concurrency_boundary_run_seconds_count{name=\"geocode\",outcome=\"failure\"} 1",
				"concurrency_boundary_run_seconds_sum{name=\"geocode\",outcome=\"failure\"} 0.5");
		assertThat(this.metered.scrape()).noneMatch((line) -> line.contains("works"));
	}

	@Test
	void aBoundaryOverALoweredLimitHasNoRoomAndNotLessThanThat() {
		BoundaryRuntime boundary = this.metered.runtime()
			.boundary("geocode", BoundarySettings.defaults()
				.withBoundary(Boundary.defaults().withMode(BoundaryMode.PULL_ONLY).withLimits(4, 3)));
		this.metered.bindAndStart();
		var unusedFirst = boundary.submit("first", () -> 1);
		var unusedSecond = boundary.submit("second", () -> 1);
		assertThat(this.metered.scrape()).contains("concurrency_boundary_remaining_tasks{name=\"geocode\"} 1.0");
		boundary.reconfigure((settings) -> settings.withBoundary(settings.boundary().withLimits(4, 1)));
		this.metered.time().advance(Duration.ofSeconds(2));
		assertThat(this.metered.scrape()).contains("concurrency_boundary_queued_tasks{name=\"geocode\"} 2.0",
				"concurrency_boundary_remaining_tasks{name=\"geocode\"} 0.0");
	}

	@Test
	void aWorkerTimesItsTicksByOutcome() {
		this.metered.runtime().worker("leaderboard", (tick) -> {
			this.metered.time().advance(Duration.ofMillis(250));
			if (tick.number() == 3) {
				throw new IllegalStateException("planted");
			}
		}, WorkerSettings.every(Duration.ofSeconds(2)));
		this.metered.bindAndStart();
		this.metered.time().advance(Duration.ofSeconds(7));
		assertThat(this.metered.scrape()).contains(
				"concurrency_worker_tick_seconds_count{name=\"leaderboard\",outcome=\"success\"} 2",
				"concurrency_worker_tick_seconds_sum{name=\"leaderboard\",outcome=\"success\"} 0.5",
				"concurrency_worker_tick_seconds_count{name=\"leaderboard\",outcome=\"failure\"} 1",
				"concurrency_worker_skipped_ticks_total{name=\"leaderboard\"} 0.0",
				"concurrency_worker_lag_seconds{name=\"leaderboard\"} 0.0");
	}

	@Test
	void aWorkerShowsHowLateItsLatestTickBegan() {
		this.metered.runtime().worker("late", (tick) -> {
		}, WorkerSettings.every(Duration.ofSeconds(2)));
		this.metered.bindAndStart();
		this.metered.pool().hold();
		this.metered.time().advance(Duration.ofSeconds(2));
		this.metered.time().advance(Duration.ofMillis(500));
		this.metered.pool().release();
		assertThat(this.metered.scrape()).contains("concurrency_worker_lag_seconds{name=\"late\"} 0.5");
	}

	@Test
	void aWorkerCountsWhatItLeavesOutAndWhatTakesTooLong() {
		this.metered.runtime().worker("slow", (tick) -> {
			if (tick.number() == 1) {
				this.metered.time().advance(Duration.ofSeconds(5));
			}
		}, WorkerSettings.of(Schedule.fixedRate(Duration.ofSeconds(2))).withMaxRunTime(Duration.ofSeconds(1)));
		this.metered.runtime().worker("elsewhere", (tick) -> {
		}, WorkerSettings.every(Duration.ofSeconds(3)).withGuard(() -> null));
		this.metered.bindAndStart();
		this.metered.time().advance(Duration.ofSeconds(2));
		assertThat(this.metered.scrape()).contains("concurrency_worker_skipped_ticks_total{name=\"slow\"} 2.0",
				"concurrency_worker_overruns_ticks_total{name=\"slow\"} 1.0",
				"concurrency_worker_locked_ticks_total{name=\"elsewhere\"} 2.0",
				"concurrency_worker_tick_seconds_count{name=\"elsewhere\",outcome=\"success\"} 0");
	}

	@Test
	void aWorkerShowsWhenItsNextTickIsDue() {
		PeriodicWorker worker = this.metered.runtime().worker("next", (tick) -> {
		}, WorkerSettings.every(Duration.ofSeconds(2)));
		this.metered.bindAndStart();
		long due = this.metered.time().instant().plusSeconds(2).getEpochSecond();
		assertThat(this.metered.scrape()).contains("concurrency_worker_next_seconds{name=\"next\"} " + (double) due);
		worker.pause();
		assertThat(this.metered.scrape()).contains("concurrency_worker_next_seconds{name=\"next\"} NaN");
	}

	@Test
	void aTickThatWasInterruptedHasAnOutcomeOfItsOwn() {
		this.metered.runtime().worker("long", (tick) -> {
			this.metered.time().advance(Duration.ofSeconds(1));
			Thread.sleep(1);
		}, WorkerSettings.every(Duration.ofSeconds(2)).withInterruptAfter(Duration.ofSeconds(1)));
		this.metered.bindAndStart();
		this.metered.time().advance(Duration.ofSeconds(2));
		assertThat(this.metered.scrape()).contains(
				"concurrency_worker_tick_seconds_count{name=\"long\",outcome=\"interrupted\"} 1",
				"concurrency_worker_tick_seconds_count{name=\"long\",outcome=\"failure\"} 0");
	}

	@Test
	void anActorCountsItsMessages() {
		ActorRef<String> tower = this.metered.runtime()
			.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults().withMailboxCapacity(2));
		this.metered.bindAndStart();
		tell(tower, "a", "crash", "waits", "waits");
		assertThat(tower.tryTell("no room")).isEqualTo(Admission.FULL);
		assertThat(this.metered.scrape()).contains("concurrency_actor_handled_messages_total{name=\"tower\"} 2.0",
				"concurrency_actor_mailbox_size_messages{name=\"tower\"} 2.0",
				"concurrency_actor_deadletters_messages_total{name=\"tower\",reason=\"failed\"} 1.0",
				"concurrency_actor_mailbox_high_messages{name=\"tower\"} 2.0",
				"concurrency_actor_dropped_messages_total{name=\"tower\",reason=\"full\"} 1.0");
	}

	@Test
	void anActorWithoutTimingsTimesNothingEvenIfItGoesOnAfterAFailure() {
		ActorRef<String> tower = this.metered.runtime()
			.actor("tower", DirectRuntime.crashable(),
					ActorSettings.defaults().withOnFailure(ActorFailureAction.RESUME));
		this.metered.bindAndStart();
		tell(tower, "crash", "a");
		assertThat(this.metered.scrape()).contains("concurrency_actor_handled_messages_total{name=\"tower\"} 2.0",
				"concurrency_actor_handle_seconds_count{name=\"tower\",outcome=\"failure\"} 0");
	}

	@Test
	void aGroupSumsUpItsActorsAndNoneHasMetersOfItsOwn() {
		ActorGroup<String, String> airports = this.metered.runtime()
			.group("airports", DirectRuntime.crashable(), ActorSettings.defaults().withMailboxCapacity(1));
		this.metered.bindAndStart();
		tell(airports.ref("JFK"), "a");
		tell(airports.ref("SEA"), "a", "crash");
		this.metered.time().advance(Duration.ofSeconds(1));
		tell(airports.ref("SEA"), "crash", "waits");
		assertThat(airports.ref("SEA").tryTell("no room")).isEqualTo(Admission.FULL);
		assertThat(this.metered.scrape()).contains("concurrency_group_live_actors{name=\"airports\"} 2.0",
				"concurrency_group_created_actors_total{name=\"airports\"} 2.0",
				"concurrency_group_restarts_total{name=\"airports\"} 1.0",
				"concurrency_group_mailbox_size_messages{name=\"airports\"} 1.0",
				"concurrency_group_handled_messages_total{name=\"airports\"} 4.0",
				"concurrency_group_deadletters_messages_total{name=\"airports\",reason=\"failed\"} 2.0",
				"concurrency_group_dropped_messages_total{name=\"airports\",reason=\"full\"} 1.0",
				"concurrency_restarts_total{kind=\"group\",name=\"airports\"} 0.0");
		assertThat(this.metered.scrape()).noneMatch((line) -> line.contains("SEA"));
	}

	private static void push(BackgroundSink<String> sink, String... items) {
		for (String item : items) {
			assertThat(sink.tryPush(item)).isEqualTo(Admission.ACCEPTED);
		}
	}

	private static void tell(ActorRef<String> actor, String... messages) {
		for (String message : messages) {
			assertThat(actor.tryTell(message)).isEqualTo(Admission.ACCEPTED);
		}
	}

}
