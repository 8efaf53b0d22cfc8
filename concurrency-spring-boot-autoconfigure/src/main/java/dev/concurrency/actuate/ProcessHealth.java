package dev.concurrency.actuate;

import java.util.List;

import org.springframework.boot.health.contributor.Health;

import dev.concurrency.process.LastFailure;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessStatus;

/**
 * Says whether a process is well. What is down for good is DOWN: given up or abandoned,
 * the process itself or a member of a group. Who is restarted, stopped or not started yet
 * is UP; the details tell.
 */
final class ProcessHealth {

	private ProcessHealth() {
	}

	static Health of(ProcessSnapshot process) {
		List<String> down = downMembers(process);
		Health.Builder health = (isDown(process) || !down.isEmpty()) ? Health.down() : Health.up();
		health.withDetail("path", process.process().path().value())
			.withDetail("status", process.status().label())
			.withDetail("restarts", process.restarts());
		LastFailure failure = process.lastFailure();
		if (failure != null) {
			health.withDetail("lastFailure", failure.type());
		}
		if (!down.isEmpty()) {
			health.withDetail("down", down);
		}
		return health.build();
	}

	/** The children of a supervisor have indicators of their own. */
	private static List<String> downMembers(ProcessSnapshot process) {
		return (process.process().kind() != ProcessKind.GROUP) ? List.of()
				: process.children().stream().filter(ProcessHealth::isDown).map(ProcessSnapshot::name).toList();
	}

	private static boolean isDown(ProcessSnapshot process) {
		return process.status() instanceof ProcessStatus.Failed || process.status() instanceof ProcessStatus.Abandoned;
	}

}
