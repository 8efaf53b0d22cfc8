package dev.concurrency;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.process.WatchdogSettings;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** What a reader of the log finds when a tick or a task takes longer than it may. */
@Timeout(30)
class LongCallLogTests {

	private static final Duration LIMIT = Duration.ofSeconds(3);

	private final CountDownLatch inside = new CountDownLatch(1);

	private final CountDownLatch released = new CountDownLatch(1);

	private final LogProbe log = LogProbe.of(PeriodicWorker.class, BoundaryRuntime.class);

	private final WaitingTimer timer = new WaitingTimer();

	private final ConcurrencyRuntime runtime = ConcurrencyRuntime.builder()
		.timer(this.timer)
		.watchdog(WatchdogSettings.off())
		.build();

	@AfterEach
	void close() {
		this.released.countDown();
		this.runtime.close();
		this.log.close();
	}

	@Test
	void itIsToldWithItsStackOnceAndThenWheneverItHasTakenTwiceAsLongUntilItEnds() throws Exception {
		PeriodicWorker worker = this.runtime.worker("report", (tick) -> {
			this.inside.countDown();
			this.released.await();
		}, WorkerSettings.every(Duration.ofDays(1)).withMaxRunTime(LIMIT));
		this.runtime.start();
		var over = worker.runOnce().toCompletableFuture();
		assertThat(this.inside.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.log.messages()).isEmpty();
		this.timer.elapse(LIMIT);
		assertTold("3s");
		this.timer.elapse(LIMIT);
		assertTold("3s", "6s");
		this.timer.elapse(LIMIT.multipliedBy(2));
		assertTold("3s", "6s", "12s");
		this.released.countDown();
		over.get(10, TimeUnit.SECONDS);
		this.timer.elapse(LIMIT.multipliedBy(4));
		assertTold("3s", "6s", "12s");
	}

	private void assertTold(String... taken) {
		List<String> messages = this.log.messages();
		assertThat(messages).hasSameSizeAs(taken);
		for (int i = 0; i < taken.length; i++) {
			assertThat(messages.get(i))
				.startsWith("worker root/workers/report has been in a tick for " + taken[i]
						+ ", longer than its max-run-time of 3s; its thread is ")
				.contains("LongCallLogTests");
		}
	}

	@Test
	void aTaskThatIsLeftBehindIsNamedWithTheBudgetThatItHadAndItsStack() throws Exception {
		BoundaryRuntime boundary = this.runtime.boundary("geocode", withBudget(BoundarySettings.defaults(), LIMIT));
		this.runtime.start();
		var stage = boundary.submit("PHX", this::ignoreInterrupts).thenRun(() -> {
			// Whoever waits does not hold up the warning.
			assertThat(this.log.messages()).hasSize(1);
		});
		assertThat(this.inside.await(10, TimeUnit.SECONDS)).isTrue();
		var unused = boundary.cancel("PHX", "too late");
		boundary.reconfigure((settings) -> withBudget(settings, Duration.ofHours(1)));
		this.timer.elapse(LIMIT);
		stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
		assertThat(this.log.messages()).singleElement()
			.asString()
			.startsWith(
					"boundary root/boundaries/geocode: the task 'PHX' has not ended 3s after it was cancelled and is "
							+ "left behind; its thread is ")
			.contains("LongCallLogTests.ignoreInterrupts");
	}

	private static BoundarySettings withBudget(BoundarySettings settings, Duration budget) {
		return settings.withBoundary(settings.boundary().withCancellationBudget(budget));
	}

	private String ignoreInterrupts() {
		this.inside.countDown();
		while (this.released.getCount() > 0) {
			Thread.onSpinWait();
		}
		return "done";
	}

}
