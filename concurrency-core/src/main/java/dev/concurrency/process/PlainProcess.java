package dev.concurrency.process;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * A loop of the user's own, on a thread of its own. Thread-safe.
 */
final class PlainProcess extends RecordedProcess {

	private final ProcessEnvironment environment;

	private final InstanceSource<Supervisable> bodies;

	private final AtomicLong incarnations = new AtomicLong();

	// Written and read by the supervisor's events only, which come one at a time.
	private @Nullable PlainBody body;

	private @Nullable ThreadedIncarnation thread;

	@SuppressWarnings("unchecked")
	PlainProcess(ProcessEnvironment environment, ProcessPath path, InstanceSource<? extends Supervisable> bodies) {
		super(environment.record(ProcessKind.PROCESS, path));
		this.environment = environment;
		// A source hands back to itself only what it made, so its type may be forgotten.
		this.bodies = (InstanceSource<Supervisable>) bodies;
	}

	@Override
	public void start(Incarnation incarnation) {
		this.incarnations.incrementAndGet();
		PlainBody newBody = new PlainBody(record(), this.bodies);
		this.body = newBody;
		this.thread = ThreadedIncarnation.start(this.environment, record(), newBody, newBody.section(), incarnation);
	}

	@Override
	public void stop() {
		thread().stop();
		// Nothing is begun yet: there is nothing to finish.
		Objects.requireNonNull(this.body, "not started").interruptInitialization();
	}

	@Override
	public void abort() {
		thread().abort();
	}

	@Override
	public String abandon() {
		String stack = thread().stack();
		// A hook that began after the first interrupt has not seen it.
		thread().interrupt();
		return stack;
	}

	@Override
	public @Nullable Runnable terminated(@Nullable Throwable cause) {
		return null;
	}

	@Override
	public KindSnapshot details() {
		return new KindSnapshot.None();
	}

	@Override
	public String summary() {
		long runs = this.incarnations.get();
		return (runs == 1) ? "ran once" : "ran " + runs + " times";
	}

	private ThreadedIncarnation thread() {
		return Objects.requireNonNull(this.thread, "not started");
	}

}
