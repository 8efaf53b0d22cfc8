package dev.concurrency.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.boundary.FinishedTask;
import dev.concurrency.boundary.TaskOutcome.Cancelled;
import dev.concurrency.boundary.TaskOutcome.Failed;
import dev.concurrency.boundary.TaskOutcome.Succeeded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

@Timeout(30)
class BoundaryPublisherTests {

	@Test
	void whatIsRequestedStartsWhenItComesAndIsToldWhenItIsOver() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.PULL_ONLY)) {
			Told told = subscribed(bench);
			told.request(2);
			HeldTask first = bench.running("a");
			IllegalStateException thrown = new IllegalStateException("busy");
			var failed = bench.boundary.submit("b", () -> {
				throw thrown;
			});
			assertThat(ActorBench.get(failed)).isEqualTo(new Failed<>(thrown));
			HeldTask third = bench.queued("c");
			assertThat(told.next()).isEqualTo(new FinishedTask("b", new Failed<>(thrown)));
			first.release();
			assertThat(told.next()).isEqualTo(new FinishedTask("a", new Succeeded<>("done")));
			assertThat(third.hasEntered()).isFalse();
			told.request(1);
			third.awaitEntered();
		}
	}

	@Test
	void eachTaskIsToldToTheSubscriberThatAskedForIt() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.PULL_ONLY)) {
			Told one = subscribed(bench);
			Told other = subscribed(bench);
			one.request(1);
			HeldTask first = bench.running("a");
			other.request(1);
			HeldTask second = bench.running("b");
			second.release();
			assertThat(other.next().key()).isEqualTo("b");
			first.release();
			assertThat(one.next().key()).isEqualTo("a");
			assertThat(one.all()).isEmpty();
			assertThat(other.all()).isEmpty();
		}
	}

	@Test
	void subscribersWithoutABoundAreServedInTurn() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.PULL_ONLY)) {
			Told one = subscribed(bench);
			Told other = subscribed(bench);
			one.request(Long.MAX_VALUE);
			other.request(Long.MAX_VALUE);
			for (int i = 0; i < 20; i++) {
				ActorBench.get(bench.boundary.submit("t" + i, () -> 1));
				int told = i + 1;
				// Who is behind has no turn.
				ActorBench.until(() -> one.size() + other.size() == told);
			}
			assertThat(one.size()).isEqualTo(10);
		}
	}

	@Test
	void aSubscriberThatIsSlowIsNoFurtherBehindThanTasksMayBeInFlight() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.PULL_ONLY)) {
			CountDownLatch release = new CountDownLatch(1);
			Told told = new Told() {
				@Override
				public void onNext(FinishedTask task) {
					ActorBench.join(CompletableFuture.runAsync(() -> uninterruptibly(release)));
					super.onNext(task);
				}
			};
			bench.boundary.asPublisher().subscribe(told);
			told.request(Long.MAX_VALUE);
			for (String key : List.of("a", "b")) {
				ActorBench.get(bench.boundary.submit(key, () -> 1));
			}
			HeldTask third = bench.queued("c");
			assertThat(third.hasEntered()).isFalse();
			release.countDown();
			third.awaitEntered().release();
			assertThat(List.of(told.next().key(), told.next().key(), told.next().key())).containsExactlyInAnyOrder("a",
					"b", "c");
		}
	}

	@Test
	void tasksOfASubscriberThatCancelledGoOnAndTheirPlacesServeOthers() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.PULL_ONLY)) {
			Told gone = subscribed(bench);
			gone.request(Long.MAX_VALUE);
			HeldTask task = bench.running("a");
			gone.cancel();
			HeldTask waiting = bench.queued("b");
			task.release();
			ActorBench.until(() -> bench.boundary.snapshot().succeeded() == 1);
			assertThat(waiting.hasEntered()).isFalse();
			Told next = subscribed(bench);
			next.request(1);
			waiting.awaitEntered().release();
			assertThat(next.next().key()).isEqualTo("b");
			assertThat(gone.all()).isEmpty();
		}
	}

	@Test
	void subscribersAreCompletedWhenTheBoundaryHasStoppedAndKnowHowEverythingEnded() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.PULL_ONLY)) {
			Told told = subscribed(bench);
			told.request(5);
			HeldTask task = bench.running("a");
			var stopping = bench.tree.stopping();
			task.release();
			ActorBench.get(stopping);
			assertThat(told.next()).isEqualTo(new FinishedTask("a", new Succeeded<>("done")));
			ActorBench.await(told.completed);
			assertThat(told.failure.isDone()).isFalse();
		}
	}

	@Test
	void aStopTellsSubscribersOfAllThatTheyAskedForAndStartsTheRestForNobody() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.PULL_ONLY)) {
			Told told = subscribed(bench);
			told.request(3);
			HeldTask first = bench.running("a");
			HeldTask second = bench.running("b");
			HeldTask third = bench.queued("c");
			HeldTask fourth = bench.queued("d");
			var stopping = bench.tree.stopping();
			first.release();
			third.awaitEntered();
			second.release();
			fourth.awaitEntered().release();
			third.release();
			ActorBench.get(stopping);
			ActorBench.await(told.completed);
			assertThat(told.all()).extracting(FinishedTask::key).containsExactlyInAnyOrder("a", "b", "c");
			assertThat(bench.boundary.snapshot().succeeded()).isEqualTo(4);
		}
	}

	@Test
	void aSlowSubscriberHoldsUpNoStopAndIsToldOfEverythingAllTheSame() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.PULL_ONLY)) {
			CountDownLatch release = new CountDownLatch(1);
			Told told = new Told() {
				@Override
				public void onNext(FinishedTask task) {
					uninterruptibly(release);
					super.onNext(task);
				}
			};
			bench.boundary.asPublisher().subscribe(told);
			told.request(Long.MAX_VALUE);
			HeldTask first = bench.running("a");
			HeldTask second = bench.running("b");
			HeldTask third = bench.queued("c");
			var stopping = bench.tree.stopping();
			first.release();
			third.awaitEntered().release();
			second.release();
			bench.idle();
			release.countDown();
			ActorBench.get(stopping);
			ActorBench.await(told.completed);
			assertThat(told.all()).extracting(FinishedTask::key).containsExactlyInAnyOrder("a", "b", "c");
		}
	}

	@Test
	void aSubscriberThatComesAfterTheEndIsCompletedAtOnce() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.PULL_ONLY)) {
			bench.tree.runtime.stop(TreeBench.LONG);
			Told late = subscribed(bench);
			ActorBench.await(late.completed);
			bench.start();
			late.request(1);
			HeldTask waiting = bench.queued("a");
			Told told = subscribed(bench);
			told.request(1);
			waiting.awaitEntered().release();
			assertThat(told.next().key()).isEqualTo("a");
			assertThat(late.all()).isEmpty();
		}
	}

	@Test
	void aSubscriberThatComesBeforeTheStartIsServedFromThere() throws Exception {
		try (BoundaryBench bench = BoundaryBench.created(BoundaryBench.PULL_ONLY)) {
			Told told = subscribed(bench);
			told.request(1);
			bench.start();
			bench.running("a").release();
			assertThat(told.next().key()).isEqualTo("a");
		}
	}

	@Test
	void subscribersAreToldIfTheBoundaryDidNotEndAsItShould() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.PULL_ONLY)) {
			Told told = subscribed(bench);
			told.request(5);
			bench.running("a");
			var stopping = bench.tree.stopping();
			bench.tree.time.advance(Duration.ofSeconds(5));
			ActorBench.get(stopping);
			assertThat(told.next().outcome()).isInstanceOf(Cancelled.class);
			assertThat(ActorBench.get(told.failure)).hasMessageContaining("did not stop in time");
		}
	}

	@Test
	void aSubscriberThatThrowsLosesItsSubscriptionAndHarmsNobodyElse() throws Exception {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.PULL_ONLY)) {
			Told bad = new Told() {
				@Override
				public void onSubscribe(Flow.Subscription given) {
					given.request(Long.MAX_VALUE);
					throw new IllegalStateException("planted");
				}
			};
			bench.boundary.asPublisher().subscribe(bad);
			Told worse = new Told() {
				@Override
				public void onNext(FinishedTask task) {
					throw new IllegalStateException("planted");
				}
			};
			bench.boundary.asPublisher().subscribe(worse);
			worse.request(1);
			assertThat(ActorBench.get(bench.boundary.submit("a", () -> 1))).isEqualTo(new Succeeded<>(1));
			Told good = subscribed(bench);
			good.request(2);
			ActorBench.get(bench.boundary.submit("b", () -> 1));
			ActorBench.get(bench.boundary.submit("c", () -> 1));
			assertThat(List.of(good.next().key(), good.next().key())).containsExactlyInAnyOrder("b", "c");
			assertThat(bad.all()).isEmpty();
		}
	}

	@Test
	void onlyAPullOnlyBoundaryIsAPublisher() {
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.SETTINGS)) {
			assertThatIllegalStateException().isThrownBy(bench.boundary::asPublisher)
				.withMessageContaining("push-pull")
				.withMessageContaining("set mode to pull-only");
		}
		try (BoundaryBench bench = BoundaryBench.started(BoundaryBench.PULL_ONLY)) {
			assertThatNullPointerException().isThrownBy(() -> bench.boundary.asPublisher().subscribe(null));
		}
	}

	private static Told subscribed(BoundaryBench bench) {
		Told told = new Told();
		bench.boundary.asPublisher().subscribe(told);
		return told;
	}

	private static void uninterruptibly(CountDownLatch latch) {
		try {
			ActorBench.await(latch);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Keeps what it is told and asks for what the test says. Thread-safe. */
	private static class Told implements Flow.Subscriber<FinishedTask> {

		private final BlockingQueue<FinishedTask> tasks = new LinkedBlockingQueue<>();

		private final CountDownLatch completed = new CountDownLatch(1);

		private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

		private volatile Flow.@Nullable Subscription subscription;

		@Override
		public void onSubscribe(Flow.Subscription given) {
			this.subscription = given;
		}

		@Override
		public void onNext(FinishedTask task) {
			this.tasks.add(task);
		}

		@Override
		public void onError(Throwable thrown) {
			this.failure.complete(thrown);
		}

		@Override
		public void onComplete() {
			this.completed.countDown();
		}

		void request(long count) {
			this.subscription.request(count);
		}

		void cancel() {
			this.subscription.cancel();
		}

		FinishedTask next() throws InterruptedException {
			FinishedTask task = this.tasks.poll(20, TimeUnit.SECONDS);
			assertThat(task).isNotNull();
			return task;
		}

		int size() {
			return this.tasks.size();
		}

		List<FinishedTask> all() {
			return new ArrayList<>(this.tasks);
		}

	}

}
