package dev.concurrency.queue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real threads under pressure: nobody has a timeout, so a lost wake-up of either side
 * hangs the test.
 */
@Timeout(30)
class BoundedQueueStressTests {

	private static final int PRODUCERS = 4;

	@ParameterizedTest
	@CsvSource({ "1, 5000", "3, 15000", "8, 30000", "1000, 300000" })
	void fourProducersAndAParkingConsumerLoseNothingAndKeepTheOrder(int capacity, int perProducer) throws Exception {
		BoundedQueue<int[]> queue = new BoundedQueue<>(capacity);
		ExecutorService executor = Executors.newFixedThreadPool(PRODUCERS);
		try {
			List<Future<?>> producers = new ArrayList<>();
			for (int p = 0; p < PRODUCERS; p++) {
				int producer = p;
				producers.add(executor.submit(() -> produce(queue, producer, perProducer)));
			}
			int[] next = new int[PRODUCERS];
			long total = (long) PRODUCERS * perProducer;
			while (queue.consumed() < total) {
				consume(queue, next);
				assertThat(queue.size()).isBetween(0, capacity);
				// In turn: wait for the next item, and for more than comes without
				// refusals.
				long ahead = ((queue.consumed() & 1) == 0) ? 0 : capacity;
				if (queue.consumed() < total) {
					queue.await(Math.min(queue.consumed() + ahead, total - 1), Parker.system(), Long.MAX_VALUE);
				}
				assertThat(Thread.currentThread().isInterrupted()).as("timed out").isFalse();
			}
			for (Future<?> producer : producers) {
				producer.get();
			}
			assertThat(Arrays.stream(next)).containsOnly(perProducer);
			assertThat(queue.claimed()).isEqualTo(total);
			assertThat(queue.size()).isZero();
		}
		finally {
			executor.shutdownNow();
		}
	}

	private static Void produce(BoundedQueue<int[]> queue, int producer, int count) throws InterruptedException {
		long last = -1;
		for (int i = 0; i < count; i++) {
			int[] item = { producer, i };
			long sequence = (i % 2 == 0) ? queue.offer(item) : BoundedQueue.FULL;
			if (sequence == BoundedQueue.FULL) {
				sequence = queue.put(item, Long.MAX_VALUE, Parker.system(), System::nanoTime);
			}
			assertThat(sequence > last).isTrue();
			last = sequence;
		}
		return null;
	}

	private static void consume(BoundedQueue<int[]> queue, int[] next) {
		List<int[]> batch = new ArrayList<>();
		queue.drainTo(batch, 256);
		for (int[] item : batch) {
			assertThat(item[1] == next[item[0]]++).as("items of one producer come in order").isTrue();
		}
	}

}
