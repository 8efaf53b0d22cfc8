package dev.concurrency.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.process.Admission;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.sink.SinkHandlers;
import dev.concurrency.sink.SinkOverflow;
import dev.concurrency.sink.SinkSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/** Sinks that are fed by publishers. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SinkSubscriberTests {

	private static final SinkSettings EAGER = SinkSettings.defaults().withSizes(40, 10).withLinger(Duration.ZERO);

	private final List<Integer> written = new CopyOnWriteArrayList<>();

	private final HandDriven publisher = new HandDriven();

	@Test
	void everythingThatIsPublishedIsWrittenInOrder() {
		try (TreeBench bench = TreeBench.real(); SubmissionPublisher<Integer> numbers = new SubmissionPublisher<>()) {
			BackgroundSink<Integer> sink = bench.runtime.sink("audit", this.written::addAll, EAGER);
			bench.runtime.start();
			numbers.subscribe(sink.asSubscriber());
			for (int i = 0; i < 5000; i++) {
				numbers.submit(i);
			}
			ActorBench.until(() -> this.written.size() == 5000);
			assertThat(this.written).isSorted();
			assertThat(sink.snapshot().rejected()).isZero();
		}
	}

	@Test
	void onlyWhatHasRoomIsAskedForAndTheRoomIsNobodyElses() {
		try (TreeBench bench = TreeBench.real()) {
			BackgroundSink<Integer> sink = bench.runtime.sink("audit", this.written::addAll, EAGER);
			sink.pause();
			bench.runtime.start();
			sink.asSubscriber().onSubscribe(this.publisher);
			assertThat(this.publisher.requested).hasValue(10);
			int others = 0;
			while (sink.tryPush(others) == Admission.ACCEPTED) {
				others++;
			}
			assertThat(others).isEqualTo(30);
		}
	}

	@Test
	void aFullSinkAsksForNothingUntilItHasRoomAgain() {
		try (TreeBench bench = TreeBench.real()) {
			BackgroundSink<Integer> sink = bench.runtime.sink("audit", this.written::addAll, EAGER);
			sink.pause();
			bench.runtime.start();
			for (int i = 0; i < 40; i++) {
				assertThat(sink.tryPush(i)).isEqualTo(Admission.ACCEPTED);
			}
			sink.asSubscriber().onSubscribe(this.publisher);
			assertThat(this.publisher.requested).hasValue(0);
			sink.resume();
			ActorBench.until(() -> this.publisher.requested.get() > 0);
		}
	}

	@Test
	void thePlacesOfACompletedPublisherAreGivenBack() {
		try (TreeBench bench = TreeBench.real()) {
			BackgroundSink<Integer> sink = bench.runtime.sink("audit", this.written::addAll, EAGER);
			sink.pause();
			bench.runtime.start();
			Flow.Subscriber<Integer> subscriber = sink.asSubscriber();
			subscriber.onSubscribe(this.publisher);
			subscriber.onNext(1);
			subscriber.onComplete();
			for (int i = 0; i < 39; i++) {
				assertThat(sink.tryPush(i)).isEqualTo(Admission.ACCEPTED);
			}
			assertThat(this.publisher.cancelled).isNotDone();
		}
	}

	@Test
	void aStopCancelsTheSubscriptionAndWhatComesAllTheSameIsReported() {
		try (TreeBench bench = TreeBench.real()) {
			BackgroundSink<Integer> sink = bench.runtime.sink("audit", this.written::addAll, EAGER);
			bench.runtime.start();
			Flow.Subscriber<Integer> subscriber = sink.asSubscriber();
			subscriber.onSubscribe(this.publisher);
			bench.runtime.stop(TreeBench.LONG);
			ActorBench.join(this.publisher.cancelled);
			subscriber.onNext(7);
			assertThat(bench.undelivered).containsExactly(7);
		}
	}

	@Test
	void eachLaneHasRoomForWhateverComes() {
		try (TreeBench bench = TreeBench.real(); SubmissionPublisher<Integer> numbers = new SubmissionPublisher<>()) {
			BackgroundSink<Integer> sink = bench.runtime.sink("audit",
					InstanceSource.of((SinkDrain<Integer>) this.written::addAll), EAGER.withSizes(200, 10).withLanes(4),
					SinkHandlers.<Integer>none().withLaneKey((item) -> item % 7));
			bench.runtime.start();
			numbers.subscribe(sink.asSubscriber());
			for (int i = 0; i < 3000; i++) {
				numbers.submit(i);
			}
			ActorBench.until(() -> this.written.size() == 3000);
			assertThat(sink.snapshot().rejected()).isZero();
			assertThat(bench.undelivered).isEmpty();
		}
	}

	@Test
	void publishersThatAreSilentLeaveHalfOfTheRoomToOthers() {
		try (TreeBench bench = TreeBench.real()) {
			BackgroundSink<Integer> sink = bench.runtime.sink("audit", this.written::addAll,
					EAGER.withSizes(4, 4).withLinger(Duration.ofHours(1)).withOverflow(SinkOverflow.DROP_OLDEST));
			bench.runtime.start();
			for (int i = 0; i < 4; i++) {
				sink.asSubscriber().onSubscribe(new HandDriven());
			}
			assertThat(sink.tryPush(1)).isEqualTo(Admission.ACCEPTED);
			assertThat(sink.tryPush(2)).isEqualTo(Admission.ACCEPTED);
			sink.asSubscriber().onSubscribe(this.publisher);
			assertThat(this.publisher.requested).hasValue(0);
			assertThat(sink.tryPush(3)).isEqualTo(Admission.ACCEPTED);
			assertThat(sink.tryPush(4)).isEqualTo(Admission.ACCEPTED);
		}
	}

	@Test
	void aSubscriberThatFindsTheSharedRoomTakenIsServedWhenAnotherEnds() {
		try (TreeBench bench = TreeBench.real()) {
			BackgroundSink<Integer> sink = bench.runtime.sink("audit", this.written::addAll, EAGER.withSizes(4, 4));
			bench.runtime.start();
			Flow.Subscriber<Integer> first = sink.asSubscriber();
			first.onSubscribe(new HandDriven());
			sink.asSubscriber().onSubscribe(new HandDriven());
			sink.asSubscriber().onSubscribe(this.publisher);
			assertThat(this.publisher.requested).hasValue(0);
			first.onComplete();
			ActorBench.until(() -> this.publisher.requested.get() == 1);
		}
	}

	@Test
	void aSubscriberThatFindsTheSharedRoomTakenIsServedWhenAnotherHasUsedIt() {
		try (TreeBench bench = TreeBench.real()) {
			BackgroundSink<Integer> sink = bench.runtime.sink("audit", this.written::addAll, EAGER.withSizes(4, 4));
			bench.runtime.start();
			HandDriven[] publishers = { new HandDriven(), new HandDriven(), this.publisher };
			List<Flow.Subscriber<Integer>> subscribers = new ArrayList<>();
			for (HandDriven each : publishers) {
				Flow.Subscriber<Integer> subscriber = sink.asSubscriber();
				subscriber.onSubscribe(each);
				subscribers.add(subscriber);
			}
			sink.pause();
			subscribers.get(0).onNext(1);
			subscribers.get(1).onNext(2);
			sink.resume();
			ActorBench.until(() -> this.publisher.requested.get() == 1
					|| publishers[0].requested.get() + publishers[1].requested.get() == 4);
			assertThat(this.publisher.requested.get() + publishers[0].requested.get() + publishers[1].requested.get())
				.isBetween(3L, 4L);
		}
	}

	@Test
	void anItemOnWhichTheLaneKeyFailsIsReportedAndEndsTheSubscription() throws Exception {
		try (TreeBench bench = TreeBench.real()) {
			BackgroundSink<Integer> sink = bench.runtime.sink("audit",
					InstanceSource.of((SinkDrain<Integer>) this.written::addAll), EAGER.withLanes(2),
					SinkHandlers.<Integer>none().withLaneKey((item) -> (item == 13) ? null : item));
			bench.runtime.start();
			Flow.Subscriber<Integer> subscriber = sink.asSubscriber();
			subscriber.onSubscribe(this.publisher);
			subscriber.onNext(12);
			subscriber.onNext(13);
			ActorBench.get(this.publisher.cancelled);
			assertThat(bench.undelivered).containsExactly(13);
			ActorBench.until(() -> this.written.contains(12));
			assertThatNullPointerException().isThrownBy(() -> {
				var unused = sink.tryPush(13);
			}).withMessageContaining("root/sinks/audit").withMessageContaining("LaneKey answers null");
		}
	}

	@Test
	void aPublisherThatThrowsWhenItIsCancelledKeepsNoRoom() {
		try (TreeBench bench = TreeBench.real()) {
			BackgroundSink<Integer> sink = bench.runtime.sink("audit", this.written::addAll, EAGER.withSizes(4, 4));
			bench.runtime.start();
			sink.asSubscriber().onSubscribe(new HandDriven() {
				@Override
				public void cancel() {
					super.cancel();
					throw new IllegalStateException("no");
				}
			});
			bench.runtime.stop(TreeBench.LONG);
			assertThatAllIsFree(bench, sink);
		}
	}

	@Test
	void aPublisherThatThrowsWhenItIsAskedIsCancelledAndKeepsNoRoom() {
		try (TreeBench bench = TreeBench.real()) {
			BackgroundSink<Integer> sink = bench.runtime.sink("audit", this.written::addAll, EAGER.withSizes(4, 4));
			bench.runtime.start();
			HandDriven failing = new HandDriven() {
				@Override
				public void request(long n) {
					throw new IllegalStateException("no");
				}
			};
			sink.asSubscriber().onSubscribe(failing);
			ActorBench.join(failing.cancelled);
			bench.runtime.stop(TreeBench.LONG);
			assertThatAllIsFree(bench, sink);
		}
	}

	private static void assertThatAllIsFree(TreeBench bench, BackgroundSink<Integer> sink) {
		sink.pause();
		bench.runtime.start();
		for (int i = 0; i < 4; i++) {
			assertThat(sink.tryPush(i)).isEqualTo(Admission.ACCEPTED);
		}
	}

	@Test
	void whatComesWithoutHavingBeenAskedForIsReportedAsSuch() {
		List<String> reasons = new CopyOnWriteArrayList<>();
		try (TreeBench bench = TreeBench.real((builder) -> builder
			.undeliveredHandler((process, items, reason) -> reasons.add(items + ": " + reason)))) {
			BackgroundSink<Integer> sink = bench.runtime.sink("audit", this.written::addAll, EAGER.withSizes(1, 1));
			sink.pause();
			bench.runtime.start();
			Flow.Subscriber<Integer> subscriber = sink.asSubscriber();
			subscriber.onSubscribe(this.publisher);
			subscriber.onNext(1);
			subscriber.onNext(2);
			assertThat(reasons)
				.containsExactly("[2]: its publisher sent it without being asked, and the sink was full");
		}
	}

	@Test
	void whatCannotBeWeighedInAdvanceIsNotSubscribed() {
		try (TreeBench bench = TreeBench.real()) {
			BackgroundSink<Integer> sink = bench.runtime.sink("audit",
					InstanceSource.of((SinkDrain<Integer>) this.written::addAll), EAGER.withMaxWeight(10),
					SinkHandlers.<Integer>none().withWeigher(Integer::longValue));
			assertThatIllegalStateException().isThrownBy(sink::asSubscriber).withMessageContaining("weight");
		}
	}

	/** Publishes nothing by itself. */
	private static class HandDriven implements Flow.Subscription {

		final AtomicLong requested = new AtomicLong();

		final CompletableFuture<Void> cancelled = new CompletableFuture<>();

		@Override
		public void request(long n) {
			this.requested.addAndGet(n);
		}

		@Override
		public void cancel() {
			this.cancelled.complete(null);
		}

	}

}
