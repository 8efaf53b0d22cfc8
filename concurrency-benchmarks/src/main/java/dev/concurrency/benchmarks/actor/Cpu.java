package dev.concurrency.benchmarks.actor;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

import com.sun.management.OperatingSystemMXBean;

/** The processor time of this JVM. Stateless. */
final class Cpu {

	private static final long WARM = TimeUnit.SECONDS.toNanos(10);

	private Cpu() {
	}

	/** The nanoseconds that all threads have used together. */
	static long nanos() {
		return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
	}

	/**
	 * Whether everything is compiled, supposedly. By the time that was used, not by the
	 * clock: others may have the cores.
	 */
	static boolean isWarm() {
		return nanos() >= WARM;
	}

}
