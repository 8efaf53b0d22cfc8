package dev.concurrency.boundary;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import dev.concurrency.time.Timer;

import static org.assertj.core.api.Assertions.assertThat;

class AnswersTests {

	private final Queue<Runnable> later = new ArrayDeque<>();

	private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

	private final Timer timer = new Timer() {
		@Override
		public Timeout schedule(long delayNanos, Runnable task) {
			AnswersTests.this.later.add(task);
			return () -> AnswersTests.this.later.remove(task);
		}

		@Override
		public void close() {
		}
	};

	private boolean exhausted = true;

	private final Answers answers = new Answers((task) -> {
		if (this.exhausted) {
			throw new OutOfMemoryError("unable to create native thread");
		}
		return new Thread(task);
	}, this.timer, "answers");

	@Test
	void whoWaitsIsToldAsSoonAsThereCanBeAThread() throws InterruptedException {
		this.answers.execute(() -> this.told.add("a"));
		this.answers.execute(() -> this.told.add("b"));
		this.later.remove().run();
		assertThat(this.told).isEmpty();
		this.exhausted = false;
		this.later.remove().run();
		assertThat(this.told.poll(20, TimeUnit.SECONDS)).isEqualTo("a");
		assertThat(this.told.poll(20, TimeUnit.SECONDS)).isEqualTo("b");
		assertThat(this.later).isEmpty();
	}

}
