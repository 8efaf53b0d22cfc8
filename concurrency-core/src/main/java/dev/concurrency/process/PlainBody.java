package dev.concurrency.process;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One incarnation of a loop of the user's own. Belongs to the thread of the incarnation
 * but for {@link #interruptInitialization}, which any thread may call.
 */
final class PlainBody implements Supervisable {

	private static final Logger logger = LoggerFactory.getLogger(Supervisable.class);

	private final InterruptibleSection initialization = new InterruptibleSection();

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
		Supervisable body = this.bodies.create();
		this.initialization.enter();
		try {
			// Looked at inside: a request that comes later interrupts.
			Run run = shutdown.isRequested() ? PlainBody::nothing : body.initialize(shutdown);
			return () -> run(body, run, shutdown);
		}
		catch (Throwable ex) {
			destroy(body);
			if (ex instanceof InterruptedException && shutdown.isRequested()) {
				return PlainBody::nothing;
			}
			throw ex;
		}
		finally {
			this.initialization.leave();
		}
	}

	private static void nothing() {
		// What was stopped before it had begun never begins.
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
		try {
			this.bodies.destroy(body);
		}
		catch (Throwable ex) {
			this.record.recordFailure(ex);
			logger.warn("{} failed while it was destroyed", this.record.ref(), ex);
		}
	}

}
