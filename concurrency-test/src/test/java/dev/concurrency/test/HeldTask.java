package dev.concurrency.test;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

import static org.assertj.core.api.Assertions.assertThat;

/** A task of a boundary that runs until the test lets it go. Thread-safe. */
final class HeldTask implements Callable<String> {

	private final CountDownLatch entered = new CountDownLatch(1);

	private final CountDownLatch released = new CountDownLatch(1);

	private final CountDownLatch interrupted = new CountDownLatch(1);

	private final boolean stubborn;

	private volatile Thread thread = Thread.currentThread();

	private HeldTask(boolean stubborn) {
		this.stubborn = stubborn;
	}

	/** Ends with an exception when it is interrupted. */
	static HeldTask obedient() {
		return new HeldTask(false);
	}

	/** Takes note of an interrupt and goes on. */
	static HeldTask stubborn() {
		return new HeldTask(true);
	}

	@Override
	public String call() throws Exception {
		this.thread = Thread.currentThread();
		this.entered.countDown();
		while (true) {
			try {
				this.released.await();
				return "done";
			}
			catch (InterruptedException ex) {
				this.interrupted.countDown();
				if (!this.stubborn) {
					throw ex;
				}
			}
		}
	}

	HeldTask awaitEntered() throws InterruptedException {
		ActorBench.await(this.entered);
		return this;
	}

	void awaitInterrupted() throws InterruptedException {
		ActorBench.await(this.interrupted);
	}

	boolean hasEntered() {
		return this.entered.getCount() == 0;
	}

	Thread thread() {
		assertThat(hasEntered()).isTrue();
		return this.thread;
	}

	void release() {
		this.released.countDown();
	}

}
