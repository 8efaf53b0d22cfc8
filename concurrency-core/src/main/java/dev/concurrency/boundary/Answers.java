package dev.concurrency.boundary;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.process.Failures;
import dev.concurrency.time.Timer;

/**
 * Tells of tasks that did not end by themselves, one after the other, on a thread that
 * lives as long as there is something to tell: what follows is the user's code, which may
 * block, and the threads of the pool may all be held up by what was cancelled.
 * Thread-safe.
 * <p>
 * Invariant: {@code pending} counts what was handed over and is not done; whoever raises
 * it from zero starts the thread, as soon as the system allows one, which ends when it
 * brings it back to zero.
 * <p>
 * How much can wait is bounded by how often somebody cancels while what follows a stage
 * blocks: a task that is cancelled has given its place to the next one before anybody is
 * told, as one that has ended has. Who is told slowly is no reason to refuse others, so
 * this is shown ({@link BoundarySnapshot#untold()}) and not limited.
 */
final class Answers implements Executor {

	private static final Logger logger = LoggerFactory.getLogger(BoundaryRuntime.class);

	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

	private final AtomicInteger pending = new AtomicInteger();

	private final ThreadFactory threads;

	private final Timer timer;

	private final String name;

	Answers(ThreadFactory threads, Timer timer, String name) {
		this.threads = threads;
		this.timer = timer;
		this.name = name;
	}

	@Override
	public void execute(Runnable answer) {
		this.waiting.add(answer);
		if (this.pending.getAndIncrement() == 0) {
			start();
		}
	}

	private void start() {
		try {
			Thread thread = this.threads.newThread(this::run);
			thread.setName(this.name);
			thread.start();
		}
		catch (OutOfMemoryError ex) {
			// There cannot be one more thread now, which the JVM reports.
			this.timer.schedule(PAUSE_NANOS, this::start);
		}
	}

	private void run() {
		do {
			Runnable next = this.waiting.poll();
			if (next != null) {
				guarded(next);
			}
		}
		while (this.pending.decrementAndGet() != 0);
	}

	private void guarded(Runnable answer) {
		try {
			answer.run();
		}
		catch (Throwable ex) {
			logger.error("{} could not tell what became of a task", this.name, Failures.loggable(ex));
		}
	}

}
