package dev.concurrency.benchmarks.worker;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import dev.concurrency.benchmarks.Cpu;
import dev.concurrency.benchmarks.Trial;

/** What is measured. */
enum Scenario implements Trial {

	/** Many tasks, each ten times a second. */
	TICKS("10 000 tasks, each every 100 ms") {

		@Override
		public List<String> peers() {
			return List.copyOf(Schedulers.all().keySet());
		}

		@Override
		Map<String, Double> measure(String peer) throws Exception {
			Lags lags = new Lags(TASKS);
			Objects.requireNonNull(Schedulers.all().get(peer), peer).start(lags, TASKS);
			lags.startTiming();
			TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
			lags.stopTiming();
			TimeUnit.SECONDS.sleep(2 * WARM_UP_SECONDS);
			// What a reading needs the first time is not for the peer to pay.
			read(lags);
			awaitCompilers();
			long before = lags.count();
			long cpu = Cpu.nanos();
			long begun = System.nanoTime();
			TimeUnit.SECONDS.sleep(SECONDS);
			double took = System.nanoTime() - begun;
			double used = Cpu.nanos() - cpu;
			long ticks = lags.count() - before;
			lags.startTiming();
			TimeUnit.SECONDS.sleep(SECONDS);
			Map<String, Double> figures = new LinkedHashMap<>();
			figures.put("processor, percent of a core", 100 * used / took);
			figures.put("thousand ticks a second", ticks / took * 1e6);
			figures.put("99th percentile of the lag, ms", lags.percentile(0.99));
			return figures;
		}

		private void read(Lags lags) {
			for (int i = 0; i < 100; i++) {
				long unused = lags.count() + Cpu.nanos();
			}
		}

		/**
		 * Few ticks a second make few things hot: the compilers would still be at work,
		 * and take more than the ticks.
		 */
		private void awaitCompilers() throws InterruptedException {
			CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
			long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
			long before;
			long now = compilers.getTotalCompilationTime();
			do {
				before = now;
				TimeUnit.SECONDS.sleep(4);
				now = compilers.getTotalCompilationTime();
			}
			while (now - before > 2 && System.nanoTime() < end);
		}

	},

	/** What an ask that is answered at once costs the timer. */
	TIMEOUTS("timeouts of 5 s, armed and cancelled") {

		@Override
		public List<String> peers() {
			return List.copyOf(Timers.all().keySet());
		}

		@Override
		Map<String, Double> measure(String peer) throws Exception {
			Timers timer = Objects.requireNonNull(Timers.all().get(peer), peer).get();
			Map<String, Double> figures = new LinkedHashMap<>();
			run(timer, 1);
			figures.put("one thread, million a second", run(timer, 1));
			run(timer, THREADS);
			figures.put("four threads, million a second", run(timer, THREADS));
			return figures;
		}

		private double run(Timers timer, int threads) throws InterruptedException {
			long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS / 2);
			List<Arming> running = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				Arming arming = new Arming(timer, end);
				running.add(arming);
				arming.start();
			}
			long begun = System.nanoTime();
			long count = 0;
			for (Arming arming : running) {
				arming.join();
				count += arming.count;
			}
			return 1e3 * count / (System.nanoTime() - begun);
		}

	};

	/** The one that the others are compared with; it takes part in both. */
	static final String REFERENCE = "workers";

	private static final int TASKS = 10_000;

	private static final int THREADS = 4;

	// Of ticks that are timed; twice that of those that are only counted.
	private static final int WARM_UP_SECONDS = 10;

	// For the compilers, at most.
	private static final int MOST_SECONDS = 45;

	private static final int SECONDS = 10;

	private final String title;

	Scenario(String title) {
		this.title = title;
	}

	abstract Map<String, Double> measure(String peer) throws Exception;

	@Override
	public String title() {
		return this.title;
	}

	@Override
	public List<String> jvmOptions(String peer) {
		// A heap that is used for the first time costs the kernel more than the ticks.
		return List.of("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch");
	}

	/** One thread that arms and cancels. */
	private static final class Arming extends Thread {

		private final Timers timer;

		private final long end;

		// Read after the end of the thread.
		private long count;

		Arming(Timers timer, long end) {
			this.timer = timer;
			this.end = end;
			setDaemon(true);
		}

		@Override
		public void run() {
			while (System.nanoTime() < this.end) {
				for (int i = 0; i < 100; i++) {
					this.timer.armAndCancel();
				}
				this.count += 100;
			}
		}

	}

}
