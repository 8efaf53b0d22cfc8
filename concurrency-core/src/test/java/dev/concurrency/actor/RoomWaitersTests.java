package dev.concurrency.actor;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import dev.concurrency.process.Admission;
import dev.concurrency.time.TimeSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Time goes on by one second with each park; nobody is really parked. */
class RoomWaitersTests {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private final RoomWaiters waiters = new RoomWaiters();

	private final SteppingTime time = new SteppingTime();

	@Test
	void answerThatIsNotFullNeedsNoWait() throws InterruptedException {
		assertThat(await(Long.MAX_VALUE, Admission.CLOSED)).isEqualTo(Admission.CLOSED);
		assertThat(this.time.parks).isZero();
	}

	/** The race: room is made after the first attempt and before the sender registers. */
	@Test
	void senderTriesOnceMoreAfterItHasRegistered() throws InterruptedException {
		assertThat(await(Long.MAX_VALUE, Admission.FULL, Admission.ACCEPTED)).isEqualTo(Admission.ACCEPTED);
		assertThat(this.time.parks).isZero();
	}

	@Test
	void wakeUpForNoReasonIsFollowedByAnotherWaitForTheRest() throws InterruptedException {
		assertThat(await(10 * SECOND, Admission.FULL, Admission.FULL, Admission.FULL, Admission.ACCEPTED))
			.isEqualTo(Admission.ACCEPTED);
		assertThat(this.time.parks).isEqualTo(2);
		assertThat(this.time.lastWait).isEqualTo(9 * SECOND);
	}

	@Test
	void senderGivesUpWhenTheTimeIsOverWithALastAttempt() throws InterruptedException {
		assertThat(await(2 * SECOND, Admission.FULL, Admission.FULL, Admission.FULL, Admission.ACCEPTED))
			.isEqualTo(Admission.ACCEPTED);
		assertThat(await(2 * SECOND, Admission.FULL, Admission.FULL, Admission.FULL, Admission.FULL))
			.isEqualTo(Admission.FULL);
	}

	@Test
	void interruptedThreadSendsNothing() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class)
			.isThrownBy(() -> await(Long.MAX_VALUE, Admission.ACCEPTED));
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	private Admission await(long nanos, Admission... answers) throws InterruptedException {
		Deque<Admission> left = new ArrayDeque<>(List.of(answers));
		return this.waiters.await(this, left::removeFirst, nanos, this.time);
	}

	private static final class SteppingTime implements TimeSource {

		private long now;

		private int parks;

		private long lastWait;

		@Override
		public long nanoTime() {
			return this.now;
		}

		@Override
		public Instant instant() {
			return Instant.EPOCH;
		}

		@Override
		public void park(Object blocker, long nanos) {
			this.parks++;
			this.lastWait = nanos;
			this.now += SECOND;
		}

	}

}
