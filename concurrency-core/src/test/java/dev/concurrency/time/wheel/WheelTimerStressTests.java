package dev.concurrency.time.wheel;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.time.Timer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real threads and the real clock. Nobody waits with a timeout of its own, so a lost
 * wake-up of the driver hangs the test.
 */
@Timeout(60)
class WheelTimerStressTests {

	private static final int THREADS = 4;

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

	private final Timer timer = Timer.create(WheelTimerStressTests::daemon);

	@AfterEach
	void close() {
		this.timer.close();
		this.threads.shutdownNow();
	}

	/** The race: the cancel finds an entry that the driver takes over, or is to begin. */
	@Test
	void whatIsScheduledEitherRunsOnceOrWasCancelled() throws Exception {
		List<Future<Integer>> faults = onAllThreads((random) -> {
			List<Timer.Timeout> timeouts = new ArrayList<>();
			AtomicInteger[] runs = new AtomicInteger[20_000];
			boolean[] cancelled = new boolean[runs.length];
			for (int i = 0; i < runs.length; i++) {
				AtomicInteger run = new AtomicInteger();
				runs[i] = run;
				timeouts.add(this.timer.schedule(random.nextInt(3_000_000), run::incrementAndGet));
				int victim = i - random.nextInt(Math.min(i, 1000) + 1);
				cancelled[victim] |= timeouts.get(victim).cancel();
			}
			CountDownLatch last = new CountDownLatch(1);
			// Later than any of them.
			assertThat(this.timer.schedule(10_000_000, last::countDown)).isNotNull();
			last.await();
			int wrong = 0;
			for (int i = 0; i < runs.length; i++) {
				wrong += (runs[i].get() == (cancelled[i] ? 0 : 1)) ? 0 : 1;
			}
			return wrong;
		});
		for (Future<Integer> fault : faults) {
			assertThat(fault.get()).isZero();
		}
	}

	/** The race: an entry is pushed while the driver is about to sleep. */
	@Test
	void noEntryIsMissedByADriverThatGoesToSleep() throws Exception {
		List<Future<Integer>> rounds = onAllThreads((random) -> {
			for (int round = 0; round < 3000; round++) {
				CountDownLatch ran = new CountDownLatch(1);
				assertThat(this.timer.schedule(random.nextInt(3) * 20_000L, ran::countDown)).isNotNull();
				ran.await();
			}
			return 0;
		});
		for (Future<Integer> round : rounds) {
			assertThat(round.get()).isZero();
		}
	}

	/** On the driver's own thread, while others schedule too. */
	@Test
	void aTaskThatComesAgainAtOnceKeepsNoOtherFromRunning() throws Exception {
		CountDownLatch other = new CountDownLatch(1);
		assertThat(this.timer.schedule(0, () -> again(other))).isNotNull();
		assertThat(this.timer.schedule(5_000_000, other::countDown)).isNotNull();
		other.await();
	}

	private void again(CountDownLatch end) {
		if (end.getCount() > 0) {
			assertThat(this.timer.schedule(0, () -> again(end))).isNotNull();
		}
	}

	@Test
	void nothingRunsEarly() throws Exception {
		List<Future<Integer>> rounds = onAllThreads((random) -> {
			AtomicInteger early = new AtomicInteger();
			CountDownLatch all = new CountDownLatch(500);
			for (int i = 0; i < 500; i++) {
				long delay = random.nextInt(20_000_000);
				long begun = System.nanoTime();
				assertThat(this.timer.schedule(delay, () -> {
					early.addAndGet((System.nanoTime() - begun < delay) ? 1 : 0);
					all.countDown();
				})).isNotNull();
			}
			all.await();
			return early.get();
		});
		for (Future<Integer> round : rounds) {
			assertThat(round.get()).isZero();
		}
	}

	/** The race: a task is scheduled while the timer closes. */
	@Test
	void aTimerThatClosesEndsItsThreadAndEitherRefusesOrForgets() throws Exception {
		for (int round = 0; round < 300; round++) {
			CompletableFuture<Thread> driver = new CompletableFuture<>();
			Timer closing = Timer.create((task) -> {
				Thread thread = daemon(task);
				driver.complete(thread);
				return thread;
			});
			Future<?> other = this.threads.submit(() -> {
				try {
					for (int i = 0; i < 1000; i++) {
						assertThat(closing.schedule(i * 1000L, Thread::yield)).isNotNull();
					}
				}
				catch (RejectedExecutionException ex) {
					assertThat(ex).hasMessage("the timer is closed");
				}
			});
			driver.get(20, TimeUnit.SECONDS);
			closing.close();
			driver.get().join();
			other.get();
		}
	}

	private List<Future<Integer>> onAllThreads(Work work) {
		List<Future<Integer>> results = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			Random random = new Random(i);
			results.add(this.threads.submit(() -> work.run(random)));
		}
		return results;
	}

	private static Thread daemon(Runnable task) {
		Thread thread = new Thread(task);
		thread.setDaemon(true);
		return thread;
	}

	@FunctionalInterface
	private interface Work {

		int run(Random random) throws Exception;

	}

}
