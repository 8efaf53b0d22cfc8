package dev.concurrency.autoconfigure;

import java.util.concurrent.ThreadFactory;

import org.springframework.core.task.VirtualThreadTaskExecutor;

/**
 * Makes virtual threads with the context class loader of the thread that made this: else
 * each has that of whoever starts it, which may be a pool thread without the
 * application's. From Java 21 on. Thread-safe.
 */
final class VirtualThreads implements ThreadFactory {

	private final ClassLoader loader = Thread.currentThread().getContextClassLoader();

	private final ThreadFactory threads;

	VirtualThreads(String prefix) {
		this.threads = new VirtualThreadTaskExecutor(prefix).getVirtualThreadFactory();
	}

	@Override
	public Thread newThread(Runnable task) {
		Thread thread = this.threads.newThread(task);
		thread.setContextClassLoader(this.loader);
		return thread;
	}

}
