package dev.concurrency.worker;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class LatestTickTests {

	private static final int TICKS = 1_000_000;

	private final LatestTick latest = new LatestTick();

	@Test
	void thereIsNoneBeforeTheFirst() {
		assertThat(this.latest.get()).isNull();
	}

	@Test
	void whoReadsWhileItIsWrittenSeesOneTick() throws InterruptedException {
		Thread writer = new Thread(() -> {
			for (int i = 1; i <= TICKS; i++) {
				this.latest.set(Instant.ofEpochSecond(i, i), i, i, outcome(i));
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

	private static LastTick tick(int i) {
		return new LastTick(Instant.ofEpochSecond(i, i), Duration.ofNanos(i), Duration.ofNanos(i), outcome(i));
	}

	private static TickOutcome outcome(int i) {
		return (i % 2 == 0) ? TickOutcome.SUCCEEDED : TickOutcome.FAILED;
	}

}
