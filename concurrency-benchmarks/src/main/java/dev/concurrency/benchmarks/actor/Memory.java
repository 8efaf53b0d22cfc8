package dev.concurrency.benchmarks.actor;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

import com.sun.management.ThreadMXBean;

/** How much of the heap is in use and was ever used. Stateless. */
final class Memory {

	private static final int COLLECTIONS = 3;

	private static final double FULL = 0.9;

	private Memory() {
	}

	/** The bytes in use after a collection. */
	static long inUse() throws InterruptedException {
		for (int i = 0; i < COLLECTIONS; i++) {
			System.gc();
			TimeUnit.MILLISECONDS.sleep(100);
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	/** Whether there is some room left. */
	static boolean hasRoom() throws InterruptedException {
		Runtime runtime = Runtime.getRuntime();
		double limit = runtime.maxMemory() * FULL;
		return runtime.totalMemory() - runtime.freeMemory() < limit || inUse() < limit;
	}

	/** The bytes that the calling thread has allocated. */
	static long allocatedHere() {
		return threads().getThreadAllocatedBytes(Thread.currentThread().getId());
	}

	/** The bytes that all living threads have allocated. */
	static long allocated() {
		long sum = 0;
		for (long bytes : threads().getThreadAllocatedBytes(threads().getAllThreadIds())) {
			sum += Math.max(0, bytes);
		}
		return sum;
	}

	private static ThreadMXBean threads() {
		return (ThreadMXBean) ManagementFactory.getThreadMXBean();
	}

}
