package dev.concurrency.process;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import dev.concurrency.time.Timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PatientExecutorTests {

	private final List<String> done = new ArrayList<>();

	private final Queue<Runnable> later = new ArrayDeque<>();

	private int room;

	private boolean closed;

	private final PatientExecutor executor = new PatientExecutor((work) -> {
		if (this.room-- <= 0) {
			throw new RejectedExecutionException("no room");
		}
		work.run();
	}, new Timer() {
		@Override
		public Timeout schedule(long delayNanos, Runnable task) {
			if (PatientExecutorTests.this.closed) {
				throw new RejectedExecutionException("closed");
			}
			assertThat(delayNanos).isPositive().isLessThan(TimeUnit.SECONDS.toNanos(1));
			PatientExecutorTests.this.later.add(task);
			return () -> PatientExecutorTests.this.later.remove(task);
		}

		@Override
		public void close() {
		}
	});

	@Test
	void workRunsAtOnceWhereThereIsRoom() {
		this.room = 1;
		this.executor.execute(() -> this.done.add("a"));
		assertThat(this.done).containsExactly("a");
		assertThat(this.later).isEmpty();
	}

	@Test
	void workWaitsUntilThereIsRoomAndRunsOnce() {
		this.executor.execute(() -> this.done.add("a"));
		for (int i = 0; i < 10; i++) {
			this.room = 0;
			assertThat(this.later).hasSize(1);
			this.later.remove().run();
			assertThat(this.done).isEmpty();
		}
		this.room = 2;
		this.later.remove().run();
		assertThat(this.done).containsExactly("a");
		assertThat(this.later).isEmpty();
	}

	@Test
	void workIsRejectedOnlyWhenTheTimerIsClosedToo() {
		this.closed = true;
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> this.executor.execute(() -> this.done.add("a")));
	}

}
