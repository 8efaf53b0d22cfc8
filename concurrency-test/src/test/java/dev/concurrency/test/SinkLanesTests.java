package dev.concurrency.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.StopReport;
import dev.concurrency.process.Admission;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.sink.SinkFailureAction;
import dev.concurrency.sink.SinkHandlers;
import dev.concurrency.sink.SinkSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Sinks with several drains side by side. The key of an item is its last digit. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SinkLanesTests {

	private static final SinkSettings FOUR = SinkSettings.defaults()
		.withSizes(4000, 10)
		.withLinger(Duration.ZERO)
		.withLanes(4);

	private static final SinkHandlers<Integer> BY_LAST_DIGIT = SinkHandlers.<Integer>none()
		.withLaneKey((item) -> item % 10);

	@Test
	void eachLaneHasADrainAndAThreadOfItsOwn() throws Exception {
		try (TreeBench bench = TreeBench.real()) {
			CountDownLatch inside = new CountDownLatch(4);
			CountDownLatch release = new CountDownLatch(1);
			Set<String> threads = ConcurrentHashMap.newKeySet();
			AtomicInteger drains = new AtomicInteger();
			BackgroundSink<Integer> sink = sink(bench, FOUR, () -> {
				drains.incrementAndGet();
				return (batch) -> {
					threads.add(Thread.currentThread().getName());
					inside.countDown();
					ActorBench.await(release);
				};
			});
			bench.runtime.start();
			assertThat(drains).hasValue(4);
			for (int i = 0; i < 10; i++) {
				assertThat(sink.tryPush(i)).isEqualTo(Admission.ACCEPTED);
			}
			ActorBench.await(inside);
			release.countDown();
			ActorBench.join(sink.flush());
			assertThat(threads).containsExactlyInAnyOrder("root/sinks/audit-1", "root/sinks/audit-2",
					"root/sinks/audit-3", "root/sinks/audit-4");
			assertThat(sink.snapshot().written()).isEqualTo(10);
		}
	}

	@Test
	void itemsOfOneKeyKeepTheirOrder() throws Exception {
		try (TreeBench bench = TreeBench.real()) {
			Map<Integer, List<Integer>> written = new ConcurrentHashMap<>();
			BackgroundSink<Integer> sink = sink(bench, FOUR, () -> (batch) -> batch.forEach(
					(item) -> written.computeIfAbsent(item % 10, (key) -> new CopyOnWriteArrayList<>()).add(item)));
			bench.runtime.start();
			for (int i = 0; i < 2000; i++) {
				assertThat(sink.push(i)).isEqualTo(Admission.ACCEPTED);
			}
			ActorBench.join(sink.flush());
			assertThat(written).hasSize(10);
			assertThat(written.values()).allSatisfy((items) -> assertThat(items).hasSize(200).isSorted());
		}
	}

	@Test
	void aFlushWaitsForAllLanes() throws Exception {
		try (TreeBench bench = TreeBench.real()) {
			CountDownLatch inside = new CountDownLatch(1);
			CountDownLatch release = new CountDownLatch(1);
			BackgroundSink<Integer> sink = sink(bench, FOUR, () -> (batch) -> {
				if (batch.contains(3)) {
					inside.countDown();
					ActorBench.await(release);
				}
			});
			bench.runtime.start();
			for (int i = 0; i < 10; i++) {
				assertThat(sink.tryPush(i)).isEqualTo(Admission.ACCEPTED);
			}
			ActorBench.await(inside);
			var flush = sink.flush().toCompletableFuture();
			ActorBench.until(() -> sink.snapshot().written() >= 7);
			assertThat(flush).isNotDone();
			release.countDown();
			ActorBench.join(flush);
		}
	}

	@Test
	void theFailureOfOneLaneRestartsAllAndLosesNothing() throws Exception {
		try (TreeBench bench = TreeBench.real()) {
			AtomicInteger failures = new AtomicInteger(1);
			AtomicInteger open = new AtomicInteger();
			List<Integer> written = new CopyOnWriteArrayList<>();
			BackgroundSink<Integer> sink = sink(bench, FOUR.withOnFailure(SinkFailureAction.RESTART),
					() -> new SinkDrain<>() {

						@Override
						public void open() {
							open.incrementAndGet();
						}

						@Override
						public void drain(List<Integer> batch) {
							if (batch.contains(7) && failures.getAndDecrement() > 0) {
								throw new IllegalStateException("no disk");
							}
							written.addAll(batch);
						}

						@Override
						public void close() {
							open.decrementAndGet();
						}

					});
			bench.runtime.start();
			for (int i = 0; i < 100; i++) {
				assertThat(sink.push(i)).isEqualTo(Admission.ACCEPTED);
			}
			bench.started(sink, 2);
			ActorBench.until(() -> sink.snapshot().written() == 100);
			assertThat(bench.events.all(ProcessEvent.Failed.class)).as("one failure of one process").hasSize(1);
			bench.runtime.stop(TreeBench.LONG);
			assertThat(written).hasSize(100).doesNotHaveDuplicates();
			assertThat(open).as("every drain that was opened is closed").hasValue(0);
		}
	}

	@Test
	void aDrainThatCannotBeOpenedEndsTheOthersAndTheStart() {
		try (TreeBench bench = TreeBench.real()) {
			AtomicInteger made = new AtomicInteger();
			List<String> closed = new CopyOnWriteArrayList<>();
			sink(bench, FOUR, () -> {
				int number = made.incrementAndGet();
				return new SinkDrain<>() {

					@Override
					public void open() {
						if (number == 3) {
							throw new IllegalStateException("no connection");
						}
					}

					@Override
					public void drain(List<Integer> batch) {
					}

					@Override
					public void close() {
						closed.add("drain " + number);
					}

				};
			});
			assertThatThrownBy(bench.runtime::start).hasMessageContaining("root/sinks/audit")
				.hasRootCauseMessage("no connection");
			assertThat(closed).doesNotContain("drain 3");
		}
	}

	@Test
	void aStopWritesWhatAllLanesHold() throws Exception {
		try (TreeBench bench = TreeBench.real()) {
			List<Integer> written = new CopyOnWriteArrayList<>();
			BackgroundSink<Integer> sink = sink(bench, FOUR.withLinger(Duration.ofHours(1)),
					() -> (batch) -> written.addAll(new ArrayList<>(batch)));
			bench.runtime.start();
			for (int i = 0; i < 9; i++) {
				assertThat(sink.tryPush(i)).isEqualTo(Admission.ACCEPTED);
			}
			assertThat(bench.runtime.stop(TreeBench.LONG).isClean()).isTrue();
			assertThat(written).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8);
			assertThat(sink.status()).isInstanceOf(ProcessStatus.Stopped.class);
		}
	}

	@Test
	void aStopThatMeetsAFailedLaneWritesWhatTheOthersHold() throws Exception {
		try (TreeBench bench = TreeBench.real()) {
			CountDownLatch inside = new CountDownLatch(2);
			CountDownLatch fails = new CountDownLatch(1);
			CountDownLatch goesOn = new CountDownLatch(1);
			AtomicReference<Thread> failing = new AtomicReference<>();
			List<Integer> written = new CopyOnWriteArrayList<>();
			BackgroundSink<Integer> sink = sink(bench,
					FOUR.withSizes(40, 2).withLanes(2).withOnFailure(SinkFailureAction.RESTART), () -> (batch) -> {
						if (batch.contains(1)) {
							failing.set(Thread.currentThread());
						}
						inside.countDown();
						if (batch.contains(1)) {
							ActorBench.await(fails);
							throw new IllegalStateException("no disk");
						}
						ActorBench.await(goesOn);
						written.addAll(batch);
					});
			bench.runtime.start();
			assertThat(sink.tryPush(1)).isEqualTo(Admission.ACCEPTED);
			for (int i = 2; i < 16; i += 2) {
				assertThat(sink.tryPush(i)).isEqualTo(Admission.ACCEPTED);
			}
			ActorBench.await(inside);
			fails.countDown();
			failing.get().join();
			CompletableFuture<StopReport> stop = bench.stopping();
			ActorBench.until(() -> sink.status() instanceof ProcessStatus.Stopping);
			goesOn.countDown();
			ActorBench.join(stop);
			assertThat(written).containsExactlyInAnyOrder(2, 4, 6, 8, 10, 12, 14);
			assertThat(bench.undelivered).containsExactly(1);
		}
	}

	@Test
	void whoGivesUpAFlushOfAllLanesLeavesTheFailureToTheNext() throws Exception {
		try (TreeBench bench = TreeBench.real()) {
			CountDownLatch goesOn = new CountDownLatch(1);
			BackgroundSink<Integer> sink = sink(bench, FOUR.withLanes(2), () -> (batch) -> {
				if (batch.contains(1)) {
					throw new IllegalStateException("no disk");
				}
				ActorBench.await(goesOn);
			});
			bench.runtime.start();
			assertThat(sink.tryPush(1)).isEqualTo(Admission.ACCEPTED);
			assertThat(sink.tryPush(2)).isEqualTo(Admission.ACCEPTED);
			CompletableFuture<?> first = sink.flush().toCompletableFuture();
			ActorBench.until(() -> sink.snapshot().deadLettered() == 1);
			first.cancel(false);
			goesOn.countDown();
			ActorBench.until(() -> sink.snapshot().written() == 1);
			// The first to find it need not be the very next: it may have to be given
			// back.
			ActorBench.until(() -> failsWith("no disk", sink.flush()));
			ActorBench.join(sink.flush());
		}
	}

	private static boolean failsWith(String message, CompletionStage<?> flush) {
		return ActorBench
			.join(flush.handle((nothing, failure) -> failure != null && String.valueOf(failure).contains(message)));
	}

	@Test
	void theCapacityIsSharedOutAmongTheLanes() {
		try (TreeBench bench = TreeBench.real()) {
			BackgroundSink<Integer> sink = sink(bench, FOUR.withSizes(6, 1), () -> (batch) -> {
			});
			sink.pause();
			bench.runtime.start();
			int accepted = 0;
			for (int i = 0; i < 1000; i++) {
				accepted += (sink.tryPush(i) == Admission.ACCEPTED) ? 1 : 0;
			}
			assertThat(accepted).isBetween(6, 10);
			assertThat(sink.snapshot().queued()).isEqualTo(6);
		}
	}

	@Test
	void whoWantsLanesHasToNameTheKey() {
		try (TreeBench bench = TreeBench.real()) {
			assertThatIllegalArgumentException().isThrownBy(() -> bench.runtime.sink("audit", (List<Integer> batch) -> {
			}, FOUR)).withMessageContaining("give the sink a LaneKey");
		}
	}

	private static BackgroundSink<Integer> sink(TreeBench bench, SinkSettings settings,
			InstanceSource<SinkDrain<Integer>> drains) {
		return bench.runtime.sink("audit", drains, settings, BY_LAST_DIGIT);
	}

}
