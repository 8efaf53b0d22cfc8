package dev.concurrency;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.boundary.TaskOutcome;
import dev.concurrency.process.WatchdogSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** What a reader of the log finds of tasks that fail when nobody waits for them. */
@Timeout(20)
class CancelledTaskLogTests {

	private static final Duration BUDGET = BoundarySettings.defaults().boundary().cancellationBudget();

	private final CountDownLatch released = new CountDownLatch(1);

	private final LogProbe log = LogProbe.ofAll(BoundaryRuntime.class);

	private final WaitingTimer timer = new WaitingTimer();

	private final ConcurrencyRuntime runtime = ConcurrencyRuntime.builder()
		.timer(this.timer)
		.watchdog(WatchdogSettings.off())
		.build();

	private final BoundaryRuntime boundary = this.runtime.boundary("geocode", BoundarySettings.defaults());

	@AfterEach
	void close() {
		this.released.countDown();
		this.runtime.close();
		this.log.close();
	}

	@Test
	void whatACancelledTaskThrowsIsToldOnceToWhoLooksForItAndIsNoFailureOfTheBoundary() throws Exception {
		this.runtime.start();
		for (int i = 0; i < 3; i++) {
			CountDownLatch inside = new CountDownLatch(1);
			CompletionStage<TaskOutcome<String>> stage = this.boundary.submit("PHX" + i, () -> {
				inside.countDown();
				return failWhenInterrupted();
			});
			assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
			var unused = this.boundary.cancel("PHX" + i, "too late");
			assertThat(stage.toCompletableFuture().get(10, TimeUnit.SECONDS))
				.isEqualTo(new TaskOutcome.Cancelled<>("too late"));
		}
		assertThat(this.log.lines()).extracting(ILoggingEvent::getLevel).containsExactly(Level.DEBUG, Level.DEBUG);
		assertThat(this.log.messages()).containsExactly(
				"boundary root/boundaries/geocode: the task 'PHX0' failed after it was cancelled",
				"boundary root/boundaries/geocode: the task 'PHX1' failed after it was cancelled, as did others, 2"
						+ " times within an hour: java.lang.IllegalStateException: no answer");
		assertThat(this.log.lines().get(0).getThrowableProxy().getMessage()).isEqualTo("no answer");
		assertThat(this.boundary.snapshot()).extracting("failed", "cancelled").containsExactly(0L, 3L);
		assertThat(this.runtime.find(this.boundary.path()).orElseThrow().lastFailure()).isNull();
	}

	private String failWhenInterrupted() {
		try {
			this.released.await();
			return "done";
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException("no answer", ex);
		}
	}

	@Test
	void whatATaskThrowsThatWasLeftBehindIsToldToo() throws Exception {
		this.runtime.start();
		CountDownLatch inside = new CountDownLatch(1);
		var stage = this.boundary.submit("PHX", () -> {
			inside.countDown();
			while (this.released.getCount() > 0) {
				Thread.onSpinWait();
			}
			throw new IllegalStateException("no answer");
		});
		assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
		var unused = this.boundary.cancel("PHX", "too late");
		this.timer.elapse(BUDGET);
		assertThat(stage.toCompletableFuture().get(10, TimeUnit.SECONDS)).isInstanceOf(TaskOutcome.Cancelled.class);
		this.released.countDown();
		while (this.log.lines().size() < 2) {
			assertThat(Thread.currentThread().isInterrupted()).as("waited in vain").isFalse();
			Thread.onSpinWait();
		}
		assertThat(this.log.messages().get(1))
			.isEqualTo("boundary root/boundaries/geocode: the task 'PHX' failed after it was cancelled");
		assertThat(this.boundary.snapshot()).extracting("failed", "cancelled", "hanging").containsExactly(0L, 1L, 0);
	}

}
