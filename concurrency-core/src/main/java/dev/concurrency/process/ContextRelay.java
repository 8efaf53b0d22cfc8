package dev.concurrency.process;

import java.util.List;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.time.TimeSource;

/**
 * The one place that calls a {@link ContextCarrier}: what that throws harms no work.
 * Thread-safe. Without a carrier it costs a look at a field.
 */
public final class ContextRelay {

	/** Nothing is carried. */
	public static final ContextRelay OFF = new ContextRelay(null, TimeSource.system());

	private static final Logger logger = LoggerFactory.getLogger(ContextCarrier.class);

	private final @Nullable ContextCarrier carrier;

	private final Repeats failures;

	private ContextRelay(@Nullable ContextCarrier carrier, TimeSource time) {
		this.carrier = carrier;
		this.failures = new Repeats(time);
	}

	/**
	 * Calls a carrier.
	 * @param carrier what to call
	 * @param time the clocks
	 * @return a new relay
	 */
	public static ContextRelay of(ContextCarrier carrier, TimeSource time) {
		return new ContextRelay(carrier, time);
	}

	/**
	 * Whether nothing is ever carried.
	 * @return true if there is no carrier
	 */
	public boolean isOff() {
		return this.carrier == null;
	}

	/**
	 * What the current thread has.
	 * @return null if there is nothing to carry
	 */
	public @Nullable Object capture() {
		ContextCarrier known = this.carrier;
		if (known == null) {
			return null;
		}
		try {
			return known.capture();
		}
		catch (Throwable ex) {
			log("capture", ex);
			return null;
		}
	}

	/**
	 * Has a task run in the context of the current thread, whatever thread that is on.
	 * @param kind the kind of the process that runs it
	 * @param path the path of that process
	 * @param task the task
	 * @param <T> the type of its result
	 * @return the same task if there is nothing to carry
	 */
	public <T extends @Nullable Object> Callable<T> carrying(ProcessKind kind, ProcessPath path, Callable<T> task) {
		Object captured = capture();
		return (captured == null) ? task : () -> call(kind, path, List.of(captured), task);
	}

	/**
	 * Does work in the context that was captured for it.
	 * @param kind the kind of the process
	 * @param path the path of the process
	 * @param captured what was captured, perhaps nothing
	 * @param work the work
	 * @param <T> the type of its result
	 * @return the result of the work
	 * @throws Exception if the work throws it
	 */
	public <T extends @Nullable Object> T call(ProcessKind kind, ProcessPath path, List<Object> captured,
			Callable<T> work) throws Exception {
		ContextCarrier.Scope scope = captured.isEmpty() ? null : open(new ContextCarrier.Work(kind, path, captured));
		if (scope == null) {
			return work.call();
		}
		Throwable failure = null;
		try {
			return work.call();
		}
		catch (Throwable ex) {
			failure = ex;
			throw ex;
		}
		finally {
			close(scope, failure);
		}
	}

	private ContextCarrier.@Nullable Scope open(ContextCarrier.Work work) {
		ContextCarrier known = this.carrier;
		try {
			return (known != null) ? known.open(work) : null;
		}
		catch (Throwable ex) {
			log("open", ex);
			return null;
		}
	}

	private void close(ContextCarrier.Scope scope, @Nullable Throwable failure) {
		try {
			scope.close(failure);
		}
		catch (Throwable ex) {
			log("close", ex);
		}
	}

	/** Not for each item. */
	private void log(String step, Throwable failure) {
		Repeats.Line line = this.failures.next(step + ' ' + failure.getClass().getName());
		if (line != null) {
			logger.warn("The context carrier failed to {} {}; the work is done without its context", step, line.times(),
					Failures.loggable(failure));
		}
	}

}
