package dev.concurrency.process;

import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.time.TimeSource;
import dev.concurrency.time.Timer;

/**
 * What processes of all kinds are given by their runtime. Immutable; everything in it is
 * thread-safe.
 *
 * @param time the clocks
 * @param timer runs things later
 * @param threads makes the threads that a process owns
 * @param shared runs handlers, which do not block
 * @param blocking runs ticks and hooks, which may block; bounded
 * @param patient the same pool for the steps that must happen: waits for room instead of
 * rejecting
 * @param ticks the same pool for ticks, of which many are due at once and most are short:
 * waits for room too, and for threads a little
 * @param cpu runs computations, which do not block; bounded
 * @param virtual runs each task on a virtual thread of its own, null where there are none
 * @param listener told of all events
 * @param undelivered takes what was accepted and is not delivered
 * @param watchdog tells whose call takes too long
 * @param terminated keeps the last snapshots of those that have left the tree
 * @param contexts takes the contexts of callers to where the work is done
 */
public record ProcessEnvironment(TimeSource time, Timer timer, ThreadFactory threads, Executor shared,
		BoundedPool blocking, Executor patient, Timer.Crew ticks, BoundedPool cpu, @Nullable Executor virtual,
		ProcessListener listener, UndeliveredHandler undelivered, Watchdog watchdog, TerminatedProcesses terminated,
		ContextRelay contexts) {

	private static final Logger logger = LoggerFactory.getLogger(ShutdownSignal.class);

	/** So many hooks, and so many ticks, may be at work in a pool of unknown width. */
	private static final int STEPS = 64;

	/**
	 * What processes are given, with patient ways to the blocking pool.
	 * @param time the clocks
	 * @param timer runs things later
	 * @param threads makes the threads that a process owns
	 * @param shared runs handlers, which do not block
	 * @param blocking runs ticks and hooks, which may block; bounded
	 * @param cpu runs computations, which do not block; bounded
	 * @param virtual runs each task on a virtual thread of its own, null where there are
	 * none
	 * @param listener told of all events
	 * @param undelivered takes what was accepted and is not delivered
	 * @param watchdog tells whose call takes too long
	 */
	public ProcessEnvironment(TimeSource time, Timer timer, ThreadFactory threads, Executor shared,
			BoundedPool blocking, BoundedPool cpu, @Nullable Executor virtual, ProcessListener listener,
			UndeliveredHandler undelivered, Watchdog watchdog) {
		this(time, timer, threads, shared, blocking, patient(blocking, time, timer),
				new TickCrew(patient(blocking, time, timer), time, timer, fewestTickThreads(), steps(blocking)), cpu,
				virtual, listener, undelivered, watchdog, new TerminatedProcesses(), ContextRelay.OFF);
	}

	private static PatientExecutor patient(BoundedPool pool, TimeSource time, Timer timer) {
		return new PatientExecutor(pool, steps(pool), time, timer);
	}

	/** As many as there are threads: those that hang keep no other from running. */
	private static int steps(BoundedPool pool) {
		int width = pool.width();
		return (width == Integer.MAX_VALUE) ? STEPS : Math.max(STEPS, width);
	}

	/**
	 * What processes are given that have one pool for everything but handlers, no virtual
	 * threads and nobody who looks how long calls take.
	 * @param time the clocks
	 * @param timer runs things later
	 * @param threads makes the threads that a process owns
	 * @param shared runs handlers, which do not block
	 * @param blocking runs everything else; bounded
	 * @param listener told of all events
	 * @param undelivered takes what was accepted and is not delivered
	 */
	public ProcessEnvironment(TimeSource time, Timer timer, ThreadFactory threads, Executor shared, Executor blocking,
			ProcessListener listener, UndeliveredHandler undelivered) {
		this(time, timer, threads, shared, BoundedPool.of(blocking), BoundedPool.of(blocking), null, listener,
				undelivered, new Watchdog(time, timer, WatchdogSettings.off()));
	}

	/**
	 * The same with a carrier.
	 * @param carrier carries the contexts of callers
	 * @return a changed copy
	 */
	public ProcessEnvironment carrying(ContextCarrier carrier) {
		return new ProcessEnvironment(this.time, this.timer, this.threads, this.shared, this.blocking, this.patient,
				this.ticks, this.cpu, this.virtual, this.listener, this.undelivered, this.watchdog, this.terminated,
				ContextRelay.of(carrier, this.time));
	}

	/** One that waits keeps no other from running. */
	private static int fewestTickThreads() {
		return Math.max(2, Runtime.getRuntime().availableProcessors());
	}

	/**
	 * A record for a new process.
	 * @param kind its kind
	 * @param path its place in the tree
	 * @return a record in status created
	 */
	public ProcessRecord record(ProcessKind kind, ProcessPath path) {
		return record(kind, path, new FlightRecorder());
	}

	/**
	 * A record for a new process that shares its recorder with others.
	 * @param kind its kind
	 * @param path its place in the tree
	 * @param recorder remembers what it goes through
	 * @return a record in status created
	 */
	public ProcessRecord record(ProcessKind kind, ProcessPath path, FlightRecorder recorder) {
		return new ProcessRecord(kind, path, this.time, this.listener, completions(), recorder);
	}

	/**
	 * A signal for a new incarnation, which calls back where stages complete.
	 * @param record the process
	 * @return a signal that is not given, and its handle
	 */
	public ShutdownSignal.Pair shutdown(ProcessRecord record) {
		return new DefaultShutdownSignal(completions(), (failure) -> {
			record.recordFailure(failure);
			logger.warn("{} failed in a callback of its shutdown signal", record.ref(), Failures.loggable(failure));
		}).withHandle();
	}

	/**
	 * Where the stages complete that the user's code waits for.
	 * @return the shared pool, or the calling thread once that is closed
	 */
	public Executor completions() {
		return new LastResortExecutor(this.shared);
	}

}
