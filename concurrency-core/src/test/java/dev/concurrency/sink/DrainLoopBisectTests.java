package dev.concurrency.sink;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.concurrency.sink.RecordingDrain.Hook;
import dev.concurrency.time.Backoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Batches that are split until the poison stands alone. */
class DrainLoopBisectTests {

	private final SinkBench bench = new SinkBench(
			SinkBench.settings(1000, 256, Duration.ZERO).withOnFailure(SinkFailureAction.BISECT));

	@Test
	void onlyThePoisonIsADeadLetterAndTheRestIsWrittenInOrder() throws Exception {
		poison(3, 6);
		this.bench.open().push(1, 2, 3, 4, 5, 6, 7, 8);
		this.bench.settle();
		assertThat(this.bench.drain.calls()).containsExactly("open", "drain [1, 2, 3, 4, 5, 6, 7, 8]",
				"drain [1, 2, 3, 4]", "drain [1, 2]", "drain [3, 4]", "drain [3]",
				"dead letter [3] of root/sinks/audit by poison", "drain [4]", "drain [5, 6, 7, 8]", "drain [5, 6]",
				"drain [5]", "drain [6]", "dead letter [6] of root/sinks/audit by poison", "drain [7, 8]");
		assertThat(this.bench.counts()).isEqualTo(this.bench.counts(0, 0, 8, 6, 2));
	}

	@Test
	void onePoisonAmongManyCostsTheLogarithmOfTheirNumber() throws Exception {
		poison(200);
		this.bench.open().push(IntStream.range(0, 256).toArray());
		this.bench.settle();
		assertThat(this.bench.drain.calls()).filteredOn((call) -> call.startsWith("drain")).hasSize(1 + 2 * 8);
		assertThat(this.bench.counts()).isEqualTo(this.bench.counts(0, 0, 256, 255, 1));
	}

	@Test
	void theWholeBatchIsTriedAgainBeforeItIsSplitAndItsPartsOnce() throws Exception {
		this.bench.reconfigure((before) -> before.withRetry(new SinkRetry(2, Backoff.NONE, List.of(), List.of())));
		poison(1);
		this.bench.open().push(1, 2);
		this.bench.settle();
		assertThat(this.bench.drain.calls()).containsExactly("open", "drain [1, 2]", "drain [1, 2]", "drain [1]",
				"dead letter [1] of root/sinks/audit by poison", "drain [2]");
		this.bench.push(1, 2);
		this.bench.settle();
		assertThat(this.bench.drain.calls()).as("the next batch has its attempts again")
			.startsWith("drain [1, 2]", "drain [1, 2]", "drain [1]");
	}

	@Test
	void theFlushAfterwardsIsToldOfThePoison() throws Exception {
		poison(2);
		this.bench.open().push(1, 2, 3);
		SinkBench.Flush flush = this.bench.flush();
		this.bench.settle();
		assertThat(flush.failure()).hasMessage("poison");
	}

	@Test
	void aRestartInTheMiddleKeepsWhatIsNotYetWritten() throws Exception {
		poison(4);
		this.bench.open().push(1, 2, 3, 4);
		this.bench.step();
		this.bench.step();
		this.bench.drain.onDrain = Hook.failing(new StackOverflowError("deep"));
		assertThatThrownBy(this.bench::settle).isInstanceOf(StackOverflowError.class);
		assertThat(this.bench.counts()).isEqualTo(this.bench.counts(0, 2, 4, 2, 0));
		this.bench.drain.onDrain = Hook.NONE;
		this.bench.drain.calls();
		this.bench.open().settle();
		assertThat(this.bench.drain.calls()).containsExactly("open", "drain [3, 4]", "drain [3]", "drain [4]",
				"dead letter [4] of root/sinks/audit by poison");
	}

	private void poison(Integer... items) {
		this.bench.drain.onBatch = (batch) -> {
			if (batch.stream().anyMatch(List.of(items)::contains)) {
				throw new IllegalArgumentException("poison");
			}
		};
	}

}
