package dev.concurrency.actuate;

import java.time.temporal.ChronoUnit;

import org.springframework.boot.health.contributor.Health;

import dev.concurrency.boundary.BoundarySnapshot;
import dev.concurrency.process.LastFailure;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.sink.SinkSnapshot;
import dev.concurrency.worker.WorkerSnapshot;

/**
 * Says whether a process is well. Given up and abandoned is DOWN, and so is a sink whose
 * oldest item is too old, unless that only waits because somebody has paused the sink: a
 * batch that hangs is none of the pause's doing. So is who stays in one call of the
 * user's code for too long. Who is restarted, was asked to stop, in time or not, or was
 * not started yet is UP, and so is who failed and was to run only once; the details tell.
 * A group is down when it could not be saved by restarts, not when one of its actors
 * failed.
 */
final class ProcessHealth {

	private ProcessHealth() {
	}

	static Health of(ProcessSnapshot process) {
		Health.Builder health = isDown(process) ? Health.down() : Health.up();
		health.withDetail("path", process.process().path().value())
			.withDetail("status", process.status().label())
			.withDetail("restarts", process.restarts());
		if (process.stalledSince() != null) {
			health.withDetail("stalledSince", process.stalledSince());
		}
		if (process.details() instanceof SinkSnapshot sink) {
			health.withDetail("oldestAge", sink.oldestAge().truncatedTo(ChronoUnit.MILLIS));
		}
		if (process.details() instanceof BoundarySnapshot boundary) {
			health.withDetail("queued", boundary.queued())
				.withDetail("inFlight", boundary.inFlight())
				.withDetail("hanging", boundary.hanging());
		}
		if (process.details() instanceof WorkerSnapshot worker) {
			health.withDetail("overdue", worker.overdue());
		}
		LastFailure failure = process.lastFailure();
		if (failure != null) {
			health.withDetail("lastFailure", failure.type());
		}
		return health.build();
	}

	private static boolean isLate(ProcessSnapshot process) {
		return process.details() instanceof SinkSnapshot sink && sink.isLate()
				&& !(process.status() instanceof ProcessStatus.Paused && sink.inFlight() == 0);
	}

	private static boolean isDown(ProcessSnapshot process) {
		ProcessStatus status = process.status();
		return status instanceof ProcessStatus.Abandoned
				|| (status instanceof ProcessStatus.Failed && process.givenUp()) || isLate(process)
				|| process.stalledSince() != null;
	}

}
