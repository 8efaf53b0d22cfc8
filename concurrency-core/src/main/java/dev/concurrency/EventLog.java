package dev.concurrency;

import java.lang.ref.WeakReference;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

import org.slf4j.Logger;

import dev.concurrency.process.Failures;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessListener;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.Repeats;
import dev.concurrency.supervision.SupervisionException;
import dev.concurrency.time.TimeSource;

/**
 * Writes events to the log. A failure that repeats is written with its stack when it
 * comes first within an hour, and then as {@link Repeats} says; what a supervisor or an
 * interrupt adds to a failure never has a stack, nor has a failure that ends what was
 * written with it before. Thread-safe.
 */
final class EventLog implements ProcessListener {

	/** So many failures may come before the first of them ends its incarnation. */
	private static final int REMEMBERED = 64;

	private final Logger logger;

	private final Repeats repeats;

	/** Those whose thread hangs while they are said to have stopped. */
	private final Set<ProcessPath> abandoned = ConcurrentHashMap.newKeySet();

	/** Those that start again because they or a sibling failed, and do not run yet. */
	private final Set<ProcessPath> restarting = ConcurrentHashMap.newKeySet();

	/** The latest failures at work whose stack is written: one may end an incarnation. */
	private final Deque<WeakReference<Throwable>> written = new ConcurrentLinkedDeque<>();

	EventLog(Logger logger, TimeSource time) {
		this.logger = logger;
		this.repeats = new Repeats(time);
	}

	@Override
	public void onEvent(ProcessEvent event) {
		if (event instanceof ProcessEvent.Worked worked) {
			if (worked.failure() != null) {
				failedWork(worked, worked.failure());
			}
		}
		else if (event instanceof ProcessEvent.Started started) {
			started(started);
		}
		else if (event instanceof ProcessEvent.Failed failed) {
			failed(failed);
		}
		else if (event instanceof ProcessEvent.Restarting restarting) {
			restarting(restarting);
		}
		else if (event instanceof ProcessEvent.GaveUp gaveUp) {
			gaveUp(gaveUp);
		}
		else if (event instanceof ProcessEvent.Abandoned left) {
			this.abandoned.add(left.process().path());
			this.logger.error("{} ignored every request to end and is left behind{}", left.process(),
					left.stack().isEmpty() ? "" : "; its thread is " + left.stack());
		}
		else if (event instanceof ProcessEvent.Stopped stopped) {
			stopped(stopped);
		}
	}

	private void started(ProcessEvent.Started started) {
		this.abandoned.remove(started.process().path());
		if (this.restarting.remove(started.process().path())) {
			this.logger.info("{} runs again, restart {}", started.process(), started.restarts());
		}
		else {
			this.logger.debug("{} runs", started.process());
		}
	}

	private void failed(ProcessEvent.Failed failed) {
		// Not by equals, which is the user's.
		boolean known = this.written.removeIf((there) -> there.refersTo(failed.cause()));
		if (known || failed.cause() instanceof SupervisionException) {
			// The stack was written when the work, or the child behind it, failed.
			this.logger.warn("{} failed: {}", failed.process(), text(failed.cause()));
		}
		else {
			this.logger.warn("{} failed", failed.process(), Failures.loggable(failed.cause()));
		}
	}

	private void restarting(ProcessEvent.Restarting restarting) {
		if (restarting.attempt() == 0) {
			this.restarting.remove(restarting.process().path());
			this.logger.info("{} starts again as an operator asked", restarting.process());
		}
		else {
			this.restarting.add(restarting.process().path());
			this.logger.info("{} starts again in {} ms{}, attempt {}", restarting.process(),
					restarting.delay().toMillis(), (restarting.cause() != null) ? "" : " along with a sibling",
					restarting.attempt());
		}
	}

	/** Where somebody above decides, that one fails next and says why. */
	private void gaveUp(ProcessEvent.GaveUp gaveUp) {
		if (gaveUp.process().path().isChildOf(ProcessPath.ROOT)) {
			this.logger.error("{} is not started again: {}", gaveUp.process(), text(gaveUp.cause()));
		}
		else {
			this.logger.debug("{} is not started again: {}", gaveUp.process(), text(gaveUp.cause()));
		}
	}

	private void failedWork(ProcessEvent.Worked worked, Throwable failure) {
		Repeats.Line line = this.repeats.next(worked.process().path() + " " + failure.getClass().getName());
		if (line == null) {
			return;
		}
		if (!line.isFirst()) {
			this.logger.warn("{} failed {}: {}", worked.process(), line.times(), Failures.text(failure));
		}
		else if (failure instanceof InterruptedException) {
			this.logger.warn("{} was interrupted while it worked on {}", worked.process(), worked.work());
		}
		else {
			this.logger.warn("{} failed on {}", worked.process(), worked.work(), Failures.loggable(failure));
			this.written.add(new WeakReference<>(failure));
			if (this.written.size() > REMEMBERED) {
				this.written.poll();
			}
		}
	}

	private void stopped(ProcessEvent.Stopped stopped) {
		this.restarting.remove(stopped.process().path());
		boolean hangs = this.abandoned.remove(stopped.process().path());
		if (stopped.process().kind() == ProcessKind.SUPERVISOR) {
			this.logger.debug("{} stopped after {} ms", stopped.process(), stopped.took().toMillis());
		}
		else if (stopped.cause() == null) {
			this.logger.info("{} stopped after {} ms: {}", stopped.process(), stopped.took().toMillis(),
					stopped.summary());
		}
		else if (hangs) {
			this.logger.warn("{} is not waited for any more after {} ms: {}", stopped.process(),
					stopped.took().toMillis(), stopped.summary());
		}
		else if (stopped.took().isZero()) {
			this.logger.warn("{} is over: {}; {}", stopped.process(), stopped.summary(), end(stopped.cause()));
		}
		else {
			this.logger.warn("{} stopped after {} ms: {}; {}", stopped.process(), stopped.took().toMillis(),
					stopped.summary(), end(stopped.cause()));
		}
	}

	private static String end(Throwable cause) {
		return (cause instanceof SupervisionException) ? text(cause) : "it ended with " + text(cause);
	}

	/**
	 * What a supervisor says of its children is a sentence; of others the type matters.
	 */
	private static String text(Throwable cause) {
		return (cause instanceof SupervisionException) ? String.valueOf(cause.getMessage()) : Failures.text(cause);
	}

}
