package dev.concurrency.sink;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.concurrency.process.ContextRelay;
import dev.concurrency.queue.BoundedQueue;

import static org.assertj.core.api.Assertions.assertThat;

/** What a lane knows of the items that it has accepted. */
class BacklogTests {

	private static final Object TURN = new Object();

	private final BoundedQueue<Object> queue = new BoundedQueue<>(4);

	private final Backlog<Integer> backlog = new Backlog<>(this.queue, null, ContextRelay.OFF);

	@Test
	void whatIsInFlightAgesWhateverIsEvictedMeanwhile() {
		this.backlog.own(TURN);
		push(1);
		assertThat(this.backlog.age(100)).isZero();
		assertThat(this.backlog.take(TURN, 1)).containsExactly(1);
		for (int i = 2; i < 100; i++) {
			evicting(i);
			assertThat(this.backlog.age(100 + i)).isEqualTo(i);
		}
		this.backlog.written(TURN);
		assertThat(this.backlog.age(200)).as("of those that came last").isLessThan(10);
	}

	@Test
	void whenThePartsOfABatchAreSettledTheNextOneCounts() {
		this.backlog.own(TURN);
		push(1);
		assertThat(this.backlog.age(100)).isZero();
		push(2);
		assertThat(this.backlog.age(130)).isEqualTo(30);
		assertThat(this.backlog.take(TURN, 2)).containsExactly(1, 2);
		this.backlog.split(TURN);
		assertThat(this.backlog.age(200)).isEqualTo(100);
		this.backlog.written(TURN);
		assertThat(this.backlog.age(200)).isEqualTo(70);
		this.backlog.deadLettered(TURN);
		assertThat(this.backlog.age(200)).isZero();
		assertThat(this.backlog.isEmpty()).isTrue();
	}

	@Test
	void whatWasEvictedDoesNotAgeWhileNothingIsInFlight() {
		push(1, 2, 3, 4);
		assertThat(this.backlog.age(100)).isZero();
		for (int i = 5; i < 9; i++) {
			evicting(i);
		}
		assertThat(this.backlog.age(150)).as("all that are left came after that look").isZero();
	}

	@Test
	void whoHangsLosesWhatItHasBegunAndTheRestWaits() {
		this.backlog.own(TURN);
		push(1, 2, 3);
		assertThat(this.backlog.take(TURN, 2)).containsExactly(1, 2);
		assertThat(this.backlog.leaveBegun()).containsExactly(1, 2);
		assertThat(this.backlog.isOwnedBy(TURN)).isFalse();
		assertThat(this.backlog.counts()).isEqualTo(new Backlog.Counts(1, 0, 3, 0, 0, 0, 2));
		assertThat(this.backlog.leave()).isEqualTo(new Backlog.Left<>(List.of(), List.of(3)));
	}

	private void evicting(int item) {
		List<Integer> evicted = new ArrayList<>();
		assertThat(this.backlog.offerEvicting(() -> this.queue.offer(item), evicted)).isNotNegative();
	}

	private void push(int... items) {
		for (int item : items) {
			assertThat(this.queue.offer(item)).isNotNegative();
		}
	}

}
