package dev.concurrency.test;

import java.time.Duration;
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
import dev.concurrency.sink.SinkSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

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
			bench.runtime.start();
			sink.pause();
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
			bench.runtime.start();
			sink.pause();
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
			bench.runtime.start();
			sink.pause();
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
	void whatCannotBeWeighedInAdvanceIsNotSubscribed() {
		try (TreeBench bench = TreeBench.real()) {
			BackgroundSink<Integer> sink = bench.runtime.sink("audit",
					InstanceSource.of((SinkDrain<Integer>) this.written::addAll), EAGER.withMaxWeight(10),
					SinkHandlers.<Integer>none().withWeigher(Integer::longValue));
			assertThatIllegalStateException().isThrownBy(sink::asSubscriber).withMessageContaining("weight");
		}
	}

	/** Publishes nothing by itself. */
	private static final class HandDriven implements Flow.Subscription {

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
