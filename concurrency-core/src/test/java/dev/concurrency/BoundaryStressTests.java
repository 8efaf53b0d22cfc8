package dev.concurrency;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.boundary.Boundary;
import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.boundary.BoundarySnapshot;
import dev.concurrency.boundary.TaskOutcome;
import dev.concurrency.process.ProcessKind;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real threads submit, cancel, retry and forget at once, while the boundary is restarted
 * and at last stopped: the limits hold, every stage completes, and the counts add up.
 */
class BoundaryStressTests {

	private static final int CALLERS = 4;

	private static final int CALLS = 4_000;

	private static final int MAX_IN_FLIGHT = 3;

	private final AtomicInteger inFlight = new AtomicInteger();

	private final AtomicInteger most = new AtomicInteger();

	@RepeatedTest(5)
	@Timeout(120)
	void whateverHappensAtOnceTheLimitsHoldAndNobodyWaitsInVain() throws Exception {
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().build()) {
			BoundaryRuntime boundary = runtime.boundary("geocode",
					BoundarySettings.defaults()
						.withBoundary(Boundary.defaults().withLimits(MAX_IN_FLIGHT, 20))
						.withHistory(10));
			runtime.start();
			List<Thread> callers = new ArrayList<>();
			List<CompletionStage<? extends TaskOutcome<?>>> all = new ArrayList<>();
			List<List<CompletionStage<? extends TaskOutcome<?>>>> each = new ArrayList<>();
			for (int i = 0; i < CALLERS; i++) {
				List<CompletionStage<? extends TaskOutcome<?>>> own = new ArrayList<>();
				each.add(own);
				SplittableRandom random = new SplittableRandom(i);
				Thread caller = new Thread(() -> call(boundary, random, own), "caller-" + i);
				callers.add(caller);
				caller.start();
			}
			for (int i = 0; i < 20; i++) {
				runtime.supervisorOf(ProcessKind.BOUNDARY)
					.restart("geocode")
					.toCompletableFuture()
					.get(20, TimeUnit.SECONDS);
			}
			for (Thread caller : callers) {
				caller.join();
			}
			runtime.stop(Duration.ofSeconds(30));
			each.forEach(all::addAll);
			for (CompletionStage<? extends TaskOutcome<?>> stage : all) {
				stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
			}
			assertThat(this.most.get()).isPositive().isLessThanOrEqualTo(MAX_IN_FLIGHT);
			BoundarySnapshot counts = boundary.snapshot();
			assertThat(counts).extracting("queued", "inFlight", "abandoned", "hanging").containsExactly(0, 0, 0L, 0);
			assertThat(counts.succeeded() + counts.failed() + counts.cancelled())
				.isEqualTo(counts.accepted() + counts.retried());
		}
	}

	@RepeatedTest(5)
	@Timeout(120)
	void whoIsCancelledJustWhenAThreadComesIsToldOnceAndTheOthersHaveTheirTurn() throws Exception {
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().blockingPool(2, 1).build()) {
			BoundaryRuntime boundary = runtime.boundary("geocode",
					BoundarySettings.defaults()
						.withBoundary(Boundary.defaults().withLimits(MAX_IN_FLIGHT, CALLERS * CALLS))
						.withHistory(0));
			runtime.start();
			AtomicInteger ran = new AtomicInteger();
			AtomicInteger told = new AtomicInteger();
			CountDownLatch all = new CountDownLatch(CALLERS * CALLS);
			List<Thread> callers = new ArrayList<>();
			for (int i = 0; i < CALLERS; i++) {
				int caller = i;
				callers.add(new Thread(() -> {
					for (int k = 0; k < CALLS; k++) {
						String key = caller + "/" + k;
						var unused = boundary.submit(key, ran::incrementAndGet).thenRun(() -> {
							told.incrementAndGet();
							all.countDown();
						});
						if (k % 3 != 0) {
							boundary.cancel(key, "not needed");
						}
					}
				}, "caller-" + i));
			}
			callers.forEach(Thread::start);
			assertThat(all.await(60, TimeUnit.SECONDS)).as("nobody is left behind").isTrue();
			for (Thread caller : callers) {
				caller.join();
			}
			runtime.stop(Duration.ofSeconds(30));
			BoundarySnapshot counts = boundary.snapshot();
			assertThat(told.get()).isEqualTo(CALLERS * CALLS);
			assertThat(counts.succeeded() + counts.cancelled()).isEqualTo(CALLERS * CALLS);
			assertThat(counts.begun()).isEqualTo(ran.get()).isGreaterThanOrEqualTo(counts.succeeded());
			assertThat(counts).extracting("queued", "inFlight", "rejected").containsExactly(0, 0, 0L);
		}
	}

	private void call(BoundaryRuntime boundary, SplittableRandom random,
			List<CompletionStage<? extends TaskOutcome<?>>> own) {
		for (int i = 0; i < CALLS; i++) {
			String key = "k" + random.nextInt(40);
			switch (random.nextInt(5)) {
				case 0, 1 -> own.add(boundary.submit(key, this::work));
				case 2 -> own.add(boundary.cancel(key, "not needed"));
				case 3 -> own.add(boundary.retry(key));
				default -> boundary.forget(key);
			}
		}
	}

	private int work() throws Exception {
		int now = this.inFlight.incrementAndGet();
		this.most.accumulateAndGet(now, Math::max);
		try {
			if (now % 3 == 0) {
				throw new IllegalStateException("planted");
			}
			Thread.onSpinWait();
			return now;
		}
		finally {
			this.inFlight.decrementAndGet();
		}
	}

}
