package dev.concurrency.sink;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.concurrency.process.Admission;
import dev.concurrency.queue.BoundedQueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** What a sink does with items for which it has no room. */
class IntakeTests {

	private final SinkBench bench = new SinkBench(SinkBench.settings(3, 2, Duration.ZERO));

	private final List<Object> undelivered = new ArrayList<>();

	private Backlog<Integer> backlog = this.bench.backlog;

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
		assertThat(this.backlog.evict()).isEqualTo(1);
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
	void aNegativeWeightIsRefused() {
		Intake<Integer> intake = weighed(new WeightBound(10), SinkOverflow.REJECT);
		assertThatIllegalArgumentException().isThrownBy(() -> intake.tryPush(-1)).withMessageContaining("-1");
	}

	private Intake<Integer> intake(SinkOverflow overflow) {
		return new Intake<>(this.bench.queue, this.bench.backlog, overflow, null, null, this.bench.record,
				(process, items, reason) -> this.undelivered.addAll(items));
	}

	/** Items weigh what they say. */
	private Intake<Integer> weighed(WeightBound bound, SinkOverflow overflow) {
		BoundedQueue<Object> queue = new BoundedQueue<>(3);
		this.backlog = new Backlog<>(queue, bound);
		return new Intake<>(queue, this.backlog, overflow, bound, Integer::longValue, this.bench.record,
				(process, items, reason) -> this.undelivered.addAll(items));
	}

	private static void push(Intake<Integer> intake, int... items) {
		for (int item : items) {
			assertThat(intake.tryPush(item)).isEqualTo(Admission.ACCEPTED);
		}
	}

}
