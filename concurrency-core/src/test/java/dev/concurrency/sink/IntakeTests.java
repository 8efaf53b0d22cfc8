package dev.concurrency.sink;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.process.Admission;
import dev.concurrency.process.ContextRelay;
import dev.concurrency.queue.BoundedQueue;
import dev.concurrency.time.TimeSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** What a sink does with items for which it has no room. */
class IntakeTests {

	private final SinkBench bench = new SinkBench(SinkBench.settings(3, 2, Duration.ZERO));

	private final List<Object> undelivered = new ArrayList<>();

	private Backlog<Integer> backlog = this.bench.backlog;

	private BoundedQueue<Object> weighed = new BoundedQueue<>(3);

	@Test
	void aFullSinkRefusesAndCounts() {
		Intake<Integer> intake = intake(SinkOverflow.REJECT);
		push(intake, 1, 2, 3);
		assertThat(intake.tryPush(4)).isEqualTo(Admission.FULL);
		assertThat(intake.rejected()).isEqualTo(1);
		assertThat(this.bench.backlog.counts().accepted()).isEqualTo(3);
	}

	@Test
	void aClosedSinkSaysSoAndCountsNothing() {
		Intake<Integer> intake = intake(SinkOverflow.REJECT);
		this.bench.queue.close();
		assertThat(intake.tryPush(4)).isEqualTo(Admission.CLOSED);
		assertThat(intake.rejected()).isZero();
	}

	@Test
	void whoCannotWaitIsSentToPushWhetherThereIsRoomOrNot() {
		Intake<Integer> intake = intake(SinkOverflow.WAIT_ONLY);
		assertThatIllegalStateException().isThrownBy(() -> intake.tryPush(1))
			.withMessage("sink root/sinks/audit makes its callers wait (overflow wait-only): use push instead of"
					+ " tryPush");
		assertThat(this.bench.backlog.counts().accepted()).isZero();
	}

	@Test
	void theOldestMakesRoomIsCountedAndReported() throws Exception {
		Intake<Integer> intake = intake(SinkOverflow.DROP_OLDEST);
		push(intake, 1, 2, 3, 4, 5);
		assertThat(this.undelivered).containsExactly(1, 2);
		assertThat(this.bench.backlog.counts().evicted()).isEqualTo(2);
		assertThat(this.bench.backlog.counts().accepted()).isEqualTo(5);
		this.bench.open().settle();
		assertThat(this.bench.drain.calls()).containsExactly("open", "drain [3, 4]", "drain [5]");
		assertThat(this.bench.backlog.counts().written()).isEqualTo(3);
	}

	@Test
	void aPushDoesNotWaitWhereTheOldestMakesRoom() throws Exception {
		Intake<Integer> intake = intake(SinkOverflow.DROP_OLDEST);
		push(intake, 1, 2, 3);
		assertThat(intake.push(4, Long.MAX_VALUE, this.bench)).isEqualTo(Admission.ACCEPTED);
		assertThat(this.undelivered).containsExactly(1);
	}

	@Test
	void aFlushPassesOverWhatWasEvicted() throws Exception {
		Intake<Integer> intake = intake(SinkOverflow.DROP_OLDEST);
		push(intake, 1, 2, 3);
		this.bench.open();
		SinkBench.Flush flush = this.bench.flush();
		push(intake, 4, 5, 6);
		this.bench.step();
		assertThat(flush.failure()).as("all before it is gone").isNull();
	}

	@Test
	void theWeightOfWhatWaitsIsBounded() {
		WeightBound bound = new WeightBound(10);
		Intake<Integer> intake = weighed(bound, SinkOverflow.REJECT);
		assertThat(intake.tryPush(6)).isEqualTo(Admission.ACCEPTED);
		assertThat(intake.tryPush(5)).isEqualTo(Admission.FULL);
		assertThat(intake.tryPush(4)).isEqualTo(Admission.ACCEPTED);
		assertThat(bound.used()).isEqualTo(10);
		assertThat(intake.tryPush(0)).as("weightless").isEqualTo(Admission.ACCEPTED);
		assertThat(intake.tryPush(0)).as("but not without place").isEqualTo(Admission.FULL);
		assertThat(bound.used()).as("who is refused leaves no weight behind").isEqualTo(10);
	}

	@Test
	void whatIsHeavierThanTheBoundFitsWhenNothingElseWaits() {
		WeightBound bound = new WeightBound(10);
		Intake<Integer> intake = weighed(bound, SinkOverflow.REJECT);
		assertThat(intake.tryPush(1)).isEqualTo(Admission.ACCEPTED);
		assertThat(intake.tryPush(1000)).isEqualTo(Admission.FULL);
		drain(1);
		assertThat(intake.tryPush(1000)).isEqualTo(Admission.ACCEPTED);
		assertThat(bound.used()).isEqualTo(10);
	}

	@Test
	void asManyAsItTakesMakeRoomForAHeavyItem() {
		Intake<Integer> intake = weighed(new WeightBound(10), SinkOverflow.DROP_OLDEST);
		push(intake, 3, 4, 2, 9);
		assertThat(this.undelivered).containsExactly(3, 4, 2);
	}

	@Test
	@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void whatIsReservedCannotMakeRoomSoTheNewItemIsRefused() {
		Intake<Integer> intake = intake(SinkOverflow.DROP_OLDEST);
		assertThat(this.bench.queue.reserve(3)).isEqualTo(3);
		assertThat(intake.tryPush(1)).isEqualTo(Admission.FULL);
		assertThat(intake.rejected()).isEqualTo(1);
		assertThat(this.undelivered).isEmpty();
	}

	@Test
	@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void aPushWaitsWhereThereIsNothingToEvict() throws Exception {
		BoundedQueue<Object> queue = new BoundedQueue<>(1);
		assertThat(queue.reserve(1)).isEqualTo(1);
		Intake<Integer> intake = intake(queue, SinkOverflow.DROP_OLDEST);
		Waiting time = new Waiting(() -> queue.release(1));
		assertThat(intake.push(1, Long.MAX_VALUE, time)).isEqualTo(Admission.ACCEPTED);
		assertThat(time.parks).isEqualTo(1);
		assertThat(this.undelivered).isEmpty();
	}

	@Test
	void nothingIsEvictedWhenTheDrainWasQuicker() {
		List<Integer> evicted = new ArrayList<>();
		this.bench.push(1, 2, 3);
		drain(1);
		assertThat(this.backlog.offerEvicting(() -> this.bench.queue.offer(4), evicted)).isEqualTo(3);
		assertThat(evicted).isEmpty();
		assertThat(this.backlog.counts().evicted()).isZero();
	}

	@Test
	void nothingIsEvictedForAnItemThatComesAfterTheClose() {
		Intake<Integer> intake = intake(SinkOverflow.DROP_OLDEST);
		push(intake, 1, 2, 3);
		this.bench.queue.close();
		assertThat(intake.tryPush(4)).isEqualTo(Admission.CLOSED);
		assertThat(this.undelivered).isEmpty();
	}

	@Test
	void aPushThatWaitsForAPlaceTakesNoWeightMeanwhileAndWakesNobody() throws Exception {
		Intake<Integer> intake = weighed(new WeightBound(1000), SinkOverflow.REJECT);
		push(intake, 1, 1, 1);
		List<String> woken = new ArrayList<>();
		this.weighed.onRoom(() -> woken.add("woken"));
		Waiting time = new Waiting(() -> {
			assertThat(woken).as("by the refused attempts").isEmpty();
			drain(1);
		});
		assertThat(intake.push(1, Long.MAX_VALUE, time)).isEqualTo(Admission.ACCEPTED);
		assertThat(time.parks).isEqualTo(1);
	}

	@Test
	@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
	void weightThatCameFreeInOneLaneIsTakenByWhoWaitsInAnother() throws Exception {
		WeightBound bound = new WeightBound(10);
		Intake<Integer> one = weighed(bound, SinkOverflow.REJECT);
		Backlog<Integer> first = this.backlog;
		Intake<Integer> two = weighed(bound, SinkOverflow.REJECT);
		push(one, 8);
		Thread producer = Thread.currentThread();
		Waiting time = new Waiting(() -> {
			assertThat(this.weighed.hasRefused()).isTrue();
			first.own(producer);
			assertThat(first.take(producer, 1)).containsExactly(8);
			// Returns at once with the permit, and not at all without it.
			LockSupport.park(this);
		});
		assertThat(two.push(5, Long.MAX_VALUE, time)).isEqualTo(Admission.ACCEPTED);
		assertThat(time.parks).isEqualTo(1);
	}

	@Test
	void aRefusalForWantOfWeightIsToldToTheDrainsOfAllLanes() {
		WeightBound bound = new WeightBound(10);
		Intake<Integer> one = weighed(bound, SinkOverflow.REJECT);
		BoundedQueue<Object> first = this.weighed;
		Intake<Integer> two = weighed(bound, SinkOverflow.REJECT);
		push(one, 4);
		assertThat(first.hasRefused()).isFalse();
		assertThat(two.tryPush(7)).isEqualTo(Admission.FULL);
		assertThat(first.hasRefused()).isTrue();
	}

	@Test
	void aSinkIsFullByWeightWhenOneMoreLikeTheLastDoesNotFit() {
		Intake<Integer> intake = weighed(new WeightBound(10), SinkOverflow.REJECT);
		push(intake, 5);
		assertThat(this.weighed.hasRefused()).isFalse();
		push(intake, 5);
		assertThat(this.weighed.hasRefused()).isTrue();
	}

	@Test
	void aNegativeWeightIsRefused() {
		Intake<Integer> intake = weighed(new WeightBound(10), SinkOverflow.REJECT);
		assertThatIllegalArgumentException().isThrownBy(() -> intake.tryPush(-1)).withMessageContaining("-1");
	}

	private void drain(int max) {
		this.backlog.own(this);
		assertThat(this.backlog.take(this, max)).hasSize(max);
	}

	private Intake<Integer> intake(SinkOverflow overflow) {
		return intake(this.bench.queue, overflow);
	}

	private Intake<Integer> intake(BoundedQueue<Object> queue, SinkOverflow overflow) {
		this.backlog = (queue == this.bench.queue) ? this.bench.backlog : new Backlog<>(queue, null, ContextRelay.OFF);
		return new Intake<>(queue, this.backlog, overflow, null, null, this.bench.record,
				(process, items, reason) -> this.undelivered.addAll(items));
	}

	/** Items weigh what they say. */
	private Intake<Integer> weighed(WeightBound bound, SinkOverflow overflow) {
		this.weighed = new BoundedQueue<>(3);
		bound.include(this.weighed);
		this.backlog = new Backlog<>(this.weighed, bound, ContextRelay.OFF);
		return new Intake<>(this.weighed, this.backlog, overflow, bound, Integer::longValue, this.bench.record,
				(process, items, reason) -> this.undelivered.addAll(items));
	}

	private static void push(Intake<Integer> intake, int... items) {
		for (int item : items) {
			assertThat(intake.tryPush(item)).isEqualTo(Admission.ACCEPTED);
		}
	}

	/** Does something in place of the first wait, and fails at a second. */
	private static final class Waiting implements TimeSource {

		private final Runnable meanwhile;

		private int parks;

		Waiting(Runnable meanwhile) {
			this.meanwhile = meanwhile;
		}

		@Override
		public long nanoTime() {
			return 0;
		}

		@Override
		public Instant instant() {
			return Instant.EPOCH;
		}

		@Override
		public void park(Object blocker, long nanos) {
			this.parks++;
			assertThat(this.parks).isEqualTo(1);
			this.meanwhile.run();
		}

	}

}
