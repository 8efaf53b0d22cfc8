package dev.concurrency.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.ProcessView;

/** The meters of one process: what all have and what it has by its kind. Thread-safe. */
final class ProcessMeters {

	private static final List<String> STATES = List.of("created", "starting", "running", "paused", "restarting",
			"stopping", "stopped", "failed", "abandoned");

	private final ProcessView process;

	private final String name;

	private final List<Meter> registered;

	private final Counter abandoned;

	private final WorkMeters work;

	private ProcessMeters(ProcessView process, String name, List<Meter> registered, Counter abandoned,
			WorkMeters work) {
		this.process = process;
		this.name = name;
		this.registered = List.copyOf(registered);
		this.abandoned = abandoned;
		this.work = work;
	}

	/**
	 * Registers the meters of a process.
	 * @param name what tells it from the others of its kind
	 * @param observer told of each snapshot that the meters read
	 */
	static ProcessMeters register(MeterRegistry registry, ProcessView process, String name,
			Consumer<ProcessSnapshot> observer) {
		List<Meter> registered = new ArrayList<>();
		Meters<ProcessSnapshot> meters = new Meters<>(registry, process,
				new SharedSnapshot(observer, registry.config().clock()::monotonicTime), registered, Function.identity(),
				Tags.of("name", name), "restarts");
		Meters<ProcessSnapshot> common = meters.tag("kind", process.kind().label());
		registerCommon(common);
		Counter abandoned = common.unit("threads")
			.counter("concurrency.abandoned",
					"How often a thread of the process ignored every request to end and was left behind");
		return new ProcessMeters(process, name, registered, abandoned, registerKind(process.kind(), meters));
	}

	private static WorkMeters registerKind(ProcessKind kind, Meters<ProcessSnapshot> meters) {
		return switch (kind) {
			case SINK -> SinkMeters.register(meters);
			case BOUNDARY -> BoundaryMeters.register(meters);
			case WORKER -> WorkerMeters.register(meters);
			case ACTOR -> ActorMeters.registerActor(meters);
			case GROUP -> ActorMeters.registerGroup(meters);
			case SUPERVISOR -> {
				SupervisorMeters.register(meters);
				yield WorkMeters.NONE;
			}
			case PROCESS -> WorkMeters.NONE;
		};
	}

	private static void registerCommon(Meters<ProcessSnapshot> meters) {
		Clock clock = meters.registry().config().clock();
		meters
			.counter("concurrency.restarts", "How often the process was started again after it or a sibling had failed",
					ProcessSnapshot::restarts)
			.unit("stalls")
			.counter("concurrency.stalls", "How many calls of the user's code took too long", ProcessSnapshot::stalls)
			.time("concurrency.uptime", "How long the current incarnation of the process is at work",
					TimeUnit.MILLISECONDS, (process) -> uptimeMillis(process, clock.wallTime()));
		for (String state : STATES) {
			meters.tag("state", state)
				.unit(null)
				.gauge("concurrency.state", "1 for the status that the process has, 0 for the others",
						(process) -> state(process.status()).equals(state) ? 1 : 0);
		}
	}

	/** What an actor that runs is doing changes too fast to be scraped. */
	private static String state(ProcessStatus status) {
		boolean refined = status instanceof ProcessStatus.Idle || status instanceof ProcessStatus.Processing
				|| status instanceof ProcessStatus.Client;
		return refined ? "running" : status.label();
	}

	private static double uptimeMillis(ProcessSnapshot process, long now) {
		Duration uptime = process.uptime(Instant.ofEpochMilli(now));
		return (uptime != null) ? uptime.toMillis() : 0;
	}

	ProcessView process() {
		return this.process;
	}

	/** What tells the process from the others of its kind. */
	String name() {
		return this.name;
	}

	/** All that are to go with the process. */
	List<Meter> registered() {
		return this.registered;
	}

	void worked(ProcessEvent.Worked worked) {
		this.work.record(worked);
	}

	void abandoned() {
		this.abandoned.increment();
	}

}
