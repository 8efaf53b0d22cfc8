package dev.concurrency.process;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.time.TimeSource;
import dev.concurrency.time.Timer;

import static org.assertj.core.api.Assertions.assertThat;

/** A thread that is in a call, as the watchdog knows it. */
@Timeout(60)
class SeatTests {

	private final Timer timer = Timer.create(Thread::new);

	private final Watchdog watchdog = new Watchdog(TimeSource.system(), this.timer, WatchdogSettings.off());

	private final Callee callee = new Someone();

	@AfterEach
	void close() {
		this.timer.close();
	}

	@Test
	void whoIsInNoCallIsNotInterrupted() {
		assertThat(this.watchdog.interrupt(this.callee)).isFalse();
		assertThat(this.watchdog.stack(this.callee)).isNull();
	}

	@Test
	void aCallIsInterruptedWhereItIsAndThatOfAnotherIsNot() throws InterruptedException {
		CountDownLatch inside = new CountDownLatch(1);
		CountDownLatch interrupted = new CountDownLatch(1);
		Thread thread = new Thread(() -> {
			Seat seat = this.watchdog.enterInterruptibly(this.callee, false);
			inside.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
			seat.leaveUninterrupted();
		}, "in a call");
		thread.start();
		inside.await();
		assertThat(this.watchdog.interrupt(new Someone())).isFalse();
		assertThat(this.watchdog.stack(this.callee)).contains("SeatTests");
		assertThat(this.watchdog.interrupt(this.callee)).isTrue();
		interrupted.await();
		thread.join();
		assertThat(this.watchdog.interrupt(this.callee)).isFalse();
	}

	@Test
	void aCallThatLeavesFreelyIsNotInterrupted() {
		Watchdog looking = new Watchdog(TimeSource.system(), this.timer, WatchdogSettings.defaults());
		Seat seat = looking.enter(this.callee, true);
		assertThat(looking.interrupt(this.callee)).isFalse();
		assertThat(Thread.interrupted()).isFalse();
		assertThat(looking.stack(this.callee)).contains("SeatTests");
		seat.leave();
		assertThat(looking.stack(this.callee)).isNull();
	}

	/** The race: the interrupt finds a call that is about to end. */
	@Test
	void anInterruptReachesNothingThatFollowsItsCall() throws InterruptedException {
		AtomicInteger late = new AtomicInteger();
		AtomicBoolean enough = new AtomicBoolean();
		Thread thread = new Thread(() -> {
			while (!enough.get()) {
				Seat seat = this.watchdog.enterInterruptibly(this.callee, false);
				Thread.onSpinWait();
				seat.leaveUninterrupted();
				for (int k = 0; k < 10; k++) {
					if (Thread.interrupted()) {
						late.incrementAndGet();
					}
				}
			}
		});
		thread.start();
		for (int came = 0; came < 10_000;) {
			came += this.watchdog.interrupt(this.callee) ? 1 : 0;
		}
		enough.set(true);
		thread.join();
		assertThat(late.get()).isZero();
	}

	private static final class Someone implements Callee {

		@Override
		public Object call() {
			return this;
		}

		@Override
		public ProcessRef ref() {
			throw new UnsupportedOperationException();
		}

		@Override
		public ProcessRecord record() {
			throw new UnsupportedOperationException();
		}

	}

}
