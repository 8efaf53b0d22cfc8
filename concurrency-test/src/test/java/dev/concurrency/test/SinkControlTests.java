package dev.concurrency.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.process.Admission;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.DrainTimeoutException;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.sink.SinkHandlers;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.time.Durations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What an operator does to a running sink, and sinks whose drain hangs. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SinkControlTests {

	private static final SinkSettings EAGER = SinkSettings.defaults().withSizes(10, 2).withLinger(Duration.ZERO);

	private static final Duration LIMIT = Duration.ofSeconds(1);

	private final List<Integer> written = new CopyOnWriteArrayList<>();

	private final CountDownLatch inside = new CountDownLatch(1);

	private final CountDownLatch release = new CountDownLatch(1);

	private final AtomicInteger calls = new AtomicInteger();

	@Test
	void aPausedSinkSaysSoAcceptsAndGoesOnWhenItIsTold() {
		try (TreeBench bench = TreeBench.real()) {
			BackgroundSink<Integer> sink = bench.runtime.sink("audit", this.written::addAll, EAGER);
			sink.pause();
			bench.runtime.start();
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
			sink.pause();
			bench.runtime.start();
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
			sink.pause();
			bench.runtime.start();
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
		try (TreeBench bench = TreeBench.manual()) {
			BackgroundSink<Integer> sink = hanging(bench);
			assertThat(sink.tryPush(3)).isEqualTo(Admission.CLOSED);
			ActorBench.until(() -> bench.undelivered.equals(List.of(1)));
			assertThat(sink.snapshot().queued()).as("2 waits for the next incarnation").isEqualTo(1);
			assertThat(sink.flush().toCompletableFuture()).isCompletedExceptionally();
			this.release.countDown();
			bench.started(sink, 2);
			push(sink, 4);
			ActorBench.until(() -> this.written.contains(4));
			assertThat(this.written).containsSubsequence(2, 4);
			assertThat(sink.snapshot().undelivered()).as("the outcome of 1 is not known").isEqualTo(1);
			assertThat(sink.snapshot().written()).isEqualTo(2);
		}
	}

	@Test
	void theFlushAfterAHangIsToldOfIt() throws Exception {
		try (TreeBench bench = TreeBench.manual()) {
			BackgroundSink<Integer> sink = hanging(bench);
			this.release.countDown();
			bench.started(sink, 2);
			assertThatThrownBy(() -> ActorBench.get(sink.flush())).hasCauseInstanceOf(DrainTimeoutException.class);
			ActorBench.join(sink.flush());
		}
	}

	@Test
	void whatWaitsForAThreadThatHangsIsReportedWhenTheRuntimeStopsFirst() throws Exception {
		try (TreeBench bench = TreeBench.manual()) {
			BackgroundSink<Integer> sink = hanging(bench);
			ActorBench.until(() -> bench.undelivered.equals(List.of(1)));
			bench.runtime.stop(TreeBench.LONG);
			assertThat(bench.undelivered).containsExactly(1, 2);
			assertThat(sink.snapshot().undelivered()).isEqualTo(2);
			assertThat(bench.events.all(ProcessEvent.Stopped.class)).filteredOn((event) -> isOf(sink, event))
				.hasSize(1);
			this.release.countDown();
		}
	}

	@Test
	void whatWaitsForAThreadThatHangsIsReportedWhenAnOperatorEndsTheSink() throws Exception {
		try (TreeBench bench = TreeBench.manual()) {
			BackgroundSink<Integer> sink = hanging(bench);
			ActorBench.join(bench.runtime.supervisorOf(ProcessKind.SINK).terminate("audit"));
			assertThat(bench.undelivered).containsExactly(1, 2);
			this.release.countDown();
			ActorBench.until(() -> !(sink.status() instanceof ProcessStatus.Abandoned));
			assertThat(sink.snapshot().queued()).isZero();
		}
	}

	@Test
	void aHangOfOneLaneCostsNothingThatWaitsAndOnlyItsThreadIsNamed() throws Exception {
		try (TreeBench bench = TreeBench.manual()) {
			AtomicReference<Thread> other = new AtomicReference<>();
			BackgroundSink<Integer> sink = bench.runtime.sink("audit",
					InstanceSource.of((SinkDrain<Integer>) (batch) -> {
						if (batch.contains(1)) {
							this.inside.countDown();
							awaitStubbornly(this.release);
						}
						other.compareAndSet(null, Thread.currentThread());
						this.written.addAll(batch);
					}), EAGER.withSizes(20, 2).withLanes(2).withDrainTimeout(LIMIT),
					SinkHandlers.<Integer>none().withLaneKey((item) -> item % 2));
			bench.runtime.start();
			push(sink, 1, 2);
			ActorBench.await(this.inside);
			ActorBench.until(() -> this.written.contains(2));
			sink.pause();
			push(sink, 3, 4, 5, 6);
			bench.time.advance(LIMIT);
			bench.time.advance(Duration.ofSeconds(2));
			other.get().join();
			bench.time.advance(Duration.ofSeconds(2));
			ProcessEvent.Abandoned abandoned = bench.events.await(ProcessEvent.Abandoned.class, sink.path(), 1);
			assertThat(abandoned.stack()).contains("root/sinks/audit-2").doesNotContain("root/sinks/audit-1");
			sink.resume();
			this.release.countDown();
			ActorBench.until(() -> this.written.containsAll(List.of(3, 4, 5, 6)));
			assertThat(bench.undelivered).containsExactly(1);
		}
	}

	@Test
	void aNewBatchSizeActsFromTheNextBatchOn() {
		try (TreeBench bench = TreeBench.real()) {
			List<Integer> sizes = new CopyOnWriteArrayList<>();
			BackgroundSink<Integer> sink = bench.runtime.sink("audit", (batch) -> sizes.add(batch.size()),
					EAGER.withSizes(10, 4).withLinger(Duration.ofHours(1)));
			bench.runtime.start();
			push(sink, 1, 2, 3);
			sink.reconfigure((before) -> before.withBatchSize(3));
			ActorBench.until(() -> sizes.equals(List.of(3)));
			push(sink, 4, 5);
			sink.reconfigure((before) -> before.withBatchSize(1));
			ActorBench.until(() -> sizes.equals(List.of(3, 1, 1)));
		}
	}

	@Test
	void whatIsPushedWhileASinkStartsSurvivesThatTheStartFails() throws Exception {
		try (TreeBench bench = TreeBench.real()) {
			bench.runtime.start();
			CountDownLatch failing = new CountDownLatch(1);
			BackgroundSink<Integer> sink = bench.runtime.sink("audit", new SinkDrain<Integer>() {

				@Override
				public void open() throws InterruptedException {
					if (SinkControlTests.this.calls.incrementAndGet() == 1) {
						failing.await();
						throw new IllegalStateException("no connection");
					}
				}

				@Override
				public void drain(List<Integer> batch) {
					SinkControlTests.this.written.addAll(batch);
				}

			}, EAGER);
			ActorBench.until(() -> this.calls.get() == 1);
			push(sink, 1, 2);
			failing.countDown();
			bench.started(sink, 1);
			ActorBench.until(() -> this.written.equals(List.of(1, 2)));
			assertThat(sink.snapshot().undelivered()).isZero();
		}
	}

	@Test
	void onAThreadThatActorsShareAPushThrowsWhetherThereIsRoomOrNot() {
		try (TreeBench bench = TreeBench.real()) {
			BackgroundSink<Integer> sink = bench.runtime.sink("audit", this.written::addAll, EAGER);
			CompletableFuture<Throwable> thrown = new CompletableFuture<>();
			ActorRef<Integer> actor = bench.runtime.actor("caller", () -> (item, context) -> {
				try {
					var unused = sink.push(item);
					thrown.complete(new AssertionError("it waited"));
				}
				catch (IllegalStateException ex) {
					thrown.complete(ex);
				}
			}, ActorSettings.defaults());
			bench.runtime.start();
			assertThat(actor.tryTell(1)).isEqualTo(Admission.ACCEPTED);
			assertThat(ActorBench.join(thrown)).isInstanceOf(IllegalStateException.class)
				.hasMessageContaining("push may wait")
				.hasMessageContaining("use tryPush");
			assertThat(sink.snapshot().accepted()).isZero();
		}
	}

	@Test
	void whoFindsNoWeightHasTheBatchWrittenHoweverLongTheLinger() throws Exception {
		try (TreeBench bench = TreeBench.real()) {
			BackgroundSink<Integer> sink = bench.runtime.sink("audit",
					InstanceSource.of((SinkDrain<Integer>) this.written::addAll),
					EAGER.withMaxWeight(10).withLinger(Durations.MAX),
					SinkHandlers.<Integer>none().withWeigher(Integer::longValue));
			bench.runtime.start();
			push(sink, 6);
			assertThat(sink.push(5, TreeBench.LONG)).isEqualTo(Admission.ACCEPTED);
			ActorBench.until(() -> this.written.contains(6));
		}
	}

	/** A sink that was left behind with 1 in flight and 2 in its queue. */
	private BackgroundSink<Integer> hanging(TreeBench bench) throws InterruptedException {
		BackgroundSink<Integer> sink = bench.runtime.sink("audit", (List<Integer> batch) -> {
			if (this.calls.incrementAndGet() == 1) {
				this.inside.countDown();
				awaitStubbornly(this.release);
			}
			this.written.addAll(batch);
		}, EAGER.withDrainTimeout(LIMIT));
		bench.runtime.start();
		push(sink, 1);
		ActorBench.await(this.inside);
		push(sink, 2);
		bench.time.advance(LIMIT);
		bench.time.advance(Duration.ofSeconds(2));
		bench.time.advance(Duration.ofSeconds(2));
		ActorBench.until(() -> sink.status() instanceof ProcessStatus.Abandoned);
		return sink;
	}

	private static boolean isOf(BackgroundSink<Integer> sink, ProcessEvent event) {
		return event.process().path().equals(sink.path());
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
