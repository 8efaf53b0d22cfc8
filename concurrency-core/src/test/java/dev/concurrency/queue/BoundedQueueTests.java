package dev.concurrency.queue;

import java.lang.invoke.MethodHandles;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for what {@link BoundedQueue} accepts, refuses and hands out.
 */
class BoundedQueueTests {

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 5, 8, 1000 })
	void aLoneProducerFillsExactlyTheCapacityAgainAndAgain(int capacity) {
		BoundedQueue<Integer> queue = new BoundedQueue<>(capacity);
		assertThat(queue.capacity()).isEqualTo(capacity);
		for (int round = 0; round < 5; round++) {
			for (int i = 0; i < capacity; i++) {
				assertThat(queue.offer(i)).isEqualTo((long) round * capacity + i);
				assertThat(queue.size()).isEqualTo(i + 1);
			}
			assertThat(queue.offer(-1)).isEqualTo(BoundedQueue.FULL);
			assertThat(drain(queue, capacity + 1)).isEqualTo(IntStream.range(0, capacity).boxed().toList());
			assertThat(queue.size()).isZero();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 5, 8, 1000 })
	void eachDrainedItemMakesRoomForExactlyOne(int capacity) {
		BoundedQueue<Integer> queue = new BoundedQueue<>(capacity);
		fill(queue, 0);
		for (int i = 0; i < 3 * capacity; i++) {
			assertThat(drain(queue, 1)).containsExactly(i);
			assertThat(queue.offer(capacity + i)).isEqualTo(capacity + i);
			assertThat(queue.offer(-1)).isEqualTo(BoundedQueue.FULL);
		}
	}

	@Test
	void sequencesAreDenseAlthoughOffersAreRefusedBetween() {
		BoundedQueue<String> queue = new BoundedQueue<>(2);
		assertThat(queue.claimed()).isZero();
		assertThat(queue.offer("a")).isZero();
		assertThat(queue.offer("b")).isEqualTo(1);
		assertThat(queue.offer("refused")).isEqualTo(BoundedQueue.FULL);
		assertThat(queue.claimed()).isEqualTo(2);
		assertThat(drain(queue, 1)).containsExactly("a");
		assertThat(queue.consumed()).isEqualTo(1);
		assertThat(queue.offer("c")).isEqualTo(2);
		assertThat(drain(queue, 5)).containsExactly("b", "c");
		assertThat(queue.consumed()).isEqualTo(queue.claimed()).isEqualTo(3);
	}

	@Test
	void drainingAppendsAtMostTheAskedNumber() {
		BoundedQueue<Integer> queue = new BoundedQueue<>(4);
		fill(queue, 0);
		List<Object> target = new ArrayList<>(List.of("before"));
		assertThat(queue.drainTo(target, 0)).isZero();
		assertThat(queue.drainTo(target, 3)).isEqualTo(3);
		assertThat(target).containsExactly("before", 0, 1, 2);
		assertThat(queue.drainTo(target, 3)).isEqualTo(1);
		assertThat(queue.drainTo(target, 3)).isZero();
	}

	@Test
	void anItemThatTheListRefusesStaysQueued() {
		BoundedQueue<Integer> queue = new BoundedQueue<>(4);
		fill(queue, 0);
		List<Integer> target = new ArrayList<>() {
			@Override
			public boolean add(Integer item) {
				if (item == 2) {
					throw new IllegalStateException("no room for 2");
				}
				return super.add(item);
			}
		};
		try {
			queue.drainTo(target, 4);
		}
		catch (IllegalStateException ex) {
			assertThat(ex).hasMessage("no room for 2");
		}
		assertThat(target).containsExactly(0, 1);
		assertThat(queue.consumed()).isEqualTo(2);
		assertThat(drain(queue, 4)).containsExactly(2, 3);
	}

	@Test
	void closingKeepsWhatWasAcceptedAndRefusesTheRest() {
		BoundedQueue<String> queue = new BoundedQueue<>(3);
		queue.offer("a");
		queue.offer("b");
		queue.close();
		queue.close();
		assertThat(queue.isClosed()).isTrue();
		assertThat(queue.offer("late")).isEqualTo(BoundedQueue.CLOSED);
		assertThat(queue.claimed()).isEqualTo(2);
		assertThat(queue.size()).isEqualTo(2);
		assertThat(drain(queue, 3)).containsExactly("a", "b");
		assertThat(queue.offer("late")).isEqualTo(BoundedQueue.CLOSED);
	}

	@Test
	void aFullQueueThatIsClosedAnswersClosed() {
		BoundedQueue<Integer> queue = new BoundedQueue<>(1);
		fill(queue, 0);
		queue.close();
		assertThat(queue.offer(1)).isEqualTo(BoundedQueue.CLOSED);
	}

	@Test
	void reopeningAcceptsAgainBehindWhatIsQueued() {
		BoundedQueue<String> queue = new BoundedQueue<>(2);
		queue.offer("a");
		queue.close();
		queue.reopen();
		assertThat(queue.isClosed()).isFalse();
		assertThat(queue.offer("b")).isEqualTo(1);
		assertThat(queue.offer("c")).isEqualTo(BoundedQueue.FULL);
		assertThat(drain(queue, 2)).containsExactly("a", "b");
	}

	@Test
	void reopeningAnOpenQueueChangesNothing() {
		BoundedQueue<String> queue = new BoundedQueue<>(2);
		queue.offer("a");
		queue.reopen();
		assertThat(queue.claimed()).isEqualTo(1);
		assertThat(queue.isClosed()).isFalse();
	}

	@Test
	@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void drainingStopsBeforeALaterItemThatIsNotYetWritten() throws Exception {
		BoundedQueue<String> queue = new BoundedQueue<>(4);
		queue.offer("a");
		claimWithoutWriting(queue);
		queue.offer("c");
		assertThat(drain(queue, 4)).containsExactly("a");
		slots(queue)[1] = "b";
		assertThat(drain(queue, 4)).containsExactly("b", "c");
	}

	@Test
	@Timeout(20)
	@SuppressWarnings("ThreadPriorityCheck")
	void drainingWaitsForAFirstItemThatIsNotYetWritten() throws Exception {
		BoundedQueue<String> queue = new BoundedQueue<>(4);
		claimWithoutWriting(queue);
		queue.offer("b");
		CompletableFuture<List<String>> drained = CompletableFuture.supplyAsync(() -> drain(queue, 4));
		for (int i = 0; i < 10_000; i++) {
			Thread.yield();
		}
		assertThat(drained).isNotDone();
		MethodHandles.arrayElementVarHandle(Object[].class).setRelease(slots(queue), 0, (Object) "a");
		assertThat(drained.join()).startsWith("a");
		assertThat(queue.consumed()).isEqualTo(drained.join().size());
	}

	@Test
	void handedOutItemsAreNotRetained() throws Exception {
		BoundedQueue<Object> queue = new BoundedQueue<>(2);
		queue.offer(new Object());
		drain(queue, 1);
		assertThat(slots(queue)).containsOnlyNulls();
	}

	@Test
	@SuppressWarnings("NullAway")
	void nullsAndImpossibleCapacitiesAreRejected() {
		assertThatNullPointerException().isThrownBy(() -> new BoundedQueue<>(1).offer(null)).withMessage("item");
		assertThatIllegalArgumentException().isThrownBy(() -> new BoundedQueue<>(0))
			.withMessage("capacity must be between 1 and 1073741824, but was 0");
		assertThatIllegalArgumentException().isThrownBy(() -> new BoundedQueue<>(Integer.MAX_VALUE));
	}

	@Test
	void offeringAndDrainingAllocateNothing() {
		var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
		long self = Thread.currentThread().getId();
		BoundedQueue<String> queue = new BoundedQueue<>(64);
		List<String> target = new ArrayList<>(64);
		exchange(queue, target, 10_000);
		long before = threads.getThreadAllocatedBytes(self);
		exchange(queue, target, 100_000);
		long allocated = threads.getThreadAllocatedBytes(self) - before;
		assertThat(allocated).as("bytes for 100 000 offers, accepted or not").isLessThan(50_000);
	}

	private static void exchange(BoundedQueue<String> queue, List<String> target, int offers) {
		for (int i = 1; i <= offers; i++) {
			queue.offer("item");
			if (i % 80 == 0) {
				queue.drainTo(target, 64);
				target.clear();
			}
		}
	}

	// A producer that has not got beyond its claim.
	private static void claimWithoutWriting(BoundedQueue<?> queue) {
		Stripe<?> stripe = queue.stripe(0);
		assertThat(stripe.take(1)).isEqualTo(1);
		stripe.addToTail(1L << 32);
	}

	private static Object[] slots(BoundedQueue<?> queue) throws ReflectiveOperationException {
		Field field = Stripe.class.getDeclaredField("slots");
		field.setAccessible(true);
		return (Object[]) field.get(queue.stripe(0));
	}

	static void fill(BoundedQueue<Integer> queue, int first) {
		for (int i = 0; i < queue.capacity(); i++) {
			queue.offer(first + i);
		}
	}

	static <E> List<E> drain(BoundedQueue<E> queue, int max) {
		List<E> target = new ArrayList<>();
		queue.drainTo(target, max);
		return target;
	}

}
