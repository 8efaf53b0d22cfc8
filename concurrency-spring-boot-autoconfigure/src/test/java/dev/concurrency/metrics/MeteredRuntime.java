package dev.concurrency.metrics;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.fixture.DirectRuntime;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.test.ManualTime;
import dev.concurrency.time.Backoff;

/**
 * A runtime that a test steps, with its meters in a Prometheus registry. Allows one
 * restart, at once.
 */
final class MeteredRuntime {

	private final ManualTime time = new ManualTime();

	private final Pool pool = new Pool();

	private final ConcurrencyMeters meters = new ConcurrencyMeters(this::runtime);

	private final ConcurrencyRuntime runtime = DirectRuntime.builder(this.time)
		.restarts(new RestartPolicy(1, Duration.ofMinutes(1), Backoff.NONE))
		.blockingExecutor(this.pool)
		.listener(this.meters)
		.build();

	private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT,
			new PrometheusRegistry(), new TestClock());

	ManualTime time() {
		return this.time;
	}

	Pool pool() {
		return this.pool;
	}

	ConcurrencyMeters meters() {
		return this.meters;
	}

	ConcurrencyRuntime runtime() {
		return this.runtime;
	}

	PrometheusMeterRegistry registry() {
		return this.registry;
	}

	void bind() {
		this.meters.bindTo(this.registry);
	}

	void bindAndStart() {
		bind();
		this.runtime.start();
	}

	/** The samples, without comments. */
	List<String> scrape() {
		return this.registry.scrape().lines().filter((line) -> !line.startsWith("#")).toList();
	}

	/** The time of the test, so that a slow machine makes no scrape longer. */
	private final class TestClock implements Clock {

		@Override
		public long wallTime() {
			return MeteredRuntime.this.time.instant().toEpochMilli();
		}

		@Override
		public long monotonicTime() {
			return MeteredRuntime.this.time.nanoTime();
		}

	}

	/** Runs ticks and hooks at once unless told otherwise. */
	static final class Pool implements Executor {

		private final Queue<Runnable> held = new ArrayDeque<>();

		private boolean holding;

		private boolean full;

		void hold() {
			this.holding = true;
		}

		/** Has no room until it is released. */
		void fill() {
			this.full = true;
		}

		void release() {
			this.full = false;
			this.holding = false;
			for (Runnable task = this.held.poll(); task != null; task = this.held.poll()) {
				task.run();
			}
		}

		@Override
		public void execute(Runnable task) {
			if (this.full) {
				throw new RejectedExecutionException("no room");
			}
			if (this.holding) {
				this.held.add(task);
			}
			else {
				task.run();
			}
		}

	}

}
