package dev.concurrency.boundary;

import dev.concurrency.process.Incarnation;
import dev.concurrency.process.IncarnationContext;
import dev.concurrency.process.ProcessContext;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessRecord;
import dev.concurrency.process.Seat;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Watchdog;

/**
 * One incarnation of a boundary: the tasks that were started in it. Its fields are under
 * the lock of the boundary.
 */
final class BoundaryRun {

	private final Incarnation incarnation;

	private final ShutdownSignal.Pair shutdown;

	private final IncarnationContext context;

	private final ProcessRecord record;

	private final Watchdog watchdog;

	/** How many attempts may still touch the process: started and not gone. */
	int open;

	/** It ends when the last of them has gone. */
	boolean closing;

	boolean exited;

	BoundaryRun(ProcessEnvironment environment, ProcessRecord record, Incarnation incarnation) {
		this.incarnation = incarnation;
		this.record = record;
		this.watchdog = environment.watchdog();
		this.shutdown = environment.shutdown(record);
		this.context = new IncarnationContext(environment, record, incarnation, this.shutdown.signal());
	}

	/** The one place that calls a task, on a thread that has the name of the process. */
	TaskOutcome<?> call(Attempt attempt) {
		Thread thread = Thread.currentThread();
		String name = thread.getName();
		thread.setName(this.record.path().value());
		ProcessContext before = this.context.enter();
		Seat seat = Seat.NONE;
		try {
			seat = this.watchdog.enter(this.record, false);
			return new TaskOutcome.Succeeded<>(attempt.task().call());
		}
		catch (Throwable ex) {
			return new TaskOutcome.Failed<>(ex);
		}
		finally {
			seat.leave();
			IncarnationContext.leave(before);
			thread.setName(name);
		}
	}

	void ready() {
		this.incarnation.ready();
	}

	/** Tells the tasks that run to end soon. */
	void hurry() {
		this.shutdown.handle().trigger();
	}

	void exit() {
		this.incarnation.exited(null);
	}

}
