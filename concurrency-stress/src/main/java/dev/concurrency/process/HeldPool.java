package dev.concurrency.process;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import dev.concurrency.time.TimeSource;
import dev.concurrency.time.Timer;

/** Has no thread for the runners that it is given, until the test has one. */
final class HeldPool implements BoundedPool {

	final PatientExecutor executor = new PatientExecutor(this, 64, TimeSource.system(), new Timer() {
		@Override
		public Timeout schedule(long delayNanos, Runnable task) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void close() {
		}
	});

	private final Queue<Runnable> runners = new ConcurrentLinkedQueue<>();

	private final AtomicInteger given = new AtomicInteger();

	@Override
	public void execute(Runnable runner) {
		this.given.incrementAndGet();
		this.runners.add(runner);
	}

	void hasOneThread() {
		this.runners.remove().run();
	}

	int given() {
		return this.given.get();
	}

}
