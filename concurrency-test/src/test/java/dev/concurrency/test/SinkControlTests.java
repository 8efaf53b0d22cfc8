package dev.concurrency.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.process.Admission;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.sink.SinkHandlers;
import dev.concurrency.sink.SinkSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What an operator does to a running sink, and sinks whose drain hangs. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SinkControlTests {

	private static final SinkSettings EAGER = SinkSettings.defaults().withSizes(10, 2).withLinger(Duration.ZERO);

	private final List<Integer> written = new CopyOnWriteArrayList<>();

	@Test
	void aPausedSinkSaysSoAcceptsAndGoesOnWhenItIsTold() {
		try (TreeBench bench = TreeBench.real()) {
			BackgroundSink<Integer> sink = bench.runtime.sink("audit", this.written::addAll, EAGER);
			bench.runtime.start();
			sink.pause();
			assertThat(sink.status()).isEqualTo(new ProcessStatus.Paused());
			assertThat(bench.find(sink).status().label()).isEqualTo("paused");
			push(sink, 1, 2, 3);
			var flush = sink.flush().toCompletableFuture();
			assertThat(sink.snapshot().queued()).isEqualTo(3);
			sink.resume();
			ActorBench.join(flush);
			assertThat(this.written).containsExactly(1, 2, 3);
			assertThat(sink.status()).isEqualTo(new ProcessStatus.Running());
		}
	}

	@Test
	void aSinkThatIsPausedBeforeTheStartIsPausedAfterIt() {
		try (TreeBench bench = TreeBench.real()) {
			BackgroundSink<Integer> sink = bench.runtime.sink("audit", this.written::addAll, EAGER);
			sink.pause();
			assertThat(sink.status()).isEqualTo(new ProcessStatus.Created());
			bench.runtime.start();
			assertThat(sink.status()).isEqualTo(new ProcessStatus.Paused());
		}
	}

	@Test
	void aStopWritesWhatAPausedSinkHolds() {
		try (TreeBench bench = TreeBench.real()) {
			BackgroundSink<Integer> sink = bench.runtime.sink("audit", this.written::addAll, EAGER);
			bench.runtime.start();
			sink.pause();
			push(sink, 1, 2, 3);
			assertThat(bench.runtime.stop(TreeBench.LONG).isClean()).isTrue();
			assertThat(this.written).containsExactly(1, 2, 3);
		}
	}

	@Test
	void aShorterLingerEndsTheOneThatIsUnderWay() {
		try (TreeBench bench = TreeBench.real()) {
			BackgroundSink<Integer> sink = bench.runtime.sink("audit", this.written::addAll,
					EAGER.withLinger(Duration.ofHours(1)));
			bench.runtime.start();
			push(sink, 1);
			SinkSettings changed = sink.reconfigure((before) -> before.withLinger(Duration.ZERO));
			assertThat(sink.settings()).isEqualTo(changed).isEqualTo(EAGER);
			ActorBench.until(() -> this.written.contains(1));
		}
	}

	@Test
	void whatASinkIsBuiltOnIsNotChangedWhileItRuns() {
		try (TreeBench bench = TreeBench.real()) {
			BackgroundSink<Integer> sink = bench.runtime.sink("audit", this.written::addAll, EAGER);
			assertThatIllegalArgumentException().isThrownBy(() -> sink.reconfigure((before) -> before.withSizes(20, 2)))
				.withMessageContaining("capacity (10) cannot be changed to 20");
			assertThat(sink.settings()).isEqualTo(EAGER);
		}
	}

	@Test
	void whoWaitsForWeightIsWokenWhenThereIsSome() throws Exception {
		try (TreeBench bench = TreeBench.real()) {
			BackgroundSink<Integer> sink = bench.runtime.sink("audit",
					InstanceSource.of((SinkDrain<Integer>) this.written::addAll), EAGER.withMaxWeight(10),
					SinkHandlers.<Integer>none().withWeigher(Integer::longValue));
			bench.runtime.start();
			sink.pause();
			push(sink, 8);
			CompletableFuture<Admission> waiting = new CompletableFuture<>();
			Thread producer = new Thread(() -> {
				try {
					waiting.complete(sink.push(9));
				}
				catch (InterruptedException ex) {
					waiting.completeExceptionally(ex);
				}
			});
			producer.start();
			ActorBench.untilParked(producer);
			assertThat(sink.push(9, Duration.ofMillis(1))).isEqualTo(Admission.FULL);
			assertThat(sink.snapshot().weight()).isEqualTo(8);
			sink.resume();
			assertThat(ActorBench.join(waiting)).isEqualTo(Admission.ACCEPTED);
			ActorBench.until(() -> this.written.size() == 2);
			assertThat(sink.snapshot().weight()).isZero();
		}
	}

	@Test
	void aDrainThatIgnoresItsTimeoutLeavesTheSinkDownAndClosedUntilItsThreadEnds() throws Exception {
		Duration limit = Duration.ofSeconds(1);
		try (TreeBench bench = TreeBench.manual()) {
			CountDownLatch inside = new CountDownLatch(1);
			CountDownLatch release = new CountDownLatch(1);
			AtomicInteger calls = new AtomicInteger();
			BackgroundSink<Integer> sink = bench.runtime.sink("audit", (List<Integer> batch) -> {
				if (calls.incrementAndGet() == 1) {
					inside.countDown();
					awaitStubbornly(release);
				}
				this.written.addAll(batch);
			}, EAGER.withDrainTimeout(limit));
			bench.runtime.start();
			push(sink, 1);
			ActorBench.await(inside);
			push(sink, 2);
			bench.time.advance(limit);
			bench.time.advance(Duration.ofSeconds(2));
			bench.time.advance(Duration.ofSeconds(2));
			ActorBench.until(() -> sink.status() instanceof ProcessStatus.Abandoned);
			assertThat(sink.tryPush(3)).isEqualTo(Admission.CLOSED);
			ActorBench.until(() -> bench.undelivered.size() == 2);
			release.countDown();
			bench.started(sink, 2);
			push(sink, 4);
			ActorBench.until(() -> this.written.contains(4));
			assertThat(sink.snapshot().undelivered()).as("the outcome of 1 is not known").isEqualTo(2);
		}
	}

	private static void awaitStubbornly(CountDownLatch release) {
		boolean released = false;
		while (!released) {
			try {
				release.await();
				released = true;
			}
			catch (InterruptedException ex) {
				// On purpose: this drain ignores its interrupts.
			}
		}
	}

	private static void push(BackgroundSink<Integer> sink, int... items) {
		for (int item : items) {
			assertThat(sink.tryPush(item)).isEqualTo(Admission.ACCEPTED);
		}
	}

}
