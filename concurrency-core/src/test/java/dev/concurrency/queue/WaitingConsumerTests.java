package dev.concurrency.queue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Tests for the waiting side of the consumer. Where a parker does the work of the other
 * threads, the test stands still at the moment of parking; the others park for real and
 * hang if a wake-up is lost.
 */
@Timeout(20)
class WaitingConsumerTests {

	private static final Parker NEVER = (blocker, nanos) -> fail("parked");

	private final BoundedQueue<Integer> queue = new BoundedQueue<>(4);

	private final AtomicInteger parks = new AtomicInteger();

	@Test
	void onlyTheFirstToReachTheArmedSequenceTakesTheWakeUp() {
		WaitingConsumer consumer = new WaitingConsumer();
		assertThat(consumer.arm(true)).isTrue();
		consumer.reached();
		consumer.reached();
		LockSupport.park(this);
		consumer.disarm();
		assertThat(consumer.arm(true)).isTrue();
	}

	@Test
	void aSequenceThatWasAcceptedIsNotWaitedFor() {
		this.queue.offer(0);
		this.queue.awaitQueued(1, true, NEVER, Long.MAX_VALUE);
		this.queue.awaitQueued(0, true, NEVER, Long.MAX_VALUE);
	}

	@Test
	void itemsThatAreStillToComeAreWaitedForInTheGivenTime() {
		this.queue.offer(0);
		this.queue.awaitQueued(2, true, (blocker, nanos) -> {
			assertThat(blocker).isSameAs(this.queue);
			assertThat(nanos).isEqualTo(42);
			this.parks.incrementAndGet();
		}, 42);
		assertThat(this.parks).hasValue(1);
	}

	@Test
	void everyStripeIsArmedWithItsShareOfWhatIsMissing() {
		BoundedQueue<Integer> striped = new BoundedQueue<>(100, 4);
		striped.offer(0, 0);
		striped.offer(0, 0);
		striped.offer(0, 1);
		striped.awaitQueued(10, true, (blocker, nanos) -> {
			assertThat(striped.stripe(0).wakeAt).isEqualTo(2 + 1);
			assertThat(striped.stripe(1).wakeAt).isEqualTo(1 + 1);
			assertThat(striped.stripe(2).wakeAt).isEqualTo(1);
			assertThat(striped.stripe(3).wakeAt).isEqualTo(1);
			this.parks.incrementAndGet();
		}, 1);
		assertThat(this.parks).hasValue(1);
		assertThat(striped.stripe(0).wakeAt).isEqualTo(Stripe.NEVER);
	}

	@Test
	void moreThanTheCapacityIsNeverReached() {
		BoundedQueueTests.fill(this.queue, 0);
		this.queue.awaitQueued(5, true, (blocker, nanos) -> {
			assertThat(this.queue.stripe(0).wakeAt).isEqualTo(Stripe.NEVER);
			this.parks.incrementAndGet();
		}, 1);
		assertThat(this.parks).hasValue(1);
	}

	@Test
	void noTimeMeansNoWait() {
		this.queue.awaitQueued(1, true, NEVER, 0);
		this.queue.awaitQueued(1, true, NEVER, -5);
	}

	@Test
	void aWakeUpWhileAwakeEndsTheNextWaitAndNoOther() {
		this.queue.wakeUp();
		this.queue.wakeUp();
		this.queue.awaitQueued(1, true, NEVER, 1);
		assertThatNextWaitParks();
	}

	@Test
	void aRefusalWhileAwakeLetsNobodyWaitUntilItIsForgotten() {
		BoundedQueueTests.fill(this.queue, 0);
		assertThat(this.queue.offer(4)).isEqualTo(BoundedQueue.FULL);
		assertThat(this.queue.offer(5)).isEqualTo(BoundedQueue.FULL);
		this.queue.awaitQueued(Integer.MAX_VALUE, true, NEVER, 1);
		this.queue.awaitQueued(Integer.MAX_VALUE, true, NEVER, 1);
		assertThat(this.queue.hasRefused()).isTrue();
		this.queue.forgetRefusals();
		assertThat(this.queue.hasRefused()).isFalse();
		assertThatNextWaitParks();
	}

	@Test
	void aRefusalEndsNoWaitOfAConsumerThatCannotMakeRoomNowButIsKeptForLater() {
		WaitingConsumer consumer = new WaitingConsumer();
		assertThat(consumer.arm(false)).isTrue();
		consumer.refused();
		assertThat(consumer.arm(false)).as("it is armed still").isFalse();
		consumer.disarm();
		assertThat(consumer.arm(false)).as("it waits again").isTrue();
		consumer.disarm();
		assertThat(consumer.arm(true)).as("it is to make room first").isFalse();
	}

	@Test
	void aConsumerThatDoesNotHearRefusalsIsWokenByWhatItWaitsFor() throws Exception {
		assertThatParkedConsumerIsWoken(1, false, () -> this.queue.offer(0));
		assertThatParkedConsumerIsWoken(Integer.MAX_VALUE, false, this.queue::wakeUp);
	}

	@Test
	void closingWhileAwakeEndsTheNextWaitAndNoOther() {
		this.queue.close();
		this.queue.awaitQueued(1, true, NEVER, 1);
		assertThatNextWaitParks();
	}

	@Test
	void anInterruptedThreadDoesNotWaitAndStaysInterrupted() {
		Thread.currentThread().interrupt();
		this.queue.awaitQueued(1, true, NEVER, 1);
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void aParkerThatThrowsLeavesTheConsumerAwake() {
		try {
			this.queue.awaitQueued(1, true, (blocker, nanos) -> {
				throw new IllegalStateException("thrown");
			}, 1);
		}
		catch (IllegalStateException ex) {
			assertThat(ex).hasMessage("thrown");
		}
		assertThatNextWaitParks();
	}

	@Test
	void aParkedConsumerIsWokenWhenAllItWaitsForHasCome() throws Exception {
		assertThatParkedConsumerIsWoken(3, () -> {
			this.queue.offer(0);
			this.queue.offer(1);
			this.queue.offer(2);
		});
		assertThat(this.queue.claimed()).isEqualTo(3);
	}

	@Test
	void aParkedConsumerIsWokenByARefusal() throws Exception {
		BoundedQueueTests.fill(this.queue, 0);
		assertThatParkedConsumerIsWoken(Integer.MAX_VALUE, () -> this.queue.offer(4));
	}

	@Test
	void aParkedConsumerIsWokenByClosing() throws Exception {
		assertThatParkedConsumerIsWoken(1, this.queue::close);
	}

	@Test
	void aParkedConsumerIsWokenByWakeUp() throws Exception {
		assertThatParkedConsumerIsWoken(1, this.queue::wakeUp);
	}

	private void assertThatParkedConsumerIsWoken(int queued, Runnable event) throws Exception {
		assertThatParkedConsumerIsWoken(queued, true, event);
	}

	private void assertThatParkedConsumerIsWoken(int queued, boolean orRefused, Runnable event) throws Exception {
		CompletableFuture<Void> returned = new CompletableFuture<>();
		Thread consumer = new Thread(() -> {
			this.queue.awaitQueued(queued, orRefused, Parker.system(), Long.MAX_VALUE);
			returned.complete(null);
		});
		consumer.start();
		awaitParked(consumer);
		event.run();
		returned.get(10, TimeUnit.SECONDS);
		consumer.join();
	}

	private void assertThatNextWaitParks() {
		int before = this.parks.get();
		this.queue.awaitQueued(Integer.MAX_VALUE, true, (blocker, nanos) -> this.parks.incrementAndGet(), 1);
		assertThat(this.parks).hasValue(before + 1);
	}

	@SuppressWarnings("ThreadPriorityCheck")
	static void awaitParked(Thread thread) {
		while (thread.getState() != Thread.State.WAITING) {
			Thread.yield();
		}
	}

}
