package dev.concurrency.metrics;

import java.time.Duration;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.concurrency.BlockingTasks;
import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.fixture.DirectRuntime;
import dev.concurrency.process.Admission;
import dev.concurrency.process.WatchdogSettings;
import dev.concurrency.test.ManualTime;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** What the meters say of calls that take too long and of the pools. */
class StallMetersTests {

	private final ManualTime time = new ManualTime();

	private final MeteredRuntime.Pool pool = new MeteredRuntime.Pool();

	private final MeteredRuntime.Pool computing = new MeteredRuntime.Pool();

	private final ConcurrencyMeters meters = new ConcurrencyMeters(this::runtime);

	private final ConcurrencyRuntime runtime = DirectRuntime.builder(this.time)
		.watchdog(WatchdogSettings.defaults())
		.blockingExecutor(this.pool)
		.cpuExecutor(this.computing)
		.listener(this.meters)
		.build();

	private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	private ConcurrencyRuntime runtime() {
		return this.runtime;
	}

	@AfterEach
	void close() {
		this.runtime.close();
	}

	@Test
	void aHandlerThatBlocksIsCountedOnce() {
		ActorRef<String> tower = this.runtime.actor("tower",
				() -> (message, context) -> this.time.advance(Duration.ofSeconds(2)), ActorSettings.defaults());
		this.runtime.actor("quick", DirectRuntime.crashable(), ActorSettings.defaults());
		this.meters.bindTo(this.registry);
		this.runtime.start();
		assertThat(tower.tryTell("a")).isEqualTo(Admission.ACCEPTED);
		assertThat(this.registry.scrape()).contains("concurrency_stalls_total{kind=\"actor\",name=\"tower\"} 1.0",
				"concurrency_stalls_total{kind=\"actor\",name=\"quick\"} 0.0");
	}

	@Test
	void aPoolShowsWhatWaitsHowLongAndWhatRuns() {
		this.meters.bindTo(this.registry);
		BlockingTasks tasks = this.runtime.blocking();
		this.pool.hold();
		var first = tasks.submit(() -> {
			assertThat(this.registry.scrape()).contains("concurrency_executor_active_tasks{name=\"blocking\"} 1.0",
					"concurrency_executor_queued_tasks{name=\"blocking\"} 1.0");
			return 1;
		});
		var second = tasks.submit(() -> 2);
		assertThat(this.registry.scrape()).contains("concurrency_executor_queued_tasks{name=\"blocking\"} 2.0",
				"concurrency_executor_active_tasks{name=\"blocking\"} 0.0",
				"concurrency_executor_queued_tasks{name=\"cpu\"} 0.0");
		this.time.advance(Duration.ofSeconds(3));
		this.pool.release();
		assertThat(first.toCompletableFuture()).isCompletedWithValue(1);
		assertThat(second.toCompletableFuture()).isCompletedWithValue(2);
		assertThat(this.registry.scrape()).contains("concurrency_executor_queued_tasks{name=\"blocking\"} 0.0",
				"concurrency_executor_wait_seconds_count{name=\"blocking\"} 2",
				"concurrency_executor_wait_seconds_sum{name=\"blocking\"} 6.0",
				"concurrency_executor_refused_tasks_total{name=\"blocking\"} 0.0");
	}

	@Test
	void thePoolForComputationsIsMeasuredApart() {
		this.meters.bindTo(this.registry);
		this.computing.hold();
		var first = this.runtime.cpu().submit(() -> {
			assertThat(this.registry.scrape()).contains("concurrency_executor_active_tasks{name=\"cpu\"} 1.0",
					"concurrency_executor_active_tasks{name=\"blocking\"} 0.0");
			return 1;
		});
		assertThat(this.registry.scrape()).contains("concurrency_executor_queued_tasks{name=\"cpu\"} 1.0",
				"concurrency_executor_queued_tasks{name=\"blocking\"} 0.0");
		this.time.advance(Duration.ofSeconds(3));
		this.computing.release();
		assertThat(first.toCompletableFuture()).isCompletedWithValue(1);
		this.computing.fill();
		assertThat(this.runtime.cpu().submit(() -> 2).toCompletableFuture()).isCompletedExceptionally();
		assertThat(this.registry.scrape()).contains("concurrency_executor_wait_seconds_count{name=\"cpu\"} 1",
				"concurrency_executor_wait_seconds_sum{name=\"cpu\"} 3.0",
				"concurrency_executor_refused_tasks_total{name=\"cpu\"} 1.0",
				"concurrency_executor_refused_tasks_total{name=\"blocking\"} 0.0");
	}

	@Test
	void aTickThatWaitsForRoomIsNotRefused() {
		PeriodicWorker worker = this.runtime.worker("report", (tick) -> {
		}, WorkerSettings.every(Duration.ofSeconds(10)));
		this.meters.bindTo(this.registry);
		this.runtime.start();
		this.pool.fill();
		this.time.advance(Duration.ofSeconds(12));
		assertThat(worker.snapshot().ticks()).isZero();
		assertThat(this.registry.scrape()).contains("concurrency_executor_refused_tasks_total{name=\"blocking\"} 0.0",
				"concurrency_executor_queued_tasks{name=\"blocking\"} 0.0");
		assertThat(this.runtime.blocking().submit(() -> 1).toCompletableFuture()).isCompletedExceptionally();
		assertThat(this.registry.scrape()).contains("concurrency_executor_refused_tasks_total{name=\"blocking\"} 1.0",
				"concurrency_executor_queued_tasks{name=\"blocking\"} 0.0");
		this.pool.release();
		this.time.advance(Duration.ofSeconds(1));
		assertThat(worker.snapshot().ticks()).isEqualTo(1);
	}

}
