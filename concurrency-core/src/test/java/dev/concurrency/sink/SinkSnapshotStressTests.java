package dev.concurrency.sink;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.concurrency.ConcurrencyRuntime;

import static org.assertj.core.api.Assertions.assertThat;

/** Looks at a sink while four threads push and a drain fails now and then. */
@Timeout(60)
class SinkSnapshotStressTests {

	private static final int LOOKS = 20_000;

	@ParameterizedTest
	@ValueSource(ints = { 1, 4 })
	void everySnapshotAddsUpAndNoCountFalls(int stripes) throws Exception {
		SinkSettings settings = SinkSettings.defaults()
			.withSizes(64, 8)
			.withLinger(Duration.ZERO)
			.withStripes(stripes)
			.withOnFailure(SinkFailureAction.BISECT);
		ExecutorService threads = Executors.newFixedThreadPool(4);
		CountDownLatch enough = new CountDownLatch(1);
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().build()) {
			BackgroundSink<Integer> sink = runtime.sink("audit", SinkSnapshotStressTests::write, settings);
			runtime.start();
			List<Future<?>> producers = IntStream.range(0, 4)
				.<Future<?>>mapToObj((number) -> threads.submit(() -> push(sink, enough)))
				.toList();
			SinkSnapshot before = sink.snapshot();
			for (int i = 0; i < LOOKS; i++) {
				SinkSnapshot now = sink.snapshot();
				check(now, before);
				before = now;
			}
			enough.countDown();
			for (Future<?> producer : producers) {
				producer.get(20, TimeUnit.SECONDS);
			}
		}
		finally {
			enough.countDown();
			threads.shutdownNow();
		}
	}

	private static void write(List<Integer> batch) {
		if (batch.contains(13)) {
			throw new IllegalArgumentException("13");
		}
	}

	private static void push(BackgroundSink<Integer> sink, CountDownLatch enough) {
		for (int i = 0; enough.getCount() > 0; i++) {
			if (!sink.tryPush(i % 1000).isAccepted()) {
				Thread.onSpinWait();
			}
		}
	}

	private static void check(SinkSnapshot now, SinkSnapshot before) {
		assertThat(now.accepted()).isEqualTo(
				now.written() + now.deadLettered() + now.undelivered() + now.evicted() + now.queued() + now.inFlight());
		assertThat(now.queued()).isBetween(0, 64);
		assertThat(now.inFlight()).isBetween(0, Integer.MAX_VALUE);
		assertThat(now.accepted()).isGreaterThanOrEqualTo(before.accepted());
		assertThat(now.written()).isGreaterThanOrEqualTo(before.written());
		assertThat(now.deadLettered()).isGreaterThanOrEqualTo(before.deadLettered());
	}

}
