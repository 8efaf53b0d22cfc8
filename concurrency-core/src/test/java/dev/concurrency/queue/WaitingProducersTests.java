package dev.concurrency.queue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

/**
 * Tests for producers that wait for room. Where a parker does the work of the other
 * threads, the test stands still at the moment of parking; the others park for real and
 * hang if a wake-up is lost.
 */
@Timeout(20)
class WaitingProducersTests {

	private static final Parker NEVER = (blocker, nanos) -> fail("parked");

	private final BoundedQueue<Integer> queue = new BoundedQueue<>(2);

	private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 10);

	@Test
	void putDoesNotWaitAndReadsNoClockWhileThereIsRoom() throws Exception {
		assertThat(this.queue.put(0, Long.MAX_VALUE, NEVER, WaitingProducersTests::noClock)).isZero();
		assertThat(this.queue.put(1, 0, NEVER, WaitingProducersTests::noClock)).isEqualTo(1);
		assertThat(this.queue.put(2, 0, NEVER, WaitingProducersTests::noClock)).isEqualTo(BoundedQueue.FULL);
	}

	@Test
	void putWaitsForRoom() throws Exception {
		BoundedQueueTests.fill(this.queue, 0);
		Parker draining = (blocker, nanos) -> assertThat(BoundedQueueTests.drain(this.queue, 1)).containsExactly(0);
		assertThat(this.queue.put(2, 100, draining, this.clock::get)).isEqualTo(2);
		assertThat(BoundedQueueTests.drain(this.queue, 9)).containsExactly(1, 2);
	}

	@Test
	void putAnswersFullAtItsTimeoutAndNotBefore() throws Exception {
		BoundedQueueTests.fill(this.queue, 0);
		long start = this.clock.get();
		Parker early = (blocker, nanos) -> this.clock.addAndGet(Math.min(nanos, 40));
		assertThat(this.queue.put(2, 100, early, this.clock::get)).isEqualTo(BoundedQueue.FULL);
		assertThat(this.clock.get() - start).isEqualTo(100);
		assertThat(BoundedQueueTests.drain(this.queue, 9)).containsExactly(0, 1);
	}

	@Test
	void putTakesRoomThatComesAtTheLastMoment() throws Exception {
		BoundedQueueTests.fill(this.queue, 0);
		Parker late = (blocker, nanos) -> {
			this.clock.addAndGet(nanos);
			BoundedQueueTests.drain(this.queue, 1);
		};
		assertThat(this.queue.put(2, 100, late, this.clock::get)).isEqualTo(2);
	}

	@Test
	void anInterruptedPutThrowsAndAcceptsNothing() {
		BoundedQueueTests.fill(this.queue, 0);
		Parker interrupting = (blocker, nanos) -> Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class)
			.isThrownBy(() -> this.queue.put(2, Long.MAX_VALUE, interrupting, this.clock::get));
		assertThat(Thread.interrupted()).isFalse();
		assertThat(this.queue.claimed()).isEqualTo(2);
	}

	@Test
	void aPutThatStartsInterruptedThrowsAlthoughThereIsRoom() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class)
			.isThrownBy(() -> this.queue.put(0, Long.MAX_VALUE, NEVER, WaitingProducersTests::noClock));
		assertThat(this.queue.claimed()).isZero();
	}

	@Test
	void aWaitingPutAnswersClosedWhenTheQueueCloses() throws Exception {
		BoundedQueueTests.fill(this.queue, 0);
		Parker closing = (blocker, nanos) -> this.queue.close();
		assertThat(this.queue.put(2, 100, closing, this.clock::get)).isEqualTo(BoundedQueue.CLOSED);
		assertThat(this.queue.put(2, 100, NEVER, WaitingProducersTests::noClock)).isEqualTo(BoundedQueue.CLOSED);
	}

	@Test
	void drainingWakesAParkedPut() throws Exception {
		BoundedQueueTests.fill(this.queue, 0);
		CompletableFuture<Long> answer = parkedPut();
		BoundedQueueTests.drain(this.queue, 1);
		assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(2);
	}

	@Test
	void closingWakesEveryParkedPut() throws Exception {
		BoundedQueueTests.fill(this.queue, 0);
		CompletableFuture<Long> first = parkedPut();
		CompletableFuture<Long> second = parkedPut();
		this.queue.close();
		assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(BoundedQueue.CLOSED);
		assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(BoundedQueue.CLOSED);
	}

	/** The race: the room went to one who no longer wants it, and the next sleeps on. */
	@Test
	void aWokenPutThatGivesUpHandsItsWakeUpToTheNext() throws Exception {
		BoundedQueueTests.fill(this.queue, 0);
		CompletableFuture<CompletableFuture<Long>> second = new CompletableFuture<>();
		Parker givingUp = (blocker, nanos) -> {
			second.complete(parkedPut());
			BoundedQueueTests.drain(this.queue, 1);
			Thread.currentThread().interrupt();
		};
		assertThatExceptionOfType(InterruptedException.class)
			.isThrownBy(() -> this.queue.put(2, Long.MAX_VALUE, givingUp, this.clock::get));
		assertThat(second.join().get(10, TimeUnit.SECONDS)).isEqualTo(2);
	}

	/** The refused put wakes a consumer that would wait beyond the capacity. */
	@Test
	void aWaitingPutMakesTheConsumerLookAgain() throws Exception {
		BoundedQueueTests.fill(this.queue, 0);
		CompletableFuture<Long> answer = parkedPut();
		this.queue.awaitQueued(Integer.MAX_VALUE, true, NEVER, Long.MAX_VALUE);
		BoundedQueueTests.drain(this.queue, 2);
		assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(2);
	}

	private static long noClock() {
		return fail("clock was read");
	}

	private CompletableFuture<Long> parkedPut() {
		CompletableFuture<Long> answer = new CompletableFuture<>();
		Thread producer = new Thread(() -> {
			try {
				answer.complete(this.queue.put(2, Long.MAX_VALUE, Parker.system(), System::nanoTime));
			}
			catch (InterruptedException ex) {
				answer.completeExceptionally(ex);
			}
		});
		producer.setDaemon(true);
		producer.start();
		WaitingConsumerTests.awaitParked(producer);
		return answer;
	}

}
