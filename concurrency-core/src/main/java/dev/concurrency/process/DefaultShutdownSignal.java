package dev.concurrency.process;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.concurrency.time.Durations;

/** A latch for those who wait and a future for those who are called back. */
final class DefaultShutdownSignal implements ShutdownSignal {

	private final CountDownLatch requested = new CountDownLatch(1);

	private final CompletableFuture<Void> callbacks = new CompletableFuture<>();

	void trigger() {
		this.requested.countDown();
		this.callbacks.complete(null);
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
		// The stage keeps what the action throws from the other actions.
		var unused = this.callbacks.thenRun(action);
	}

}
