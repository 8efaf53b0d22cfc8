package dev.concurrency.test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.time.Durations;
import dev.concurrency.time.Timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ManualTimeTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final ManualTime time = new ManualTime();

	private final List<String> ran = new ArrayList<>();

	@Test
	void timeStandsStillUntilItIsMoved() {
		assertThat(this.time.nanoTime()).isZero();
		assertThat(this.time.instant()).isEqualTo(Instant.parse("2001-01-01T00:00:00Z"));
		this.time.advance(SECOND);
		assertThat(this.time.nanoTime()).isEqualTo(SECOND.toNanos());
		assertThat(this.time.instant()).isEqualTo(Instant.parse("2001-01-01T00:00:01Z"));
	}

	@Test
	void aTaskRunsWhenItIsDueAndNotBefore() {
		schedule(SECOND, "task");
		this.time.advance(SECOND.minusNanos(1));
		assertThat(this.ran).isEmpty();
		this.time.advance(Duration.ofNanos(1));
		assertThat(this.ran).containsExactly("task at 1000");
		this.time.advance(SECOND);
		assertThat(this.ran).hasSize(1);
	}

	@Test
	void tasksRunInTheOrderOfTheirTimesAndThenOfTheirScheduling() {
		schedule(Duration.ofSeconds(2), "third");
		schedule(SECOND, "first");
		schedule(SECOND, "second");
		this.time.advance(Duration.ofSeconds(5));
		assertThat(this.ran).containsExactly("first at 1000", "second at 1000", "third at 2000");
		assertThat(this.time.nanoTime()).isEqualTo(Duration.ofSeconds(5).toNanos());
	}

	@Test
	void whatATaskSchedulesRunsInTheSameAdvanceWhenItIsDue() {
		this.time.schedule(SECOND.toNanos(), () -> {
			schedule(SECOND, "due");
			schedule(Duration.ofSeconds(9), "later");
		});
		this.time.advance(Duration.ofSeconds(3));
		assertThat(this.ran).containsExactly("due at 2000");
		assertThat(this.time.scheduled()).isEqualTo(1);
	}

	@Test
	void whatIsDueAtOnceNeedsAnAdvanceOfZero() {
		schedule(Duration.ZERO, "zero");
		this.time.schedule(-5, () -> this.ran.add("negative"));
		assertThat(this.ran).isEmpty();
		this.time.advance(Duration.ZERO);
		assertThat(this.ran).containsExactly("zero at 0", "negative");
	}

	@Test
	void aCancelledTaskDoesNotRun() {
		Timer.Timeout timeout = this.time.schedule(SECOND.toNanos(), () -> this.ran.add("never"));
		assertThat(timeout.cancel()).isTrue();
		assertThat(timeout.cancel()).isFalse();
		assertThat(this.time.scheduled()).isZero();
		this.time.advance(SECOND);
		assertThat(this.ran).isEmpty();
	}

	@Test
	void aTaskThatRanCannotBeCancelled() {
		Timer.Timeout timeout = this.time.schedule(0, () -> this.ran.add("ran"));
		this.time.advance(Duration.ZERO);
		assertThat(timeout.cancel()).isFalse();
	}

	@Test
	void afterTheCloseNothingRunsAndNothingIsTaken() {
		schedule(SECOND, "never");
		this.time.close();
		this.time.advance(SECOND);
		assertThat(this.ran).isEmpty();
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> this.time.schedule(0, () -> this.ran.add("never")));
	}

	@Test
	void timeDoesNotGoBack() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.time.advance(Duration.ofNanos(-1)));
	}

	@Test
	void whatIsScheduledForEverNeverRunsBeforeTheEnd() {
		this.time.schedule(Long.MAX_VALUE, () -> this.ran.add("the end"));
		this.time.advance(Duration.ofDays(100_000));
		assertThat(this.ran).isEmpty();
		this.time.advance(Durations.MAX);
		assertThat(this.ran).containsExactly("the end");
	}

	@Test
	void aParkReturnsWhenItsTimeHasCome() throws InterruptedException {
		Thread thread = parking(SECOND.toNanos());
		this.time.advance(SECOND);
		thread.join();
	}

	@Test
	void aParkGoesOnWhenItsTimeHasNotCome() throws InterruptedException {
		Thread thread = parking(SECOND.toNanos());
		this.time.advance(SECOND.minusNanos(1));
		assertThat(thread.isAlive()).isTrue();
		assertThat(LockSupport.getBlocker(thread)).isSameAs(this);
		this.time.advance(Duration.ofNanos(1));
		thread.join();
	}

	@Test
	void aParkReturnsWhenItsThreadIsUnparked() throws InterruptedException {
		Thread thread = parking(Long.MAX_VALUE);
		this.time.advance(Duration.ofDays(1000));
		assertThat(thread.isAlive()).isTrue();
		LockSupport.unpark(thread);
		thread.join();
	}

	@Test
	void aParkReturnsWhenItsThreadIsInterrupted() throws InterruptedException {
		Thread thread = parking(Long.MAX_VALUE);
		thread.interrupt();
		thread.join();
	}

	@Test
	void aParkAfterAnUnparkReturnsAtOnce() {
		LockSupport.unpark(Thread.currentThread());
		this.time.park(this, Long.MAX_VALUE);
	}

	@Test
	void aParkOfNothingReturnsAtOnce() {
		this.time.park(this, 0);
		this.time.park(this, -1);
	}

	@Test
	void severalWhoParkAreWokenTogether() throws InterruptedException {
		Thread one = parking(SECOND.toNanos());
		Thread other = parking(SECOND.toNanos() / 2);
		this.time.advance(SECOND);
		one.join();
		other.join();
	}

	private void schedule(Duration delay, String name) {
		this.time.schedule(delay.toNanos(), () -> this.ran.add(name + " at " + this.time.nanoTime() / 1_000_000));
	}

	private Thread parking(long nanos) {
		Thread thread = new Thread(() -> this.time.park(this, nanos));
		thread.setDaemon(true);
		thread.start();
		while (LockSupport.getBlocker(thread) != this) {
			Thread.onSpinWait();
		}
		return thread;
	}

	@Test
	@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void anUnparkThatCameBeforeTheWaitEndsItThoughOthersLookAtTheTimeMeanwhile() {
		ManualTime time = new ManualTime(new ContendedLock());
		LockSupport.unpark(Thread.currentThread());
		time.park(this, Long.MAX_VALUE);
		assertThat(time.nanoTime()).isZero();
	}

	/** Parks as a lock does that another thread holds. */
	private static final class ContendedLock extends ReentrantLock {

		private static final long serialVersionUID = 1L;

		@Override
		public void lock() {
			LockSupport.parkNanos(this, 1);
			super.lock();
		}

	}

}
