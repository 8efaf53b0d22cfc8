package dev.concurrency;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.process.WatchdogSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** What a reader of the log finds when a task ignores its cancellation. */
@Timeout(30)
class BoundaryLogTests {

	private static final Duration BUDGET = Duration.ofSeconds(3);

	private final CountDownLatch inside = new CountDownLatch(1);

	private final CountDownLatch released = new CountDownLatch(1);

	private final LogProbe log = LogProbe.of(BoundaryRuntime.class);

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
	void aTaskThatIsLeftBehindIsNamedWithTheBudgetThatItHadAndItsStack() throws Exception {
		BoundaryRuntime boundary = this.runtime.boundary("geocode", withBudget(BoundarySettings.defaults(), BUDGET));
		this.runtime.start();
		var stage = boundary.submit("PHX", this::ignoreInterrupts).thenRun(() -> {
			// Whoever waits does not hold up the warning.
			assertThat(this.log.messages()).hasSize(1);
		});
		assertThat(this.inside.await(10, TimeUnit.SECONDS)).isTrue();
		var unused = boundary.cancel("PHX", "too late");
		boundary.reconfigure((settings) -> withBudget(settings, Duration.ofHours(1)));
		this.timer.elapse(BUDGET);
		stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
		assertThat(this.log.messages()).singleElement()
			.asString()
			.startsWith(
					"boundary root/boundaries/geocode: the task 'PHX' has not ended 3s after it was cancelled and is "
							+ "left behind; its thread is ")
			.contains("BoundaryLogTests.ignoreInterrupts");
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
