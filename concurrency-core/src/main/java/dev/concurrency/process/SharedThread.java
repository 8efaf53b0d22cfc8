package dev.concurrency.process;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.atomic.AtomicInteger;

/** A thread that many actors share: nothing that it runs may wait. */
public final class SharedThread extends ForkJoinWorkerThread {

	private SharedThread(ForkJoinPool pool, String name, ClassLoader loader) {
		super(pool);
		setName(name);
		setContextClassLoader(loader);
	}

	/**
	 * Makes the threads of a pool.
	 * @param prefix begins their names
	 * @param loader their context class loader
	 * @return a thread-safe factory
	 */
	public static ForkJoinPool.ForkJoinWorkerThreadFactory factory(String prefix, ClassLoader loader) {
		AtomicInteger number = new AtomicInteger();
		return (pool) -> new SharedThread(pool, prefix + number.incrementAndGet(), loader);
	}

	/**
	 * Refuses to wait on such a thread.
	 * @param operation what would wait
	 * @param instead what to use instead
	 * @throws IllegalStateException on a shared thread
	 */
	public static void refuse(String operation, String instead) {
		if (Thread.currentThread() instanceof SharedThread) {
			throw new IllegalStateException(
					operation + " may wait and this thread is shared by many actors: use " + instead);
		}
	}

}
