package dev.concurrency.spring;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.ProcessControl;
import dev.concurrency.SupervisorRef;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.ProcessView;

/**
 * What lives in the tree of a runtime, be it declared or spawned, and what is about to. A
 * supervisor does so only while it waits for its restart: else that is up to what is
 * below it. A mailbox that somebody reads by hand does not: whoever reads it has a
 * thread. Thread-safe.
 *
 * @param runtime has the tree
 */
record LivingProcesses(ConcurrencyRuntime runtime) {

	/**
	 * How long to wait for what nobody tells: that the next one starts, or never will.
	 */
	private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

	/** Whether there is any. */
	boolean exist() {
		return any().isPresent();
	}

	/** Waits until there is none. */
	void awaitEnd() throws InterruptedException {
		for (Optional<Living> one = any(); one.isPresent(); one = any()) {
			one.get().await();
		}
	}

	private Optional<Living> any() {
		return below(this.runtime.root());
	}

	private Optional<Living> below(SupervisorRef supervisor) {
		ProcessStatus status = supervisor.status();
		return supervisor.list().stream().flatMap((child) -> living(child, status).stream()).findFirst();
	}

	private Optional<Living> living(ProcessView child, ProcessStatus above) {
		return this.runtime.directory()
			.resolve(child.path(), BackgroundProcess.class)
			.flatMap((process) -> living(process, above));
	}

	private Optional<Living> living(BackgroundProcess process, ProcessStatus above) {
		ProcessStatus status = process.status();
		if (status instanceof ProcessStatus.Created) {
			return isStarted(process, above) ? Optional.of(new Living(process, status)) : Optional.empty();
		}
		if (process instanceof SupervisorRef supervisor) {
			return (status instanceof ProcessStatus.Restarting) ? Optional.of(new Living(process, status))
					: below(supervisor);
		}
		return (status instanceof ProcessStatus.Client || status.isTerminal()) ? Optional.empty()
				: Optional.of(new Living(process, status));
	}

	/** Whether its supervisor is about to start what has never been. */
	private boolean isStarted(BackgroundProcess process, ProcessStatus above) {
		return (above.isUp() || above instanceof ProcessStatus.Starting) && this.runtime.control(process.path())
			.map(ProcessControl::spec)
			.filter(ChildSpec::autoStart)
			.isPresent();
	}

	/**
	 * One of them.
	 *
	 * @param process which
	 * @param status what it was doing
	 */
	private record Living(BackgroundProcess process, ProcessStatus status) {

		void await() throws InterruptedException {
			if (this.status.isUp()) {
				CountDownLatch end = new CountDownLatch(1);
				var unused = this.process.termination().whenComplete((nothing, failure) -> end.countDown());
				end.await();
			}
			else {
				Thread.sleep(LOOK_AGAIN.toMillis());
			}
		}

	}

}
