package dev.concurrency.queue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

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
	void onlyTheClaimOfTheArmedSequenceTakesTheWakeUpAndOnlyOnce() {
		WaitingConsumer consumer = new WaitingConsumer();
		long idle = consumer.wakeAt;
		consumer.await(this, 2, () -> 0, (blocker, nanos) -> {
			consumer.claimed(0);
			consumer.claimed(1);
			assertThat(consumer.wakeAt).isEqualTo(2);
			consumer.claimed(2);
			assertThat(consumer.wakeAt).isEqualTo(idle);
			consumer.claimed(3);
			assertThat(consumer.wakeAt).isEqualTo(idle);
			this.parks.incrementAndGet();
		}, 1);
		assertThat(this.parks).hasValue(1);
		assertThat(consumer.wakeAt).isEqualTo(idle);
	}

	@Test
	void aSequenceThatWasAcceptedIsNotWaitedFor() {
		this.queue.offer(0);
		this.queue.await(0, NEVER, Long.MAX_VALUE);
		this.queue.await(-1, NEVER, Long.MAX_VALUE);
	}

	@Test
	void aSequenceThatIsStillToComeIsWaitedForInTheGivenTime() {
		this.queue.offer(0);
		this.queue.await(1, (blocker, nanos) -> {
			assertThat(blocker).isSameAs(this.queue);
			assertThat(nanos).isEqualTo(42);
			this.parks.incrementAndGet();
		}, 42);
		assertThat(this.parks).hasValue(1);
	}

	@Test
	void noTimeMeansNoWait() {
		this.queue.await(0, NEVER, 0);
		this.queue.await(0, NEVER, -5);
	}

	@Test
	void aWakeUpWhileAwakeEndsTheNextWaitAndNoOther() {
		this.queue.wakeUp();
		this.queue.wakeUp();
		this.queue.await(0, NEVER, 1);
		assertThatNextWaitParks();
	}

	@Test
	void aRefusalWhileAwakeEndsTheNextWaitAndNoOther() {
		BoundedQueueTests.fill(this.queue, 0);
		assertThat(this.queue.offer(4)).isEqualTo(BoundedQueue.FULL);
		assertThat(this.queue.offer(5)).isEqualTo(BoundedQueue.FULL);
		this.queue.await(Long.MAX_VALUE, NEVER, 1);
		assertThatNextWaitParks();
	}

	@Test
	void closingWhileAwakeEndsTheNextWaitAndNoOther() {
		this.queue.close();
		this.queue.await(0, NEVER, 1);
		assertThatNextWaitParks();
	}

	@Test
	void anInterruptedThreadDoesNotWaitAndStaysInterrupted() {
		Thread.currentThread().interrupt();
		this.queue.await(0, NEVER, 1);
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void aParkerThatThrowsLeavesTheConsumerAwake() {
		try {
			this.queue.await(0, (blocker, nanos) -> {
				throw new IllegalStateException("thrown");
			}, 1);
		}
		catch (IllegalStateException ex) {
			assertThat(ex).hasMessage("thrown");
		}
		assertThatNextWaitParks();
	}

	@Test
	void aParkedConsumerIsWokenByItsSequence() throws Exception {
		assertThatParkedConsumerIsWoken(2, () -> {
			this.queue.offer(0);
			this.queue.offer(1);
			this.queue.offer(2);
		});
		assertThat(this.queue.claimed()).isEqualTo(3);
	}

	@Test
	void aParkedConsumerIsWokenByARefusal() throws Exception {
		BoundedQueueTests.fill(this.queue, 0);
		assertThatParkedConsumerIsWoken(Long.MAX_VALUE, () -> this.queue.offer(4));
	}

	@Test
	void aParkedConsumerIsWokenByClosing() throws Exception {
		assertThatParkedConsumerIsWoken(0, this.queue::close);
	}

	@Test
	void aParkedConsumerIsWokenByWakeUp() throws Exception {
		assertThatParkedConsumerIsWoken(0, this.queue::wakeUp);
	}

	private void assertThatParkedConsumerIsWoken(long sequence, Runnable event) throws Exception {
		CompletableFuture<Void> returned = new CompletableFuture<>();
		Thread consumer = new Thread(() -> {
			this.queue.await(sequence, Parker.system(), Long.MAX_VALUE);
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
		this.queue.await(Long.MAX_VALUE, (blocker, nanos) -> this.parks.incrementAndGet(), 1);
		assertThat(this.parks).hasValue(before + 1);
	}

	@SuppressWarnings("ThreadPriorityCheck")
	static void awaitParked(Thread thread) {
		while (thread.getState() != Thread.State.WAITING) {
			Thread.yield();
		}
	}

}
