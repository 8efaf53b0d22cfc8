package dev.concurrency.boundary;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of tasks that did not end by themselves, one after the other, on a thread that
 * lives as long as there is something to tell: what follows is the user's code, which may
 * block, and the threads of the pool may all be held up by what was cancelled.
 * Thread-safe.
 * <p>
 * Invariant: {@code pending} counts what was handed over and is not done; whoever raises
 * it from zero starts the thread, which ends when it brings it back to zero. How much can
 * wait is bounded by the number of tasks.
 */
final class Answers implements Executor {

	private static final Logger logger = LoggerFactory.getLogger(BoundaryRuntime.class);

	private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

	private final AtomicInteger pending = new AtomicInteger();

	private final ThreadFactory threads;

	private final String name;

	Answers(ThreadFactory threads, String name) {
		this.threads = threads;
		this.name = name;
	}

	@Override
	public void execute(Runnable answer) {
		this.waiting.add(answer);
		if (this.pending.getAndIncrement() == 0) {
			Thread thread = this.threads.newThread(this::run);
			thread.setName(this.name);
			thread.start();
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
			logger.error("{} could not tell what became of a task", this.name, ex);
		}
	}

}
