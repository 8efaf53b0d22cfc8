package dev.concurrency;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

import org.junit.jupiter.api.Test;

import dev.concurrency.process.ProcessPath;
import dev.concurrency.time.Timer;

import static org.assertj.core.api.Assertions.assertThat;

/** A start that takes long says who is waited for. */
class SlowStartTests {

	private final Deque<Runnable> tasks = new ArrayDeque<>();

	private final List<Duration> delays = new ArrayList<>();

	private boolean closed;

	private final Timer timer = new Timer() {

		@Override
		public Timeout schedule(long delayNanos, Runnable task) {
			if (SlowStartTests.this.closed) {
				throw new RejectedExecutionException();
			}
			SlowStartTests.this.delays.add(Duration.ofNanos(delayNanos));
			SlowStartTests.this.tasks.add(task);
			return () -> SlowStartTests.this.tasks.remove(task);
		}

		@Override
		public void close() {
			SlowStartTests.this.closed = true;
		}

	};

	private final SlowStart slow = new SlowStart(this.timer, () -> List.of(new ProcessPath("root/processes/slow")));

	@Test
	void saysWhoIsWaitedForWheneverTheTimeHasDoubled() {
		try (LogProbe log = LogProbe.of(ConcurrencyRuntime.class)) {
			for (int i = 0; i < 3; i++) {
				this.tasks.remove().run();
			}
			assertThat(log.messages()).containsExactly(
					"The start is not over after 10s: it waits for [root/processes/slow] to be initialized",
					"The start is not over after 20s: it waits for [root/processes/slow] to be initialized",
					"The start is not over after 40s: it waits for [root/processes/slow] to be initialized");
		}
		assertThat(this.delays).extracting(Duration::toSeconds).containsExactly(10L, 10L, 20L, 40L);
	}

	@Test
	void saysNothingOnceTheStartIsOver() {
		Runnable late = this.tasks.element();
		this.slow.end();
		assertThat(this.tasks).isEmpty();
		try (LogProbe log = LogProbe.of(ConcurrencyRuntime.class)) {
			late.run();
			assertThat(log.messages()).isEmpty();
		}
	}

	@Test
	void endsWithTheTimer() {
		this.timer.close();
		this.tasks.remove().run();
		assertThat(this.tasks).isEmpty();
	}

}
