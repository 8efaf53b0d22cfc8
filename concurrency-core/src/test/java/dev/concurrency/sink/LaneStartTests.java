package dev.concurrency.sink;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.TestIncarnation;
import dev.concurrency.time.TimeSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Sinks for whose lanes there are too few threads. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LaneStartTests {

	private final AtomicInteger made = new AtomicInteger();

	private final List<String> calls = new CopyOnWriteArrayList<>();

	private final SinkProcess<Integer> sink = sink((body) -> {
		if (this.made.incrementAndGet() == 2) {
			throw new IllegalStateException("no thread");
		}
		return new Thread(body);
	});

	@Test
	void theLanesThatHaveStartedEndWithOneThatCannot() throws Exception {
		Started first = new Started();
		this.sink.start(first);
		assertThat(first.end.get(20, TimeUnit.SECONDS)).hasMessage("no thread");
		assertThat(count("open")).isEqualTo(count("close"));
		Started second = new Started();
		this.sink.start(second);
		second.ready.get(20, TimeUnit.SECONDS);
		this.sink.stop();
		assertThat(second.end.get(20, TimeUnit.SECONDS)).isNull();
		assertThat(count("open")).isEqualTo(count("close")).isGreaterThanOrEqualTo(3);
	}

	@Test
	void aStopOfASinkOfWhichALaneHasNotStartedFailsOnNothing() throws Exception {
		Started first = new Started();
		this.sink.start(first);
		this.sink.stop();
		this.sink.abort();
		assertThat(first.end.get(20, TimeUnit.SECONDS)).isNotNull();
		assertThat(this.sink.abandon()).isEmpty();
		assertThat(this.sink.terminated(null)).isNull();
	}

	private long count(String call) {
		return this.calls.stream().filter(call::equals).count();
	}

	private SinkProcess<Integer> sink(ThreadFactory threads) {
		SteppedTimer timer = new SteppedTimer();
		ProcessEnvironment environment = new ProcessEnvironment(TimeSource.system(), timer, threads, Runnable::run,
				Runnable::run, (event) -> {
				}, (process, items, reason) -> this.calls.add("undelivered " + items));
		SinkDrain<Integer> drain = new SinkDrain<>() {

			@Override
			public void open() {
				LaneStartTests.this.calls.add("open");
			}

			@Override
			public void drain(List<Integer> batch) {
				LaneStartTests.this.calls.add("drain " + batch);
			}

			@Override
			public void close() {
				LaneStartTests.this.calls.add("close");
			}

		};
		return new SinkProcess<>(environment, ProcessPath.ROOT.child("sinks").child("audit"), InstanceSource.of(drain),
				SinkBench.settings(30, 2, Duration.ZERO).withLanes(3),
				SinkHandlers.<Integer>none().withLaneKey((item) -> item));
	}

	private static final class Started implements TestIncarnation {

		private final CompletableFuture<@Nullable Void> ready = new CompletableFuture<>();

		private final CompletableFuture<@Nullable Throwable> end = new CompletableFuture<>();

		@Override
		public void ready() {
			this.ready.complete(null);
		}

		@Override
		public void exited(@Nullable Throwable cause) {
			this.end.complete(cause);
		}

	}

}
