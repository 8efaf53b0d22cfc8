package dev.concurrency;

import java.util.concurrent.ThreadFactory;

/**
 * Makes daemon threads with the context class loader of the thread that built the
 * runtime: in an executable jar a pool would otherwise hand out the wrong one.
 */
final class ContextThreads implements ThreadFactory {

	private final ClassLoader loader = Thread.currentThread().getContextClassLoader();

	@Override
	public Thread newThread(Runnable task) {
		Thread thread = new Thread(task, "concurrency");
		thread.setDaemon(true);
		thread.setContextClassLoader(this.loader);
		return thread;
	}

}
