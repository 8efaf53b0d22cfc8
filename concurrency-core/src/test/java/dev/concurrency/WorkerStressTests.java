package dev.concurrency;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.concurrency.process.InstanceSource;
import dev.concurrency.worker.LastTick;
import dev.concurrency.worker.PeriodicTask;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.Schedule;
import dev.concurrency.worker.TickContext;
import dev.concurrency.worker.WorkerClosedException;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real threads trigger, run once, reconfigure, pause and resume a worker whose ticks are
 * always about to be due, and at last stop it: ticks do not overlap, a pause keeps them
 * out, who asks for one is answered, and the end comes once.
 */
class WorkerStressTests {

	private static final int CALLERS = 3;

	private static final int PAUSES = 100;

	private static final Duration MILLI = Duration.ofMillis(1);

	/** Those who ask for a tick share it, who wants none has it alone. */
	private final ReadWriteLock asking = new ReentrantReadWriteLock(true);

	private final AtomicInteger begun = new AtomicInteger();

	private final AtomicInteger inside = new AtomicInteger();

	private final AtomicInteger overlaps = new AtomicInteger();

	private final AtomicInteger ends = new AtomicInteger();

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	@Timeout(120)
	void whateverIsAskedForBesideDueTicksTheyKeepToTheirRules(boolean nonBlocking) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().build()) {
			PeriodicWorker worker = runtime.worker("report", InstanceSource.of(new Report()),
					WorkerSettings.of(Schedule.fixedRate(MILLI)).withNonBlocking(nonBlocking));
			runtime.start();
			List<Future<?>> callers = new ArrayList<>();
			for (int i = 0; i < CALLERS; i++) {
				SplittableRandom random = new SplittableRandom(i);
				callers.add(threads.submit(() -> {
					call(worker, random);
					return null;
				}));
			}
			SplittableRandom random = new SplittableRandom();
			for (int i = 0; i < PAUSES; i++) {
				assertThat(begunInAPause(worker, random)).as("in pause %d", i).isZero();
			}
			runtime.stop(Duration.ofSeconds(30));
			for (Future<?> caller : callers) {
				caller.get(30, TimeUnit.SECONDS);
			}
			assertThat(this.overlaps.get()).isZero();
			assertThat(this.ends.get()).isEqualTo(1);
			assertThat(worker.snapshot().ticks()).isEqualTo(this.begun.get());
		}
		finally {
			threads.shutdownNow();
		}
	}

	/** How many ticks begin in a pause beside the one that it finds. */
	private int begunInAPause(PeriodicWorker worker, SplittableRandom random) throws Exception {
		this.asking.writeLock().lock();
		try {
			// After this one no tick comes that was asked for before.
			assertThat(isAnswered(worker.runOnce())).isTrue();
			LockSupport.parkNanos(random.nextInt(2_000_000));
			worker.pause();
			// Before the count, in which whoever is found is then included.
			boolean found = this.inside.get() > 0;
			int before = this.begun.get();
			for (int i = 0; i < 10; i++) {
				var unused = worker.reconfigure((now) -> changed(now, random));
				LockSupport.parkNanos(200_000);
			}
			int more = this.begun.get() - before;
			assertThat(isAnswered(worker.runOnce())).as("ticks in a pause too").isTrue();
			worker.resume();
			// What has begun may not have called its task by then.
			return found ? more : Math.max(0, more - 1);
		}
		finally {
			this.asking.writeLock().unlock();
		}
	}

	/** Until the worker is stopped. */
	private void call(PeriodicWorker worker, SplittableRandom random) throws Exception {
		boolean running = true;
		while (running) {
			switch (random.nextInt(8)) {
				case 0 -> {
					var unused = worker.reconfigure((now) -> changed(now, random));
				}
				case 1, 2, 3 -> running = trigger(worker);
				default -> running = isAnswered(runOnce(worker));
			}
			LockSupport.parkNanos(random.nextInt(500_000));
		}
	}

	private boolean trigger(PeriodicWorker worker) {
		this.asking.readLock().lock();
		try {
			return worker.trigger();
		}
		finally {
			this.asking.readLock().unlock();
		}
	}

	private CompletionStage<LastTick> runOnce(PeriodicWorker worker) {
		this.asking.readLock().lock();
		try {
			return worker.runOnce();
		}
		finally {
			this.asking.readLock().unlock();
		}
	}

	/** Answers whether the worker runs. */
	private static boolean isAnswered(CompletionStage<LastTick> stage) throws Exception {
		try {
			var unused = stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
			return true;
		}
		catch (ExecutionException ex) {
			return !(ex.getCause() instanceof WorkerClosedException);
		}
	}

	/** Has it called in another way, and now and then at other times. */
	private static WorkerSettings changed(WorkerSettings now, SplittableRandom random) {
		return switch (random.nextInt(6)) {
			case 0 -> now.withSchedule(Schedule.fixedRate(MILLI));
			case 1 -> now.withSchedule(Schedule.interval(MILLI));
			case 2 -> now.withSchedule(Schedule.fixedDelay(MILLI)).withJitter(MILLI);
			default -> now.nonBlocking() ? now.withInitialDelay(MILLI)
					: now.withMaxRunTime(Duration.ofSeconds(random.nextInt(100, 200)));
		};
	}

	/** Now and then a tick fails, or takes longer than a period. */
	private final class Report implements PeriodicTask {

		@Override
		public void tick(TickContext tick) {
			// Before it is inside: who finds it there has it counted.
			int number = WorkerStressTests.this.begun.incrementAndGet();
			if (WorkerStressTests.this.inside.getAndIncrement() + WorkerStressTests.this.ends.get() > 0) {
				WorkerStressTests.this.overlaps.incrementAndGet();
			}
			long begin = System.nanoTime();
			while (number % 2 == 0 && System.nanoTime() - begin < 1_200_000) {
				Thread.onSpinWait();
			}
			WorkerStressTests.this.inside.decrementAndGet();
			if (number % 7 == 0) {
				throw new IllegalStateException("planted");
			}
		}

		@Override
		public void onStop() {
			WorkerStressTests.this.overlaps.addAndGet(WorkerStressTests.this.inside.get());
			WorkerStressTests.this.ends.incrementAndGet();
		}

	}

}
