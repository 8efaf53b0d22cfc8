package dev.concurrency.benchmarks.sink;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.concurrency.benchmarks.Trial;

/**
 * What is measured, in a JVM that knows one peer only, so that each peer is compiled as
 * if it were alone. The answers are named, and their names are the titles of the tables.
 */
enum Scenario implements Trial {

	/** One producer with an item every microsecond: the consumer keeps up. */
	PACED("one producer, 1 M/s", false) {

		private static final int PUSHES = 1_500_000;

		private static final long DISTANCE = 1000;

		// Longer than any wake-up: the thread lost its core.
		private static final long DISTURBED = 50_000;

		@Override
		Map<String, Double> measure(Peer peer) {
			Object item = new Object();
			long[] clock = clock();
			run(peer, item);
			var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
			long self = Thread.currentThread().getId();
			long before = threads.getThreadAllocatedBytes(self);
			long[] times = run(peer, item);
			long bytes = threads.getThreadAllocatedBytes(self) - before - 8L * PUSHES;
			Map<String, Double> result = new LinkedHashMap<>();
			result.put("ns per push, middle half", middle(times) - middle(clock));
			result.put("ns per push, mean", mean(times) - mean(clock));
			result.put("bytes per push", Math.max(0, bytes) / (double) PUSHES);
			return result;
		}

		private static long[] run(Peer peer, Object item) {
			long[] times = new long[PUSHES];
			long due = System.nanoTime();
			for (int i = 0; i < PUSHES; i++) {
				due = await(due);
				long start = System.nanoTime();
				boolean accepted = peer.offer(item);
				times[i] = accepted ? System.nanoTime() - start : DISTURBED;
			}
			return times;
		}

		/** The same without a push. */
		private static long[] clock() {
			long[] times = new long[PUSHES];
			long due = System.nanoTime();
			for (int i = 0; i < PUSHES; i++) {
				due = await(due);
				long start = System.nanoTime();
				times[i] = System.nanoTime() - start;
			}
			return times;
		}

		private static long await(long last) {
			// Without catching up, if the machine was busy with something else.
			long due = Math.max(last + DISTANCE, System.nanoTime());
			while (System.nanoTime() < due) {
				Thread.onSpinWait();
			}
			return due;
		}

		private static double middle(long[] values) {
			long[] sorted = values.clone();
			Arrays.sort(sorted);
			return Arrays.stream(sorted, sorted.length / 4, sorted.length * 3 / 4).average().orElseThrow();
		}

		private static double mean(long[] values) {
			return Arrays.stream(values).filter((value) -> value < DISTURBED).average().orElseThrow();
		}

	},

	/** A push that finds the consumer parked, and the nine that follow at once. */
	ASLEEP("the drain asleep", true) {

		private static final int GROUP = 10;

		private static final int SAMPLES = 400;

		private static final long IDLE = 4;

		@Override
		Map<String, Double> measure(Peer peer) throws InterruptedException {
			Object item = new Object();
			warmUp(peer, item);
			long[] first = new long[SAMPLES];
			long[] next = new long[SAMPLES];
			int samples = 0;
			while (samples < SAMPLES) {
				TimeUnit.MILLISECONDS.sleep(IDLE);
				long start = System.nanoTime();
				boolean accepted = peer.offer(item);
				long middle = System.nanoTime();
				for (int j = 1; j < GROUP; j++) {
					accepted &= peer.offer(item);
				}
				next[samples] = System.nanoTime() - middle;
				first[samples] = middle - start;
				// Or else the machine was busy with something else.
				samples += accepted ? 1 : 0;
			}
			Map<String, Double> result = new LinkedHashMap<>();
			result.put("ns for the first push, median", median(first));
			result.put("ns for each of the next nine, median", median(next) / (GROUP - 1));
			return result;
		}

		private static void warmUp(Peer peer, Object item) throws InterruptedException {
			int accepted = 0;
			while (accepted < 200_000) {
				for (int i = 0; i < 1000; i++) {
					accepted += peer.offer(item) ? 1 : 0;
				}
				TimeUnit.MILLISECONDS.sleep(IDLE);
			}
		}

	},

	/** One producer that never waits but when there is no room. */
	ONE_PRODUCER("saturated by one producer", false) {

		@Override
		Map<String, Double> measure(Peer peer) throws InterruptedException {
			return saturate(peer, 1);
		}

	},

	/** Four of them. */
	FOUR_PRODUCERS("saturated by four producers", false) {

		@Override
		Map<String, Double> measure(Peer peer) throws InterruptedException {
			return saturate(peer, 4);
		}

	};

	private final String title;

	private final boolean wakeUp;

	Scenario(String title, boolean wakeUp) {
		this.title = title;
		this.wakeUp = wakeUp;
	}

	@Override
	public String title() {
		return this.title;
	}

	@Override
	public List<String> peers() {
		List<String> names = new ArrayList<>(Peers.names());
		if (!this.wakeUp) {
			names.remove(Peers.UNPARK);
		}
		return names;
	}

	@Override
	public List<String> jvmOptions(String peer) {
		// Where the consumer falls asleep, batches linger so shortly that it does.
		return List.of("-Xms512m", "-Xmx512m", "-Dlinger=" + (this.wakeUp ? 1 : 100));
	}

	/** Measures the peer and answers figures by name. */
	abstract Map<String, Double> measure(Peer peer) throws InterruptedException;

	@SuppressWarnings("ThreadPriorityCheck")
	private static Map<String, Double> saturate(Peer peer, int producers) throws InterruptedException {
		Object item = new Object();
		for (int i = 0; i < producers; i++) {
			Thread producer = new Thread(() -> {
				while (true) {
					if (!peer.offer(item)) {
						Thread.yield();
					}
				}
			}, "producer");
			producer.setDaemon(true);
			producer.start();
		}
		TimeUnit.MILLISECONDS.sleep(1500);
		long start = System.nanoTime();
		long before = peer.taken();
		TimeUnit.MILLISECONDS.sleep(1500);
		double items = peer.taken() - before;
		return Map.of("million items per second", items * 1000 / (System.nanoTime() - start));
	}

	private static double median(long[] values) {
		long[] sorted = values.clone();
		Arrays.sort(sorted);
		return sorted[sorted.length / 2];
	}

}
