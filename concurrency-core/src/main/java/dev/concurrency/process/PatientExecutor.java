package dev.concurrency.process;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import dev.concurrency.time.Timer;

/**
 * Hands work to a bounded executor and, when that has no room, offers it again a moment
 * later instead of losing it. Thread-safe. Meant for the few steps of a process that must
 * happen, such as its start and its end; how many can wait is bounded by the number of
 * processes.
 */
public final class PatientExecutor implements Executor {

	private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();

	private final Executor delegate;

	private final Timer timer;

	/**
	 * An executor that never rejects while its timer runs.
	 * @param delegate does the work
	 * @param timer waits between offers
	 */
	public PatientExecutor(Executor delegate, Timer timer) {
		this.delegate = delegate;
		this.timer = timer;
	}

	@Override
	public void execute(Runnable work) {
		try {
			this.delegate.execute(work);
		}
		catch (RejectedExecutionException ex) {
			this.timer.schedule(PAUSE_NANOS, () -> execute(work));
		}
	}

}
