package dev.concurrency.test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/**
 * Runs each turn on a thread of its own, and tells when all are over but for the one that
 * hangs: until then what the test's time makes due may be earlier than it should be.
 */
final class TurnThreads implements Executor {

	private final List<Thread> threads = new CopyOnWriteArrayList<>();

	private volatile Thread hanging = new Thread("nobody");

	@Override
	public void execute(Runnable turn) {
		Thread thread = new Thread(turn, "test-turn");
		this.threads.add(thread);
		thread.start();
	}

	/** The current turn goes on until the test lets it, or for ever. */
	void hangs() {
		this.hanging = Thread.currentThread();
	}

	/** Returns once no other turn runs. */
	void settle() {
		ActorBench.until(() -> this.threads.stream().noneMatch((thread) -> thread.isAlive() && thread != this.hanging));
	}

}
