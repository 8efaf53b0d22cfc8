package dev.concurrency.actor;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ProcessEnvironment;

/**
 * The thread of one actor, for its turns and its hooks: at most one of these waits at a
 * time. It is there from the first of them until it is let go. Thread-safe, without a
 * lock: the factory of the thread may be the user's.
 * <p>
 * Who is refused looks whether the thread was let go meanwhile, and then takes the next.
 */
final class PinnedThread implements Executor {

	private final AtomicReference<@Nullable ThreadPoolExecutor> current = new AtomicReference<>();

	private final ProcessEnvironment environment;

	private final String name;

	private final Executor watched;

	/**
	 * No thread yet.
	 * @param environment makes it and looks at it
	 * @param name its name
	 */
	PinnedThread(ProcessEnvironment environment, String name) {
		this.environment = environment;
		this.name = name;
		this.watched = environment.watchdog().watching(this::hand, false);
	}

	@Override
	public void execute(Runnable work) {
		this.watched.execute(work);
	}

	private void hand(Runnable work) {
		boolean taken = false;
		while (!taken) {
			ThreadPoolExecutor thread = thread();
			try {
				thread.execute(work);
				taken = true;
			}
			catch (RejectedExecutionException ex) {
				if (this.current.get() == thread) {
					throw ex;
				}
			}
		}
	}

	private ThreadPoolExecutor thread() {
		ThreadPoolExecutor known = this.current.get();
		if (known == null) {
			known = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(16), this::newThread);
			ThreadPoolExecutor other = this.current.compareAndExchange(null, known);
			known = (other != null) ? other : known;
		}
		return known;
	}

	private Thread newThread(Runnable work) {
		Thread thread = this.environment.threads().newThread(work);
		thread.setName(this.name);
		return thread;
	}

	/** The thread ends once it has done what it has. What comes later has another. */
	void letGo() {
		ThreadPoolExecutor over = this.current.getAndSet(null);
		if (over != null) {
			over.shutdown();
		}
	}

}
