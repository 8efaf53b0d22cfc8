package dev.concurrency.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

import com.sun.management.OperatingSystemMXBean;

/** The processor time of this JVM. Stateless. */
public final class Cpu {

	private static final long WARM = TimeUnit.SECONDS.toNanos(10);

	private Cpu() {
	}

	/**
	 * What all threads have used together.
	 * @return nanoseconds
	 */
	public static long nanos() {
		return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
	}

	/**
	 * Whether everything is compiled, supposedly. By the time that was used, not by the
	 * clock: others may have the cores.
	 * @return true from then on
	 */
	public static boolean isWarm() {
		return nanos() >= WARM;
	}

}
