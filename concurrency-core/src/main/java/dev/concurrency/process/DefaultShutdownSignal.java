package dev.concurrency.process;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import dev.concurrency.time.Durations;

/**
 * A latch for those who wait and a queue of those who are called back.
 * <p>
 * Who registers adds to the queue and then looks at the latch; who requests opens the
 * latch and then looks at the queue: one of the two sees the other. {@code calls} counts
 * who has found something to do since the queue was last empty; whoever raises it from
 * zero has the queue emptied, by one thread at a time.
 */
final class DefaultShutdownSignal implements ShutdownSignal {

	private final CountDownLatch requested = new CountDownLatch(1);

	private final Queue<Runnable> actions = new ConcurrentLinkedQueue<>();

	private final AtomicInteger calls = new AtomicInteger();

	private final Executor executor;

	private final Consumer<Throwable> onFailure;

	/**
	 * A signal that is not given yet.
	 * @param executor runs the actions
	 * @param onFailure told of what an action throws
	 */
	DefaultShutdownSignal(Executor executor, Consumer<Throwable> onFailure) {
		this.executor = executor;
		this.onFailure = onFailure;
	}

	Pair withHandle() {
		return new Pair(this, this::trigger);
	}

	private void trigger() {
		this.requested.countDown();
		callBack();
	}

	@Override
	public boolean isRequested() {
		return this.requested.getCount() == 0;
	}

	@Override
	public void await() throws InterruptedException {
		this.requested.await();
	}

	@Override
	public boolean await(Duration timeout) throws InterruptedException {
		return this.requested.await(Durations.toNanos(timeout), TimeUnit.NANOSECONDS);
	}

	@Override
	public void onRequest(Runnable action) {
		this.actions.add(action);
		if (isRequested()) {
			callBack();
		}
	}

	private void callBack() {
		if (!this.actions.isEmpty() && this.calls.getAndIncrement() == 0) {
			this.executor.execute(this::empty);
		}
	}

	private void empty() {
		int seen;
		do {
			seen = this.calls.get();
			for (Runnable action = this.actions.poll(); action != null; action = this.actions.poll()) {
				guarded(action);
			}
		}
		while (!this.calls.compareAndSet(seen, 0));
	}

	private void guarded(Runnable action) {
		try {
			action.run();
		}
		catch (Throwable ex) {
			this.onFailure.accept(ex);
		}
	}

}
