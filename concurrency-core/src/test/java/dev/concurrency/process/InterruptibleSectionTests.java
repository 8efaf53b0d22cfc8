package dev.concurrency.process;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class InterruptibleSectionTests {

	private final InterruptibleSection section = new InterruptibleSection();

	@Test
	void interruptReachesTheThreadInside() {
		this.section.enter();
		this.section.interrupt();
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
		this.section.leave();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void interruptReachesNobodyWhoHasLeft() {
		this.section.enter();
		this.section.leave();
		this.section.interrupt();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		assertThat(this.section.stack()).isEmpty();
	}

	@Test
	void stackIsThatOfTheThreadInside() {
		assertThat(this.section.stack()).isEmpty();
		this.section.enter();
		assertThat(this.section.stack()).startsWith(Thread.currentThread().getName() + '\n')
			.contains("stackIsThatOfTheThreadInside");
		this.section.leave();
	}

	/** The race: the thread before leaves after the next one has entered. */
	@Test
	void leavingLateDoesNotHideTheSuccessor() throws InterruptedException {
		CountDownLatch inside = new CountDownLatch(1);
		CountDownLatch interrupted = new CountDownLatch(1);
		this.section.enter();
		Thread successor = new Thread(() -> {
			this.section.enter();
			inside.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
			this.section.leave();
		}, "successor");
		successor.setDaemon(true);
		successor.start();
		inside.await();
		this.section.leave();
		assertThat(this.section.stack()).startsWith("successor");
		this.section.interrupt();
		assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

}
