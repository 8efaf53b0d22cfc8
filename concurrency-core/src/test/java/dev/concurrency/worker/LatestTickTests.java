package dev.concurrency.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.process.ShutdownSignal;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class LatestTickTests {

	private static final int TICKS = 1_000_000;

	private static final ShutdownSignal SIGNAL = ShutdownSignal.pair().signal();

	private final LatestTick latest = new LatestTick();

	@Test
	void thereIsNoneBeforeTheFirst() {
		assertThat(this.latest.get()).isNull();
	}

	@Test
	void whoReadsWhileItIsWrittenSeesOneTick() throws InterruptedException {
		Thread writer = new Thread(() -> {
			for (int i = 1; i <= TICKS; i++) {
				set(i);
			}
		});
		writer.start();
		while (writer.isAlive()) {
			@Nullable LastTick seen = this.latest.get();
			if (seen != null) {
				assertThat(seen).isEqualTo(tick((int) seen.due().getEpochSecond()));
			}
		}
		writer.join();
		assertThat(this.latest.get()).isEqualTo(tick(TICKS));
	}

	/** One of them belongs to an incarnation that was left behind. */
	@Test
	void whoReadsAfterTwoHaveWrittenAtOnceDoesNotWaitForEver() throws InterruptedException {
		for (int round = 0; round < 20; round++) {
			List<Thread> writers = List.of(new Thread(this::setMany), new Thread(this::setMany));
			writers.forEach(Thread::start);
			for (Thread writer : writers) {
				writer.join();
			}
			assertThat(this.latest.get()).isNotNull();
		}
	}

	private void setMany() {
		for (int i = 1; i <= TICKS / 10; i++) {
			set(i);
		}
	}

	private void set(int i) {
		this.latest.set(new TickContext(i, Instant.ofEpochSecond(i), i, i, SIGNAL), i, outcome(i));
	}

	private static LastTick tick(int i) {
		return new LastTick(Instant.ofEpochSecond(i, i), Duration.ofNanos(i), Duration.ofNanos(i), outcome(i));
	}

	private static TickOutcome outcome(int i) {
		return (i % 2 == 0) ? TickOutcome.SUCCEEDED : TickOutcome.FAILED;
	}

}
