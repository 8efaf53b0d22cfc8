package dev.concurrency.process;

import java.util.Objects;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One incarnation of a loop of the user's own. Belongs to the thread of the incarnation
 * but for {@link #interruptInitialization}, which any thread may call.
 */
final class PlainBody implements Supervisable {

	private static final Logger logger = LoggerFactory.getLogger(Supervisable.class);

	private final InterruptibleSection initialization = new InterruptibleSection();

	private final InterruptibleSection section = new InterruptibleSection();

	private final ProcessRecord record;

	private final InstanceSource<Supervisable> bodies;

	PlainBody(ProcessRecord record, InstanceSource<Supervisable> bodies) {
		this.record = record;
		this.bodies = bodies;
	}

	@Override
	public String name() {
		return this.record.path().name();
	}

	@Override
	public Run initialize(ShutdownSignal shutdown) throws Exception {
		try {
			return begin(shutdown);
		}
		catch (Exception ex) {
			if (shutdown.isRequested()) {
				// The interrupt may come back in many forms.
				remember(ex);
				return PlainBody::nothing;
			}
			throw ex;
		}
	}

	private Run begin(ShutdownSignal shutdown) throws Exception {
		Supervisable body = unlessStopped(shutdown, this.bodies::create);
		if (body == null) {
			return PlainBody::nothing;
		}
		try {
			Run run = unlessStopped(shutdown,
					() -> Objects.requireNonNull(body.initialize(shutdown), "initialize gave no body to run"));
			return (run != null) ? () -> run(body, run, shutdown) : () -> destroy(body);
		}
		catch (Throwable ex) {
			destroy(body);
			throw ex;
		}
	}

	private <R> @Nullable R unlessStopped(ShutdownSignal shutdown, Callable<R> step) throws Exception {
		this.initialization.enter();
		try {
			// Looked at inside: a request that comes later interrupts.
			return shutdown.isRequested() ? null : step.call();
		}
		finally {
			this.initialization.leave();
		}
	}

	private void remember(Exception failure) {
		if (!(failure instanceof InterruptedException)) {
			this.record.recordFailure(failure);
		}
	}

	private static void nothing() {
		// What was stopped before it had begun never begins.
	}

	/** Where the thread of the incarnation is from beginning to end. */
	InterruptibleSection section() {
		return this.section;
	}

	void interruptInitialization() {
		this.initialization.interrupt();
	}

	private void run(Supervisable body, Run run, ShutdownSignal shutdown) throws Exception {
		try {
			if (!shutdown.isRequested()) {
				run.run();
			}
		}
		finally {
			destroy(body);
		}
	}

	private void destroy(Supervisable body) {
		// The interrupt was meant for the body; the destruction has its own time.
		boolean interrupted = this.section.beginHooks();
		try {
			this.bodies.destroy(body);
		}
		catch (Throwable ex) {
			this.record.recordFailure(ex);
			logger.warn("{} failed while it was destroyed", this.record.ref(), Failures.loggable(ex));
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
