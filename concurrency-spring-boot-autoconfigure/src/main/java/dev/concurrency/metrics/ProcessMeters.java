package dev.concurrency.metrics;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;

import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.ProcessView;

/**
 * Registers what a process has because of its kind and what all have. The registry holds
 * the process weakly, its runtime holds it strongly. Stateless.
 */
final class ProcessMeters {

	private static final List<String> STATES = List.of("created", "starting", "running", "paused", "restarting",
			"stopping", "stopped", "failed", "abandoned");

	private ProcessMeters() {
	}

	/**
	 * Registers the meters of one process.
	 * @param name what tells it from the others of its kind
	 */
	static WorkMeters register(MeterRegistry registry, ProcessView process, String name) {
		Tags tags = Tags.of("name", name);
		registerCommon(registry, process, tags.and("kind", process.kind().label()));
		return switch (process.kind()) {
			case SINK -> SinkMeters.register(registry, process, tags);
			case BOUNDARY -> BoundaryMeters.register(registry, process, tags);
			case WORKER -> WorkerMeters.register(registry, process, tags);
			case ACTOR -> ActorMeters.registerActor(registry, process, tags);
			case GROUP -> ActorMeters.registerGroup(registry, process, tags);
			case SUPERVISOR -> {
				SupervisorMeters.register(registry, process, tags);
				yield WorkMeters.NONE;
			}
			case PROCESS -> WorkMeters.NONE;
		};
	}

	private static void registerCommon(MeterRegistry registry, ProcessView process, Tags tags) {
		FunctionCounter.builder("concurrency.restarts", process, (view) -> view.process().restarts())
			.description("How often the process was started again after it or a sibling had failed")
			.baseUnit("restarts")
			.tags(tags)
			.register(registry);
		FunctionCounter.builder("concurrency.stalls", process, (view) -> view.process().stalls())
			.description("How many calls of the user's code took too long")
			.baseUnit("stalls")
			.tags(tags)
			.register(registry);
		Clock clock = registry.config().clock();
		TimeGauge
			.builder("concurrency.uptime", process, TimeUnit.MILLISECONDS,
					(view) -> uptimeMillis(view.process(), clock.wallTime()))
			.description("How long the current incarnation of the process is at work")
			.tags(tags)
			.register(registry);
		for (String state : STATES) {
			Gauge.builder("concurrency.state", process, (view) -> state(view.process().status()).equals(state) ? 1 : 0)
				.description("1 for the status that the process has, 0 for the others")
				.tags(tags.and("state", state))
				.register(registry);
		}
	}

	/** What an actor that runs is doing changes too fast to be scraped. */
	private static String state(ProcessStatus status) {
		boolean refined = status instanceof ProcessStatus.Idle || status instanceof ProcessStatus.Processing
				|| status instanceof ProcessStatus.Client;
		return refined ? "running" : status.label();
	}

	private static double uptimeMillis(ProcessSnapshot process, long now) {
		Instant started = process.started();
		boolean alive = process.status().isUp() || process.status() instanceof ProcessStatus.Stopping;
		return (started != null && alive) ? now - started.toEpochMilli() : 0;
	}

}
