package dev.concurrency.metrics;

import java.time.Duration;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.fixture.DirectRuntime;
import dev.concurrency.fixture.Loop;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.worker.WorkerSettings;

/** One process of every kind. */
final class EveryKind {

	private EveryKind() {
	}

	static void declare(ConcurrencyRuntime runtime) {
		runtime.sink("flights", (batch) -> {
		}, SinkSettings.defaults());
		runtime.boundary("geocode", BoundarySettings.defaults());
		runtime.worker("leaderboard", (tick) -> {
		}, WorkerSettings.every(Duration.ofSeconds(2)));
		runtime.actor("tower", DirectRuntime.crashable(), ActorSettings.defaults());
		runtime.group("airports", DirectRuntime.crashable(), ActorSettings.defaults());
		runtime.process("tail", InstanceSource.of(new Loop()));
		runtime.supervisor("ingest", SupervisorSettings.defaults());
	}

}
