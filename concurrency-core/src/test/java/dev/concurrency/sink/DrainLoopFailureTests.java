package dev.concurrency.sink;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.sink.RecordingDrain.Hook;
import dev.concurrency.time.Durations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DrainLoopFailureTests {

	private static final SinkSettings SETTINGS = SinkBench.settings(10, 2, Duration.ZERO);

	private final SinkBench bench = new SinkBench(SETTINGS);

	private final SinkBench restarting = new SinkBench(SETTINGS.withOnFailure(SinkFailureAction.RESTART));

	@Test
	void aFailedBatchGoesToTheHandlerAndTheSinkGoesOn() throws Exception {
		this.bench.drain.onDrain = Hook.failing(new IllegalStateException("no disk"));
		this.bench.open().push(1, 2, 3);
		this.bench.step();
		this.bench.drain.onDrain = Hook.NONE;
		this.bench.settle();
		assertThat(this.bench.drain.calls()).containsExactly("open", "drain [1, 2]",
				"dead letter [1, 2] of root/sinks/audit by no disk", "drain [3]");
		assertThat(this.bench.counts()).isEqualTo(this.bench.counts(0, 0, 3, 1, 2));
	}

	@Test
	void theHandlerGetsTheVeryExceptionAndAListItCannotChange() throws Exception {
		IllegalStateException failure = new IllegalStateException("no disk");
		List<Throwable> causes = new ArrayList<>();
		List<List<? extends Integer>> batches = new ArrayList<>();
		DeadLetterHandler<Integer> handler = (sink, batch, cause) -> {
			causes.add(cause);
			batches.add(batch);
		};
		var unused = this.bench.loop(handler);
		assertThat(this.bench.guarded().deadLetter(new ArrayList<>(List.of(1, 2)), failure, Durations.MAX)).isNull();
		assertThat(causes).containsExactly(failure);
		assertThat(batches).containsExactly(List.of(1, 2));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> batches.get(0).remove(0));
	}

	@Test
	void whatAHandlerFailsOnIsUndeliveredAndTheSinkGoesOn() throws Exception {
		this.bench.drain.onDrain = Hook.failing(new IllegalStateException("no disk"));
		this.bench.drain.onDeadLetter = Hook.failing(new IllegalArgumentException("no handler either"));
		this.bench.open().push(1, 2);
		this.bench.settle();
		this.bench.drain.onDeadLetter = Hook.failing(new AssertionError("not even an exception"));
		this.bench.push(3, 4);
		this.bench.settle();
		assertThat(this.bench.undelivered).hasSize(2);
		assertThat(this.bench.undelivered.get(0)).startsWith("[1, 2]")
			.contains("no disk")
			.contains("no handler either");
		assertThat(this.bench.undelivered.get(1)).startsWith("[3, 4]").contains("not even an exception");
		assertThat(this.bench.backlog.counts()).isEqualTo(new Backlog.Counts(0, 0, 4, 0, 0, 0, 4));
		this.bench.drain.onDrain = Hook.NONE;
		this.bench.push(5);
		this.bench.settle();
		assertThat(this.bench.backlog.counts()).isEqualTo(new Backlog.Counts(0, 0, 5, 1, 0, 0, 4));
	}

	@Test
	void theInterruptOfAHandlerDoesNotReachWhoIsToldInItsPlaceAndIsKept() throws Exception {
		this.bench.drain.onDrain = Hook.failing(new IllegalStateException("no disk"));
		this.bench.drain.onDeadLetter = () -> {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("interrupted");
		};
		this.bench.open().push(1);
		assertThat(this.bench.step()).isEqualTo(DrainLoop.AGAIN);
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.bench.undelivered).singleElement().asString().startsWith("[1] they");
	}

	@Test
	void aHandlerThatExhaustsTheMachineEndsTheIncarnationAndItsBatchIsReported() throws Exception {
		this.bench.drain.onDrain = Hook.failing(new IllegalStateException("no disk"));
		this.bench.drain.onDeadLetter = Hook.failing(new OutOfMemoryError("heap"));
		this.bench.open().push(1, 2);
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(this.bench::step);
		assertThat(this.bench.undelivered).singleElement().asString().startsWith("[1, 2]");
		assertThat(this.bench.backlog.counts()).isEqualTo(new Backlog.Counts(0, 0, 2, 0, 0, 0, 2));
	}

	@Test
	void whatIsNeitherAnExceptionNorAnErrorGoesUpAsItIs() throws Exception {
		Throwable neither = new Throwable("from another language");
		this.restarting.drain.onDrain = () -> DrainLoopFailureTests.<RuntimeException>raise(neither);
		this.restarting.open().push(1);
		assertThatThrownBy(this.restarting::step).isSameAs(neither);
	}

	@SuppressWarnings("unchecked")
	private static <E extends Throwable> void raise(Throwable failure) throws E {
		throw (E) failure;
	}

	@Test
	void aHandlerThatFailsOnEveryBatchIsLoggedAtEveryDoubling() throws Exception {
		this.bench.drain.onDrain = Hook.failing(new IllegalStateException("no disk"));
		this.bench.drain.onDeadLetter = Hook.failing(new IllegalArgumentException("no handler either"));
		this.bench.open();
		assertThat(SinkBench.logged(() -> {
			for (int i = 0; i < 100; i++) {
				this.bench.push(i);
				this.bench.settle();
			}
		})).filteredOn((line) -> line.contains("could not hand over dead letters")).hasSize(7);
	}

	@Test
	void aFlushThatFailsEveryTimeIsLoggedAtEveryDoubling() throws Exception {
		this.bench.drain.onFlush = Hook.failing(new IllegalStateException("no disk"));
		this.bench.open();
		assertThat(SinkBench.logged(() -> {
			for (int i = 0; i < 100; i++) {
				this.bench.flush();
				this.bench.settle();
			}
		})).filteredOn((line) -> line.contains("could not be flushed")).hasSize(7);
	}

	@Test
	void aBatchThatIsLostEveryNightIsLoggedEveryNight() throws Exception {
		this.bench.drain.onDrain = Hook.failing(new IllegalStateException("no disk"));
		DrainLoop<Integer> loop = this.bench.loop(null);
		var unused = loop.initialize(ShutdownSignal.never());
		assertThat(SinkBench.logged(() -> {
			for (int night = 0; night < 5; night++) {
				this.bench.push(1, 2);
				loop.step();
				this.bench.advance(Duration.ofDays(1));
			}
		})).hasSize(5)
			.allMatch((line) -> line.endsWith(": 2 items could not be written and are lost: "
					+ "java.lang.IllegalStateException; declare a DeadLetterHandler to get them"));
	}

	@Test
	void anItemThatIsLostAloneIsOne() throws Exception {
		this.bench.drain.onDrain = Hook.failing(new IllegalStateException("no disk"));
		DrainLoop<Integer> loop = this.bench.loop(null);
		var unused = loop.initialize(ShutdownSignal.never());
		assertThat(SinkBench.logged(() -> {
			this.bench.push(1);
			loop.step();
			this.bench.advance(Duration.ofDays(1));
			loop.step();
		})).filteredOn((line) -> line.contains(": 1 item could not be written and is lost: ")).hasSize(1);
	}

	@Test
	void batchesThatAreLostInARowAreLoggedAtEveryDoubling() throws Exception {
		this.bench.drain.onDrain = Hook.failing(new IllegalStateException("no disk"));
		DrainLoop<Integer> loop = this.bench.loop(null);
		var unused = loop.initialize(ShutdownSignal.never());
		assertThat(SinkBench.logged(() -> {
			for (int i = 0; i < 100; i++) {
				this.bench.push(1, 2);
				loop.step();
			}
		})).hasSize(7).last().asString().contains("and are lost (64 times within an hour): ");
	}

	@Test
	void aDrainThatCannotBeOpenedAndIsNotNeededIsMentionedInTheLog() throws Exception {
		DrainLoop<Integer> loop = this.bench.loop(null);
		loop.suspend();
		this.bench.drain.onOpen = Hook.failing(new IllegalStateException("no password"));
		assertThat(SinkBench.logged(() -> {
			var unused = loop.initialize(ShutdownSignal.never());
		})).isEmpty();
		loop.resume();
		this.bench.drain.onOpen = () -> {
			loop.suspend();
			throw new IllegalStateException("no password");
		};
		assertThat(SinkBench.logged(() -> {
			var unused = loop.initialize(ShutdownSignal.never());
		})).singleElement().asString().contains("not needed any more");
	}

	@Test
	void withoutAHandlerABatchIsCountedAllTheSame() throws Exception {
		this.bench.drain.onDrain = Hook.failing(new IllegalStateException("no disk"));
		DrainLoop<Integer> loop = this.bench.loop(null);
		var unused = loop.initialize(ShutdownSignal.never());
		this.bench.push(1, 2);
		assertThat(loop.step()).isEqualTo(DrainLoop.AGAIN);
		assertThat(this.bench.counts().deadLettered()).isEqualTo(2);
	}

	@Test
	void aCheckedExceptionIsAFailureLikeAnyOther() throws Exception {
		this.bench.drain.onDrain = Hook.failing(new IOException("no net"));
		this.bench.open().push(1);
		this.bench.settle();
		assertThat(this.bench.drain.calls()).contains("dead letter [1] of root/sinks/audit by no net");
	}

	@Test
	void onFailureRestartKeepsTheBatchForTheNextIncarnation() throws Exception {
		this.restarting.drain.onDrain = Hook.failing(new IllegalStateException("no disk"));
		this.restarting.open().push(1, 2, 3);
		assertThatThrownBy(() -> this.restarting.loop().run()).hasMessage("no disk");
		assertThat(this.restarting.counts()).isEqualTo(this.bench.counts(1, 2, 3, 0, 0));
		this.restarting.drain.onDrain = Hook.NONE;
		this.restarting.open();
		this.restarting.settle();
		assertThat(this.restarting.drain.calls()).containsExactly("open", "drain [1, 2]", "close", "open",
				"drain [1, 2]", "drain [3]");
		assertThat(this.restarting.counts()).isEqualTo(this.bench.counts(0, 0, 3, 3, 0));
	}

	@Test
	void anErrorRestartsWhateverTheSettingSays() throws Exception {
		this.bench.drain.onDrain = Hook.failing(new StackOverflowError("deep"));
		this.bench.open().push(1);
		assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> this.bench.loop().run());
		assertThat(this.bench.drain.calls()).containsExactly("open", "drain [1]", "close");
		assertThat(this.bench.counts().inFlight()).isEqualTo(1);
	}

	@Test
	void anInterruptedBatchIsKeptWhateverTheSettingSays() throws Exception {
		this.bench.drain.onDrain = Hook.failing(new InterruptedException("now"));
		this.bench.open().push(1);
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> this.bench.loop().run());
		assertThat(this.bench.counts().inFlight()).isEqualTo(1);
	}

	@Test
	void anInterruptWithoutAStopRequestEndsTheIncarnation() throws Exception {
		this.bench.open().push(1);
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(this.bench::step)
			.withMessageContaining("nobody asked");
		assertThat(this.bench.counts().queued()).isEqualTo(1);
	}

	@Test
	void aDrainThatCannotBeOpenedIsNotClosed() {
		this.bench.drain.onOpen = Hook.failing(new IllegalStateException("no disk"));
		assertThatThrownBy(this.bench::open).hasMessage("no disk");
		this.bench.guarded().close();
		assertThat(this.bench.drain.calls()).containsExactly("open");
	}

	@Test
	void aDrainIsClosedOnce() throws Exception {
		this.bench.open();
		this.bench.guarded().close();
		this.bench.guarded().close();
		assertThat(this.bench.drain.calls()).containsExactly("open", "close");
	}

	@Test
	void aCloseThatFailsIsRecordedAndGoesNoFurther() throws Exception {
		this.bench.drain.onClose = Hook.failing(new IllegalStateException("no disk"));
		this.bench.open().stop();
		this.bench.loop().run();
		assertThat(this.bench.record.lastFailure()).isNotNull().satisfies((failure) -> {
			assertThat(failure.message()).isEqualTo("no disk");
			assertThat(failure.count()).isEqualTo(1);
		});
	}

	@Test
	void everyBatchIsReportedWithItsSizeItsTimeAndItsFailure() throws Exception {
		IllegalStateException failure = new IllegalStateException("no disk");
		this.bench.drain.onDrain = () -> this.bench.advance(Duration.ofMillis(7));
		this.bench.open().push(1, 2);
		this.bench.settle();
		this.bench.drain.onDrain = Hook.failing(failure);
		this.bench.push(3);
		this.bench.settle();
		assertThat(this.bench.events).hasSize(2);
		assertThat(this.bench.events.get(0)).isInstanceOfSatisfying(ProcessEvent.Worked.class, (worked) -> {
			assertThat(worked.items()).isEqualTo(2);
			assertThat(worked.took()).isEqualTo(Duration.ofMillis(7));
			assertThat(worked.failure()).isNull();
		});
		assertThat(this.bench.events.get(1)).isInstanceOfSatisfying(ProcessEvent.Worked.class, (worked) -> {
			assertThat(worked.items()).isEqualTo(1);
			assertThat(worked.failure()).isSameAs(failure);
		});
	}

	@Test
	void whoWasLeftBehindInADrainTouchesNothingWhenItComesBack() throws Exception {
		this.bench.drain.onDrain = () -> this.bench.seize();
		this.bench.open().push(1, 2);
		SinkSnapshot inside = this.bench.counts(0, 2, 2, 0, 0);
		assertThatExceptionOfType(Backlog.SeizedException.class).isThrownBy(() -> this.bench.loop().run());
		assertThat(this.bench.counts()).isEqualTo(inside);
		assertThat(this.bench.drain.calls()).containsExactly("open", "drain [1, 2]", "close");
	}

	@Test
	void whoWasLeftBehindInAFlushCompletesNothing() throws Exception {
		this.bench.drain.onFlush = () -> this.bench.seize();
		SinkBench.Flush flush = this.bench.open().flush();
		assertThatExceptionOfType(Backlog.SeizedException.class).isThrownBy(this.bench::step);
		assertThat(flush.isDone()).isFalse();
	}

	@Test
	void whoWasLeftBehindInAHandlerCountsNothing() throws Exception {
		this.bench.drain.onDrain = Hook.failing(new IllegalStateException("no disk"));
		this.bench.drain.onDeadLetter = () -> this.bench.seize();
		this.bench.open().push(1, 2);
		assertThatExceptionOfType(Backlog.SeizedException.class).isThrownBy(this.bench::step);
		assertThat(this.bench.counts()).isEqualTo(this.bench.counts(0, 2, 2, 0, 0));
	}

	@Test
	void whoWasLeftBehindBetweenTwoBatchesTakesNoOther() throws Exception {
		this.bench.open().push(1);
		this.bench.seize();
		assertThatExceptionOfType(Backlog.SeizedException.class).isThrownBy(this.bench::step);
		assertThat(this.bench.counts().queued()).isEqualTo(1);
	}

}
