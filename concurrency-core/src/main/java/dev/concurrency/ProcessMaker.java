package dev.concurrency;

import java.util.concurrent.Executor;

import dev.concurrency.actor.DeadLetterListener;
import dev.concurrency.process.Nursery;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.supervision.RestartStrategy;
import dev.concurrency.supervision.Supervisor;
import dev.concurrency.supervision.SupervisorSettings;

/**
 * What all processes of a runtime are made with. Immutable.
 *
 * @param environment what the runtime gives its processes
 * @param supervision runs the supervisors' decisions
 * @param ids names the incarnations
 * @param deadLetters told of messages that are not handled
 * @param gate where actors come in
 */
record ProcessMaker(ProcessEnvironment environment, Executor supervision, ProcessId.Source ids,
		DeadLetterListener deadLetters, ActorGate gate) implements Nursery.Factory {

	Supervisor supervisor(ProcessPath path, SupervisorSettings settings) {
		return new Supervisor(this.environment, this.supervision, this.ids, path, settings);
	}

	@Override
	public Nursery group(ProcessPath path, RestartPolicy restarts) {
		return supervisor(path, nursery(restarts));
	}

	@Override
	public Nursery brood(ProcessPath path, RestartPolicy restarts) {
		return supervisor(path, nursery(restarts).withOnExceeded(SupervisorSettings.Escalation.LEAVE_DOWN));
	}

	private static SupervisorSettings nursery(RestartPolicy restarts) {
		return SupervisorSettings.defaults().withStrategy(RestartStrategy.DYNAMIC).withRestarts(restarts);
	}

}
