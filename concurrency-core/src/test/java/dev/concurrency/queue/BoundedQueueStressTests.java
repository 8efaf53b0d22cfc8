package dev.concurrency.queue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real threads under pressure: nobody has a timeout, so a lost wake-up of either side
 * hangs the test. In the end the queue is filled by one thread: it takes exactly the
 * capacity if no place was lost or doubled.
 */
@Timeout(60)
class BoundedQueueStressTests {

	private static final int PRODUCERS = 4;

	private final ExecutorService executor = Executors.newFixedThreadPool(PRODUCERS);

	private final int[] next = new int[PRODUCERS];

	@AfterEach
	void shutDown() {
		this.executor.shutdownNow();
	}

	@ParameterizedTest
	@CsvSource({ "1, 1, 5000", "3, 1, 15000", "8, 1, 30000", "1000, 1, 300000", "1, 2, 5000", "3, 4, 15000",
			"8, 2, 30000", "50, 16, 50000", "1000, 4, 300000" })
	void fourProducersAndAParkingConsumerLoseNothingAndKeepTheOrder(int capacity, int stripes, int perProducer)
			throws Exception {
		BoundedQueue<int[]> queue = new BoundedQueue<>(capacity, stripes);
		List<Future<Integer>> producers = start(queue, perProducer);
		long total = (long) PRODUCERS * perProducer;
		while (queue.consumed() < total) {
			consume(queue);
			// In turn: wait for the next item, and for more than comes without refusals.
			long wanted = ((queue.consumed() & 1) == 0) ? 1 : capacity + 1L;
			if (queue.consumed() < total) {
				queue.awaitQueued((int) Math.min(wanted, total - queue.consumed()), true, Parker.system(),
						Long.MAX_VALUE);
			}
			assertThat(Thread.currentThread().isInterrupted()).as("timed out").isFalse();
		}
		for (Future<Integer> producer : producers) {
			assertThat(producer.get()).isEqualTo(perProducer);
		}
		assertThat(Arrays.stream(this.next)).containsOnly(perProducer);
		assertThat(queue.claimed()).isEqualTo(total);
		assertThatPlacesAreComplete(queue);
	}

	@ParameterizedTest
	@CsvSource({ "3, 1", "3, 2", "100, 1", "100, 4", "1000, 16" })
	void whateverTheMomentOfClosingAllThatWasAcceptedIsDrainedOnceAndNothingElse(int capacity, int stripes)
			throws Exception {
		Random random = new Random(capacity * 31L + stripes);
		for (int round = 0; round < 200; round++) {
			Arrays.fill(this.next, 0);
			BoundedQueue<int[]> queue = new BoundedQueue<>(capacity, stripes);
			List<Future<Integer>> producers = start(queue, Integer.MAX_VALUE);
			int until = random.nextInt(5 * capacity);
			while (queue.consumed() < until) {
				queue.awaitQueued(1 + random.nextInt(capacity), true, Parker.system(), Long.MAX_VALUE);
				consume(queue);
			}
			queue.close();
			long accepted = queue.claimed();
			while (queue.size() > 0) {
				consume(queue);
			}
			int[] counts = new int[PRODUCERS];
			for (int p = 0; p < PRODUCERS; p++) {
				counts[p] = producers.get(p).get();
			}
			assertThat(this.next).isEqualTo(counts);
			assertThat(queue.claimed()).isEqualTo(accepted).isEqualTo(Arrays.stream(counts).sum());
			queue.reopen();
			assertThatPlacesAreComplete(queue);
		}
	}

	private List<Future<Integer>> start(BoundedQueue<int[]> queue, int perProducer) {
		List<Future<Integer>> producers = new ArrayList<>();
		for (int p = 0; p < PRODUCERS; p++) {
			int producer = p;
			producers.add(this.executor.submit(() -> produce(queue, producer, perProducer)));
		}
		return producers;
	}

	/** Answers how many were accepted. */
	private static int produce(BoundedQueue<int[]> queue, int producer, int count) throws InterruptedException {
		long last = -1;
		for (int i = 0; i < count; i++) {
			int[] item = { producer, i };
			long sequence = (producer == 0) ? offerReserved(queue, item)
					: (i % 2 == 0) ? queue.offer(item) : BoundedQueue.FULL;
			if (sequence == BoundedQueue.FULL) {
				sequence = queue.put(item, Long.MAX_VALUE, Parker.system(), System::nanoTime);
			}
			if (sequence == BoundedQueue.CLOSED) {
				return i;
			}
			assertThat(sequence > last).isTrue();
			last = sequence;
		}
		return count;
	}

	/** Reserves more than it uses. */
	private static long offerReserved(BoundedQueue<int[]> queue, int[] item) {
		int places = queue.reserve(3);
		if (places == 0) {
			return BoundedQueue.FULL;
		}
		// As a thread does, since the same items may also come by the other way.
		long sequence = queue.offerReserved(item, (int) Thread.currentThread().getId());
		queue.release((sequence < 0) ? places : places - 1);
		return sequence;
	}

	private void consume(BoundedQueue<int[]> queue) {
		List<int[]> batch = new ArrayList<>();
		queue.forgetRefusals();
		queue.drainTo(batch, 256);
		for (int[] item : batch) {
			assertThat(item[1] == this.next[item[0]]++).as("items of one producer come in order").isTrue();
		}
	}

	private static void assertThatPlacesAreComplete(BoundedQueue<int[]> queue) {
		assertThat(queue.size()).isZero();
		long before = queue.claimed();
		while (queue.offer(new int[0]) >= 0) {
			assertThat(queue.claimed() - before).isLessThanOrEqualTo(queue.capacity());
		}
		assertThat(queue.claimed() - before).isEqualTo(queue.capacity());
	}

}
