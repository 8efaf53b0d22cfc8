package dev.concurrency.sink;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessRef;
import dev.concurrency.process.UndeliveredHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Looks at a sink while four threads push and a drain fails now and then, and compares in
 * the end what it counts with what went in and what came out.
 */
@Timeout(60)
class SinkSnapshotStressTests {

	private static final int LOOKS = 20_000;

	private static final int PRODUCERS = 4;

	private static final SinkSettings SETTINGS = SinkSettings.defaults()
		.withSizes(64, 8)
		.withLinger(Duration.ZERO)
		.withOnFailure(SinkFailureAction.BISECT);

	private final Set<Long> written = ConcurrentHashMap.newKeySet();

	private final Set<Long> dead = ConcurrentHashMap.newKeySet();

	private final Set<Long> evicted = ConcurrentHashMap.newKeySet();

	// What came more than once.
	private final Queue<Long> doubled = new ConcurrentLinkedQueue<>();

	@ParameterizedTest
	@ValueSource(ints = { 1, 4 })
	void everySnapshotAddsUpNoCountFallsAndAllIsWhatWentInAndCameOut(int stripes) throws Exception {
		SinkSnapshot end = play(SETTINGS.withStripes(stripes));
		assertThat(end.evicted()).isZero();
	}

	@Test
	void whatIsEvictedWhileTheDrainTakesBatchesIsEvictedOnceAndNotWritten() throws Exception {
		SinkSnapshot end = play(SETTINGS.withOverflow(SinkOverflow.DROP_OLDEST));
		assertThat(end.evicted()).isPositive();
	}

	private SinkSnapshot play(SinkSettings settings) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(PRODUCERS);
		CountDownLatch enough = new CountDownLatch(1);
		BackgroundSink<Long> sink;
		long accepted = 0;
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().undeliveredHandler(new Evictions()).build()) {
			sink = runtime.sink("audit", InstanceSource.of((SinkDrain<Long>) this::write), settings,
					SinkHandlers.<Long>none()
						.withDeadLetters((process, batch, cause) -> batch.forEach((item) -> keep(this.dead, item))));
			runtime.start();
			List<Future<Long>> producers = LongStream.range(0, PRODUCERS)
				.mapToObj((number) -> threads.submit(() -> push(sink, number << 32, enough)))
				.toList();
			SinkSnapshot before = sink.snapshot();
			for (int i = 0; i < LOOKS; i++) {
				SinkSnapshot now = sink.snapshot();
				check(now, before);
				before = now;
			}
			enough.countDown();
			for (Future<Long> producer : producers) {
				accepted += producer.get(20, TimeUnit.SECONDS);
			}
		}
		finally {
			enough.countDown();
			threads.shutdownNow();
		}
		SinkSnapshot end = sink.snapshot();
		assertThat(this.doubled).isEmpty();
		assertThat(end.accepted()).isEqualTo(accepted);
		assertThat(end.written()).isEqualTo(this.written.size());
		assertThat(end.deadLettered()).isEqualTo(this.dead.size());
		assertThat(end.evicted()).isEqualTo(this.evicted.size());
		assertThat(end.queued() + end.inFlight()).isZero();
		assertThat(end.undelivered()).isZero();
		Set<Long> all = new HashSet<>(this.written);
		all.addAll(this.dead);
		all.addAll(this.evicted);
		assertThat(all).as("each came out once").hasSize((int) accepted);
		return end;
	}

	private void write(List<Long> batch) {
		if (batch.stream().anyMatch((item) -> item.intValue() % 1000 == 13)) {
			throw new IllegalArgumentException("13");
		}
		batch.forEach((item) -> keep(this.written, item));
	}

	private void keep(Set<Long> items, Long item) {
		if (!items.add(item)) {
			this.doubled.add(item);
		}
	}

	/** Answers how many were accepted. */
	private static long push(BackgroundSink<Long> sink, long first, CountDownLatch enough) {
		long accepted = 0;
		for (int i = 0; enough.getCount() > 0; i++) {
			if (sink.tryPush(first + i).isAccepted()) {
				accepted++;
			}
			else {
				Thread.onSpinWait();
			}
		}
		return accepted;
	}

	private static void check(SinkSnapshot now, SinkSnapshot before) {
		assertThat(now.accepted()).isEqualTo(
				now.written() + now.deadLettered() + now.undelivered() + now.evicted() + now.queued() + now.inFlight());
		assertThat(now.queued()).isBetween(0, 64);
		assertThat(now.inFlight()).isBetween(0, Integer.MAX_VALUE);
		assertThat(now.accepted()).isGreaterThanOrEqualTo(before.accepted());
		assertThat(now.written()).isGreaterThanOrEqualTo(before.written());
		assertThat(now.deadLettered()).isGreaterThanOrEqualTo(before.deadLettered());
		assertThat(now.undelivered()).isGreaterThanOrEqualTo(before.undelivered());
		assertThat(now.evicted()).isGreaterThanOrEqualTo(before.evicted());
	}

	private final class Evictions implements UndeliveredHandler {

		@Override
		public void undelivered(ProcessRef process, List<?> items, String reason) {
			throw new AssertionError(items + " " + reason);
		}

		@Override
		public void evicted(ProcessRef process, Object item) {
			keep(SinkSnapshotStressTests.this.evicted, (Long) item);
		}

	}

}
