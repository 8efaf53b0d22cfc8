package dev.concurrency.process;

import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import dev.concurrency.time.TimeSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Which status follows which, and in which order an end is told. */
class ProcessRecordTests {

	private final IllegalStateException broken = new IllegalStateException("broken");

	private final List<ProcessEvent> events = new ArrayList<>();

	private final FlightRecorder recorder = new FlightRecorder();

	private final ProcessRecord record = new ProcessRecord(ProcessKind.ACTOR, ProcessPath.ROOT.child("a"),
			TimeSource.system(), this.events::add, Runnable::run, this.recorder);

	@Test
	void terminalStatusIsSetOnceInARun() {
		run(1);
		this.record.stopped(null, "first", Duration.ZERO, "");
		this.record.stopped(this.broken, "second", Duration.ZERO, "");
		this.record.stopping();
		this.record.abandoned("");
		this.record.running();
		assertThat(this.record.status()).isEqualTo(new ProcessStatus.Stopped("first"));
		assertThat(this.record.termination().toCompletableFuture()).isCompleted();
	}

	@Test
	void newIncarnationBeginsAfterATerminalStatus() {
		run(1);
		this.record.stopped(this.broken, "", Duration.ZERO, "");
		run(2);
		assertThat(this.record.status()).isEqualTo(new ProcessStatus.Running());
		assertThat(this.record.termination().toCompletableFuture()).isNotDone();
	}

	@Test
	void whoWasAskedToEndDoesNotGoOnRunning() {
		this.record.starting(new ProcessId(1), false);
		this.record.stopping();
		this.record.running();
		assertThat(this.record.status()).isEqualTo(new ProcessStatus.Stopping());
		assertThat(this.events).as("and nobody is told that it runs").isEmpty();
	}

	@Test
	void statusThatIsSoAlreadyKeepsItsTime() {
		run(1);
		this.record.stopping();
		ProcessSnapshot before = snapshot();
		this.record.stopping();
		assertThat(snapshot()).isEqualTo(before);
	}

	@Test
	void endIsRecordedBeforeItIsToldAndTheStatusIsTerminalBeforeTheListenersHearOfIt() {
		run(1);
		CompletableFuture<Void> termination = this.record.termination().toCompletableFuture();
		this.record.over(this.broken, "", Duration.ZERO, "handled 1");
		assertThat(this.recorder.entries()).last().extracting(FlightEntry::what).isEqualTo("stopped");
		assertThat(this.record.lastSnapshot(new KindSnapshot.None()).status())
			.isEqualTo(new ProcessStatus.Failed(this.broken));
		assertThat(this.record.status()).isEqualTo(new ProcessStatus.Running());
		assertThat(this.events).hasSize(1);
		assertThat(termination).isNotDone();
		this.record.publishEnd();
		assertThat(this.record.status()).isEqualTo(new ProcessStatus.Failed(this.broken));
		assertThat(this.events).hasSize(2);
		assertThat(termination).isCompletedExceptionally();
		this.record.publishEnd();
		assertThat(this.events).as("told once").hasSize(2);
	}

	@Test
	void terminationOfAnAbandonedProcessWaitsForItsThread() {
		run(1);
		CompletableFuture<Void> termination = this.record.termination().toCompletableFuture();
		this.record.stopping();
		this.record.abandoned("at some place");
		this.record.stopped(this.broken, "", Duration.ZERO, "");
		assertThat(this.record.status()).isEqualTo(new ProcessStatus.Abandoned());
		assertThat(termination).isNotDone();
		this.record.returned(this.broken);
		this.record.publishEnd();
		assertThat(this.record.status()).isEqualTo(new ProcessStatus.Failed(this.broken));
		assertThat(termination).isCompletedExceptionally();
		assertThat(this.events).filteredOn(ProcessEvent.Stopped.class::isInstance)
			.as("the end is told once")
			.hasSize(1);
	}

	@Test
	void whoDoesNotWantWorkHearsOfWorkThatFailed() {
		ProcessListener failuresOnly = new ProcessListener() {

			@Override
			public void onEvent(ProcessEvent event) {
				ProcessRecordTests.this.events.add(event);
			}

			@Override
			public boolean wantsWork() {
				return false;
			}

		};
		ProcessRecord quiet = new ProcessRecord(ProcessKind.WORKER, ProcessPath.ROOT.child("w"), TimeSource.system(),
				failuresOnly, Runnable::run, this.recorder);
		quiet.worked(1, Duration.ZERO, null);
		assertThat(this.events).isEmpty();
		quiet.worked(1, Duration.ZERO, this.broken);
		assertThat(this.events).singleElement()
			.isInstanceOfSatisfying(ProcessEvent.Worked.class,
					(worked) -> assertThat(worked.failure()).isSameAs(this.broken));
	}

	private void run(long id) {
		this.record.starting(new ProcessId(id), false);
		this.record.running();
	}

	private ProcessSnapshot snapshot() {
		return this.record.snapshot(UnaryOperator.identity(), new KindSnapshot.None(), List.of());
	}

}
