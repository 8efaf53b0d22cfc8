package dev.concurrency.actor;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * The thread of one actor, for its turns and its hooks: at most one of these waits at a
 * time. It is there from the first of them until it is let go. Thread-safe.
 */
final class PinnedThread implements Executor {

	private final ReentrantLock lock = new ReentrantLock();

	private final ThreadFactory threads;

	private final String name;

	// Under the lock.
	private @Nullable ThreadPoolExecutor current;

	/**
	 * No thread yet.
	 * @param threads makes it
	 * @param name its name
	 */
	PinnedThread(ThreadFactory threads, String name) {
		this.threads = threads;
		this.name = name;
	}

	@Override
	public void execute(Runnable work) {
		this.lock.lock();
		try {
			ThreadPoolExecutor thread = this.current;
			if (thread == null) {
				thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(16),
						this::newThread);
				this.current = thread;
			}
			thread.execute(work);
		}
		finally {
			this.lock.unlock();
		}
	}

	private Thread newThread(Runnable work) {
		Thread thread = this.threads.newThread(work);
		thread.setName(this.name);
		return thread;
	}

	/** The thread ends once it has done what it has. What comes later has another. */
	void letGo() {
		this.lock.lock();
		try {
			if (this.current != null) {
				this.current.shutdown();
				this.current = null;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}
