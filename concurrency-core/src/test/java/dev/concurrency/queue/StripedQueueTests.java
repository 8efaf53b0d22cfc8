package dev.concurrency.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for a queue with several stripes. The number that goes with an offer stands for
 * the thread that makes it.
 */
@Timeout(20)
class StripedQueueTests {

	@ParameterizedTest
	@CsvSource({ "1, 2", "2, 4", "3, 2", "5, 16", "1000, 4", "1000, 16" })
	void aLoneProducerFillsExactlyTheCapacityAgainAndAgain(int capacity, int stripes) {
		BoundedQueue<Integer> queue = new BoundedQueue<>(capacity, stripes);
		for (int producer = 0; producer < 5; producer++) {
			for (int i = 0; i < capacity; i++) {
				assertThat(queue.offer(i, producer)).isNotNegative();
				assertThat(queue.size()).isEqualTo(i + 1);
			}
			assertThat(queue.offer(-1, producer)).isEqualTo(BoundedQueue.FULL);
			assertThat(queue.offer(-1, producer + 1)).isEqualTo(BoundedQueue.FULL);
			assertThat(BoundedQueueTests.drain(queue, capacity + 1))
				.isEqualTo(IntStream.range(0, capacity).boxed().toList());
			assertThat(queue.size()).isZero();
		}
	}

	@Test
	void aDrainedItemMakesRoomForOneOfAnyProducer() {
		BoundedQueue<Integer> queue = new BoundedQueue<>(3, 4);
		for (int i = 0; i < 3; i++) {
			queue.offer(i, 0);
		}
		for (int producer = 1; producer < 20; producer++) {
			assertThat(BoundedQueueTests.drain(queue, 1)).hasSize(1);
			assertThat(queue.offer(producer, producer)).isNotNegative();
			assertThat(queue.offer(-1, producer)).isEqualTo(BoundedQueue.FULL);
		}
		assertThat(queue.claimed()).isEqualTo(3 + 19);
		assertThat(queue.consumed()).isEqualTo(19);
	}

	@Test
	void itemsOfOneProducerKeepTheirOrderAndTheirNumbers() {
		BoundedQueue<String> queue = new BoundedQueue<>(9, 2);
		assertThat(queue.offer("a0", 0)).isZero();
		assertThat(queue.offer("b0", 1)).isZero();
		assertThat(queue.offer("b1", 1)).isEqualTo(1);
		assertThat(queue.offer("a1", 0)).isEqualTo(1);
		assertThat(BoundedQueueTests.drain(queue, 9)).containsExactly("a0", "a1", "b0", "b1");
	}

	@Test
	void aThreadAlwaysUsesTheSameStripe() {
		BoundedQueue<Integer> queue = new BoundedQueue<>(9, 16);
		for (int i = 0; i < 9; i++) {
			assertThat(queue.offer(i)).isEqualTo(i);
		}
	}

	@Test
	void aStripeThatIsNeverEmptyDoesNotKeepTheOthersWaiting() {
		BoundedQueue<String> queue = new BoundedQueue<>(9, 2);
		for (int i = 0; i < 5; i++) {
			queue.offer("busy", 0);
		}
		queue.offer("other", 1);
		assertThat(BoundedQueueTests.drain(queue, 2)).containsExactly("busy", "busy");
		assertThat(BoundedQueueTests.drain(queue, 2)).containsExactly("other", "busy");
		assertThat(BoundedQueueTests.drain(queue, 9)).containsExactly("busy", "busy");
	}

	@Test
	void closingRefusesEveryProducerAndKeepsWhatWasAccepted() {
		BoundedQueue<String> queue = new BoundedQueue<>(4, 4);
		queue.offer("a", 0);
		queue.offer("b", 1);
		queue.close();
		assertThat(queue.isClosed()).isTrue();
		for (int producer = 0; producer < 4; producer++) {
			assertThat(queue.offer("late", producer)).isEqualTo(BoundedQueue.CLOSED);
		}
		assertThat(queue.claimed()).isEqualTo(2);
		assertThat(BoundedQueueTests.drain(queue, 9)).containsExactly("a", "b");
		queue.reopen();
		assertThat(queue.isClosed()).isFalse();
		for (int i = 0; i < 4; i++) {
			assertThat(queue.offer("again", 3)).isEqualTo(i);
		}
		assertThat(queue.offer("again", 3)).isEqualTo(BoundedQueue.FULL);
	}

	@Test
	void aMarkIsCoveredWhenEveryStripeIsDrainedUpToIt() {
		BoundedQueue<String> queue = new BoundedQueue<>(9, 2);
		queue.offer("a", 0);
		queue.offer("b", 1);
		Mark both = queue.accepted();
		queue.offer("later", 0);
		assertThat(queue.drained().covers(both)).isFalse();
		BoundedQueueTests.drain(queue, 2);
		assertThat(queue.drained()).hasToString("[2, 0]");
		assertThat(queue.drained().covers(both)).isFalse();
		BoundedQueueTests.drain(queue, 1);
		assertThat(queue.drained().covers(both)).isTrue();
	}

	@Test
	void drainingPassesByAnItemThatIsNotYetWritten() {
		BoundedQueue<String> queue = new BoundedQueue<>(4, 2);
		queue.stripe(0).take(1);
		queue.stripe(0).addToTail(1L << 32);
		queue.offer("b", 1);
		assertThat(BoundedQueueTests.drain(queue, 4)).containsExactly("b");
	}

	/** Only the low half of the next sequence is stored. */
	@Test
	void sequencesGoOnBehindTwoToThe32() {
		long start = (1L << 32) - 3;
		BoundedQueue<Long> queue = new BoundedQueue<>(4);
		queue.stripe(0).head = start;
		queue.stripe(0).addToTail(start << 32);
		for (long sequence = start; sequence < start + 20; sequence += 2) {
			assertThat(queue.offer(sequence)).isEqualTo(sequence);
			assertThat(queue.offer(sequence + 1)).isEqualTo(sequence + 1);
			assertThat(queue.claimed()).isEqualTo(sequence + 2);
			assertThat(queue.size()).isEqualTo(2);
			assertThat(BoundedQueueTests.drain(queue, 4)).containsExactly(sequence, sequence + 1);
			assertThat(queue.consumed()).isEqualTo(sequence + 2);
		}
	}

	@Test
	void aListThatThrowsLeavesThePlacesOfWhatItTookFree() {
		BoundedQueue<Integer> queue = new BoundedQueue<>(2, 2);
		queue.offer(0, 0);
		queue.offer(1, 0);
		List<Integer> target = new ArrayList<>() {
			@Override
			public boolean add(Integer item) {
				if (item == 1) {
					throw new IllegalStateException("no room for 1");
				}
				return super.add(item);
			}
		};
		try {
			queue.drainTo(target, 2);
		}
		catch (IllegalStateException ex) {
			assertThat(ex).hasMessage("no room for 1");
		}
		assertThat(queue.offer(2, 1)).isZero();
		assertThat(queue.offer(3, 1)).isEqualTo(BoundedQueue.FULL);
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 3, 32 })
	void impossibleNumbersOfStripesAreRejected(int stripes) {
		assertThatIllegalArgumentException().isThrownBy(() -> new BoundedQueue<>(4, stripes))
			.withMessage("stripes must be a power of two between 1 and 16, but was " + stripes);
	}

}
