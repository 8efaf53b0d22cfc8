package dev.concurrency.supervision;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.Incarnation;
import dev.concurrency.process.KindSnapshot;
import dev.concurrency.process.Nursery;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.RecordedProcess;
import dev.concurrency.process.Spawned;
import dev.concurrency.process.Terminated;
import dev.concurrency.time.TimeSource;
import dev.concurrency.time.Timer;

import static org.assertj.core.api.Assertions.assertThat;

/** In which order the end of a process that leaves the tree becomes known. */
class SupervisorEndOrderTests {

	private static final ProcessPath PARENT = ProcessPath.ROOT.child("own");

	private final List<String> journal = new ArrayList<>();

	private final ProcessEnvironment environment = new ProcessEnvironment(TimeSource.system(), new NoTimer(),
			Thread::new, Runnable::run, Runnable::run, this::note, (process, items, reason) -> {
			});

	private final Supervisor supervisor = new Supervisor(this.environment, Runnable::run, ProcessId.source(), PARENT,
			SupervisorSettings.defaults());

	private final Leaving leaving = new Leaving();

	@BeforeEach
	void start() {
		this.supervisor.start(new Top());
	}

	private void note(ProcessEvent event) {
		if (event instanceof ProcessEvent.Stopped) {
			this.journal.add("told: " + state());
		}
	}

	private String state() {
		String listed = this.supervisor.list().isEmpty() ? "forgotten" : "listed";
		String kept = this.environment.terminated().all().isEmpty() ? "not kept" : "kept";
		return listed + ", " + kept + ", " + this.leaving.status().label();
	}

	@Test
	void spawnedProcessIsForgottenThenKeptThenShownAsEndedThenTold() {
		CompletionStage<?> ready = spawn(UnaryOperator.identity()).ready();
		assertThat(ready.toCompletableFuture()).isCompleted();
		var unused = this.leaving.termination().whenComplete((nothing, failure) -> this.journal.add("completed"));
		this.leaving.exit(new IllegalStateException("broken"));
		assertThat(this.journal).containsExactly("closed: listed, not kept, running",
				"last look: forgotten, not kept, running", "told: forgotten, kept, failed", "completed");
		assertThat(this.environment.terminated().all()).singleElement().satisfies((last) -> {
			assertThat(last.status()).isInstanceOf(ProcessStatus.Failed.class);
			assertThat(last.recorder()).last().extracting((entry) -> entry.what()).isEqualTo("stopped");
			assertThat(last.exited()).isNotNull();
		});
	}

	@Test
	void declaredProcessStaysInTheTreeAndIsNotKept() {
		this.supervisor.declare(this.leaving, ChildSpec.temporary(ProcessKind.PROCESS));
		this.leaving.exit(null);
		assertThat(this.journal).containsExactly("closed: listed, not kept, running",
				"told: listed, not kept, stopped");
	}

	@Test
	void declaredProcessThatIsDeletedIsKept() {
		this.supervisor.declare(this.leaving, ChildSpec.temporary(ProcessKind.PROCESS));
		this.leaving.exit(null);
		assertThat(this.supervisor.delete("leaving").toCompletableFuture()).isCompleted();
		assertThat(this.environment.terminated().all()).hasSize(1);
	}

	private Spawned spawn(UnaryOperator<ChildSpec> change) {
		return this.supervisor.spawn(this.leaving, this.leaving,
				change.apply(ChildSpec.temporary(ProcessKind.PROCESS)));
	}

	/** A process that is ready at once and ends when the test says so. */
	private final class Leaving extends RecordedProcess implements BackgroundProcess {

		private @Nullable Incarnation incarnation;

		private boolean over;

		Leaving() {
			super(SupervisorEndOrderTests.this.environment.record(ProcessKind.PROCESS, PARENT.child("leaving")));
		}

		void exit(@Nullable Throwable cause) {
			this.incarnation.exited(cause);
		}

		@Override
		public void start(Incarnation newIncarnation) {
			this.incarnation = newIncarnation;
			newIncarnation.ready();
		}

		@Override
		public void stop() {
			exit(null);
		}

		@Override
		public void abort() {
			exit(null);
		}

		@Override
		public String abandon() {
			return "";
		}

		@Override
		public @Nullable Runnable terminated(@Nullable Throwable cause) {
			this.over = true;
			SupervisorEndOrderTests.this.journal.add("closed: " + state());
			return null;
		}

		@Override
		public KindSnapshot details() {
			if (this.over) {
				this.over = false;
				SupervisorEndOrderTests.this.journal.add("last look: " + state());
			}
			return new KindSnapshot.None();
		}

		@Override
		public String summary() {
			return "";
		}

	}

	/** Where the supervisor itself stands. */
	private static final class Top implements Incarnation {

		@Override
		public ProcessId id() {
			return new ProcessId(1);
		}

		@Override
		public CompletionStage<Terminated> ended() {
			return new CompletableFuture<>();
		}

		@Override
		public Nursery parent() {
			throw new IllegalStateException();
		}

		@Override
		public @Nullable Throwable previousFailure() {
			return null;
		}

		@Override
		public void ready() {
			// Nobody waits.
		}

		@Override
		public void exited(@Nullable Throwable cause) {
			// Nobody waits.
		}

	}

	private static final class NoTimer implements Timer {

		@Override
		public Timeout schedule(long delayNanos, Runnable task) {
			return () -> false;
		}

		@Override
		public void close() {
			// Nothing is scheduled.
		}

	}

}
