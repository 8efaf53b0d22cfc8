package dev.concurrency.queue;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.fail;

/** Tests for room that is kept for one caller, and for the notice that there is some. */
@Timeout(20)
class ReservationTests {

	private static final Parker NEVER = (blocker, nanos) -> fail("parked");

	private final BoundedQueue<Integer> queue = new BoundedQueue<>(10, 4);

	private final AtomicInteger calls = new AtomicInteger();

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 16 })
	void nobodyElseGetsAReservedPlace(int stripes) {
		BoundedQueue<Integer> queue = new BoundedQueue<>(10, stripes);
		assertThat(queue.reserve(4)).isEqualTo(4);
		for (int i = 0; i < 6; i++) {
			assertThat(queue.offer(i, i)).isNotNegative();
		}
		assertThat(queue.offer(-1)).isEqualTo(BoundedQueue.FULL);
		assertThat(queue.size()).isEqualTo(6);
		for (int i = 0; i < 4; i++) {
			assertThat(queue.offerReserved(i, 7)).isNotNegative();
		}
		assertThat(queue.size()).isEqualTo(10);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 16 })
	void noMoreIsReservedThanAskedForAndThanIsFree(int stripes) {
		BoundedQueue<Integer> queue = new BoundedQueue<>(10, stripes);
		assertThat(queue.reserve(0)).isZero();
		assertThat(queue.reserve(7)).isEqualTo(7);
		assertThat(queue.reserve(7)).isEqualTo(3);
		assertThat(queue.reserve(7)).isZero();
	}

	@Test
	void thePlaceOfADrainedItemIsFreeForAll() {
		this.queue.reserve(10);
		this.queue.offerReserved(1, 0);
		assertThat(this.queue.offer(2)).isEqualTo(BoundedQueue.FULL);
		BoundedQueueTests.drain(this.queue, 1);
		assertThat(this.queue.offer(2)).isNotNegative();
		assertThat(this.queue.offer(3)).isEqualTo(BoundedQueue.FULL);
	}

	@Test
	void releasedPlacesAreFreeForAll() {
		this.queue.reserve(10);
		this.queue.release(0);
		assertThat(this.queue.offer(1)).isEqualTo(BoundedQueue.FULL);
		this.queue.release(2);
		assertThat(this.queue.offer(1, 0)).isNotNegative();
		assertThat(this.queue.offer(2, 1)).isNotNegative();
		assertThat(this.queue.offer(3, 2)).isEqualTo(BoundedQueue.FULL);
	}

	@Test
	void itemsOfOneHintKeepTheirOrder() {
		this.queue.reserve(10);
		for (int i = 0; i < 10; i++) {
			assertThat(this.queue.offerReserved(i, -3)).isEqualTo(i);
		}
		assertThat(BoundedQueueTests.drain(this.queue, 10)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
	}

	@Test
	void aReservedPlaceOutlivesTheRefusalOfAClosedQueue() {
		assertThat(this.queue.reserve(1)).isEqualTo(1);
		this.queue.close();
		assertThat(this.queue.offerReserved(1, 0)).isEqualTo(BoundedQueue.CLOSED);
		this.queue.reopen();
		assertThat(this.queue.reserve(10)).isEqualTo(9);
		assertThat(this.queue.offerReserved(1, 0)).isZero();
	}

	@Test
	void aReservationThatGetsNothingMakesTheConsumerLook() {
		assertThat(this.queue.reserve(10)).isEqualTo(10);
		assertThat(this.queue.reserve(1)).isZero();
		this.queue.awaitQueued(1, true, NEVER, Long.MAX_VALUE);
	}

	@Test
	void aReservedItemEndsTheWaitOfTheConsumer() {
		this.queue.reserve(1);
		this.queue.awaitQueued(1, true, (blocker, nanos) -> {
			this.queue.offerReserved(1, 0);
			// Would wait without the permit.
			Parker.system().park(blocker, Long.MAX_VALUE);
			this.calls.incrementAndGet();
		}, Long.MAX_VALUE);
		assertThat(this.calls).hasValue(1);
	}

	@Test
	void releasingWakesAWaitingPut() throws Exception {
		this.queue.reserve(10);
		Parker releasing = (blocker, nanos) -> {
			this.queue.release(1);
			Parker.system().park(blocker, nanos);
		};
		assertThat(this.queue.put(1, Long.MAX_VALUE, releasing, System::nanoTime)).isZero();
	}

	@Test
	void wakingTheProducersMakesAWaitingPutTryAgain() throws Exception {
		this.queue.reserve(10);
		Parker waking = (blocker, nanos) -> {
			this.queue.wakeProducers();
			Parker.system().park(blocker, nanos);
			if (this.calls.incrementAndGet() == 2) {
				this.queue.release(1);
			}
		};
		assertThat(this.queue.put(1, Long.MAX_VALUE, waking, System::nanoTime)).isZero();
		assertThat(this.calls).hasValue(2);
	}

	@Test
	void roomIsAnnouncedOnceByDraining() {
		this.queue.offer(1);
		this.queue.offer(2);
		this.queue.onRoom(this.calls::incrementAndGet);
		assertThat(this.calls).hasValue(0);
		BoundedQueueTests.drain(this.queue, 1);
		assertThat(this.calls).hasValue(1);
		BoundedQueueTests.drain(this.queue, 1);
		assertThat(this.calls).hasValue(1);
	}

	@Test
	void drainingNothingAnnouncesNoRoom() {
		this.queue.onRoom(this.calls::incrementAndGet);
		BoundedQueueTests.drain(this.queue, 1);
		assertThat(this.calls).hasValue(0);
	}

	@Test
	void roomIsAnnouncedByReleasingAndByClosing() {
		this.queue.reserve(1);
		this.queue.onRoom(this.calls::incrementAndGet);
		this.queue.release(1);
		assertThat(this.calls).hasValue(1);
		this.queue.onRoom(this.calls::incrementAndGet);
		this.queue.close();
		assertThat(this.calls).hasValue(2);
	}

	@Test
	void whoAsksAgainWithinItsCallWaitsForTheNextRoom() {
		this.queue.offer(1);
		this.queue.offer(2);
		this.queue.onRoom(() -> {
			this.calls.incrementAndGet();
			this.queue.onRoom(this.calls::incrementAndGet);
		});
		BoundedQueueTests.drain(this.queue, 1);
		assertThat(this.calls).hasValue(1);
		BoundedQueueTests.drain(this.queue, 1);
		assertThat(this.calls).hasValue(2);
	}

	@Test
	void everyWaitingActionAndThreadHearsOfTheRoom() throws Exception {
		this.queue.reserve(9);
		this.queue.offer(1);
		this.queue.onRoom(this.calls::incrementAndGet);
		this.queue.onRoom(this.calls::incrementAndGet);
		Parker draining = (blocker, nanos) -> {
			BoundedQueueTests.drain(this.queue, 1);
			Parker.system().park(blocker, nanos);
		};
		assertThat(this.queue.put(2, Long.MAX_VALUE, draining, System::nanoTime)).isNotNegative();
		assertThat(this.calls).hasValue(2);
	}

	@Test
	void aNullIsNotAcceptedAtAReservedPlace() {
		this.queue.reserve(1);
		assertThatNullPointerException().isThrownBy(() -> this.queue.offerReserved(null, 0)).withMessage("item");
	}

}
