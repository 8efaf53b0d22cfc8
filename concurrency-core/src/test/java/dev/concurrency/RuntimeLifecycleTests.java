package dev.concurrency;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.process.Admission;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.InvalidNameException;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessListener;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.ProcessView;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Supervisable;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.supervision.SupervisionException;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RuntimeLifecycleTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final List<String> life = new CopyOnWriteArrayList<>();

	private final ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().listener(this::note).build();

	private void note(ProcessEvent event) {
		if (event instanceof ProcessEvent.Started) {
			this.life.add("+" + event.process().path());
		}
		else if (event instanceof ProcessEvent.Stopped) {
			this.life.add("-" + event.process().path());
		}
	}

	@AfterEach
	void close() {
		this.runtime.close();
	}

	@Test
	void sinksStartFirstThenBoundariesThenOwnSupervisorsThenLoopsThenActorsThenWorkersAndTheStopIsTheExactReverse() {
		this.runtime.process("loop", InstanceSource.of(new Loop()));
		this.runtime.supervisor("ingest", SupervisorSettings.defaults()).actor("board", () -> (message, context) -> {
		}, ActorSettings.defaults());
		this.runtime.worker("tick", (context) -> {
		}, WorkerSettings.every(Duration.ofHours(1)));
		this.runtime.actor("board", () -> (message, context) -> {
		}, ActorSettings.defaults());
		this.runtime.boundary("geocode", BoundarySettings.defaults());
		sink("audit");
		this.runtime.start();
		List<String> started = List.copyOf(this.life);
		assertThat(started).containsExactly("+root/sinks/audit", "+root/sinks", "+root/boundaries/geocode",
				"+root/boundaries", "+root/ingest/board", "+root/ingest", "+root/processes/loop", "+root/processes",
				"+root/actors/board", "+root/actors", "+root/workers/tick", "+root/workers", "+root");
		this.life.clear();
		assertThat(this.runtime.stop(LONG).isClean()).isTrue();
		assertThat(this.life).containsExactly("-root/workers/tick", "-root/workers", "-root/actors/board",
				"-root/actors", "-root/processes/loop", "-root/processes", "-root/ingest/board", "-root/ingest",
				"-root/boundaries/geocode", "-root/boundaries", "-root/sinks/audit", "-root/sinks", "-root");
	}

	@Test
	void processesOfOneKindStartInTheOrderOfTheirDeclaration() {
		sink("b");
		sink("a");
		sink("c");
		this.runtime.start();
		assertThat(this.life).startsWith("+root/sinks/b", "+root/sinks/a", "+root/sinks/c", "+root/sinks");
	}

	@Test
	void whoHearsThatTheRootRunsOrHasStoppedHoldsUpNoOtherStart() {
		AtomicReference<ConcurrencyRuntime> heard = new AtomicReference<>();
		List<Throwable> refused = new CopyOnWriteArrayList<>();
		ProcessListener listener = (event) -> {
			boolean told = event instanceof ProcessEvent.Started || event instanceof ProcessEvent.Stopped;
			if (told && event.process().path().equals(ProcessPath.ROOT)) {
				refused.add(CompletableFuture.runAsync(heard.get()::start)
					.orTimeout(10, TimeUnit.SECONDS)
					.handle((nothing, failure) -> failure)
					.join());
			}
		};
		try (ConcurrencyRuntime own = ConcurrencyRuntime.builder().listener(listener).build()) {
			heard.set(own);
			own.start();
			own.stop(LONG);
		}
		assertThat(refused).hasSize(2)
			.allSatisfy((failure) -> assertThat(failure).hasRootCauseMessage("The runtime runs already"));
	}

	@Test
	void whoHearsThatTheRootHasStoppedMayWaitForAnotherStop() {
		AtomicReference<ConcurrencyRuntime> heard = new AtomicReference<>();
		List<Object> others = new CopyOnWriteArrayList<>();
		ProcessListener listener = (event) -> {
			if (event instanceof ProcessEvent.Stopped && event.process().path().equals(ProcessPath.ROOT)) {
				others.add(CompletableFuture.supplyAsync(() -> heard.get().stop(LONG))
					.<Object>thenApply(StopReport::isClean)
					.orTimeout(10, TimeUnit.SECONDS)
					.exceptionally((failure) -> failure)
					.join());
			}
		};
		try (ConcurrencyRuntime own = ConcurrencyRuntime.builder().listener(listener).build()) {
			heard.set(own);
			own.start();
			assertThat(own.stop(LONG).isClean()).isTrue();
			assertThat(others).containsExactly(true);
			own.start();
		}
		assertThat(others).as("of the next run too").containsExactly(true, true);
	}

	@Test
	void aRuntimeCanBeStartedAgainAndKeepsItsCounts() {
		BackgroundSink<String> sink = sink("audit");
		assertThat(sink.tryPush("too early")).isEqualTo(Admission.CLOSED);
		this.runtime.start();
		assertThat(sink.tryPush("one")).isEqualTo(Admission.ACCEPTED);
		assertThat(this.runtime.stop(LONG).isClean()).isTrue();
		assertThat(sink.tryPush("between")).isEqualTo(Admission.CLOSED);
		assertThat(this.runtime.isRunning()).isFalse();
		this.runtime.start();
		assertThat(this.runtime.isRunning()).isTrue();
		assertThat(sink.tryPush("two")).isEqualTo(Admission.ACCEPTED);
		this.runtime.stop(LONG);
		assertThat(sink.snapshot().accepted()).isEqualTo(2);
		assertThat(sink.snapshot().written()).isEqualTo(2);
		assertThat(this.runtime.find(sink.path())).get()
			.satisfies((process) -> assertThat(process.restarts()).as("a start by hand is no restart").isZero());
	}

	@Test
	void eachRunHasATerminationOfItsOwn() {
		BackgroundSink<String> sink = sink("audit");
		this.runtime.start();
		CompletionStage<Void> first = sink.termination();
		this.runtime.stop(LONG);
		first.toCompletableFuture().join();
		this.runtime.start();
		CompletableFuture<Void> second = sink.termination().toCompletableFuture();
		assertThat(second).isNotDone();
		this.runtime.stop(LONG);
		second.join();
	}

	@Test
	void aNameIsTakenOncePerKind() {
		sink("audit");
		assertThatExceptionOfType(SupervisionException.DuplicateChild.class).isThrownBy(() -> sink("audit"))
			.withMessageContaining("root/sinks/audit")
			.returns(ProcessPath.ROOT.child("sinks").child("audit"), SupervisionException::path);
		this.runtime.worker("audit", (context) -> {
		}, WorkerSettings.every(LONG));
		assertThat(this.runtime.processes()).hasSize(2);
	}

	@Test
	void whatIsDeclaredIsFoundByItsPlaceAndWhatIsSpawnedIsNot() {
		BackgroundSink<String> sink = sink("audit");
		SupervisorRef below = this.runtime.supervisor("ingest", SupervisorSettings.defaults());
		PeriodicWorker worker = below.worker("poll", (context) -> {
		}, WorkerSettings.every(LONG));
		this.runtime.start();
		ActorRef<String> spawned = this.runtime.spawn("guest", () -> (message, context) -> {
		}, ActorSettings.defaults());
		assertThat(this.runtime.declared(sink.path())).containsSame((ProcessView) sink);
		assertThat(this.runtime.declared(worker.path())).containsSame((ProcessView) worker);
		assertThat(this.runtime.declared(below.path())).map(ProcessView::kind).contains(ProcessKind.SUPERVISOR);
		assertThat(this.runtime.declared(ProcessPath.ROOT)).isPresent();
		assertThat(this.runtime.find(spawned.path())).isPresent();
		assertThat(this.runtime.declared(spawned.path())).isEmpty();
		assertThat(this.runtime.declared(sink.path().child("none"))).isEmpty();
		assertThat(this.runtime.declared(new ProcessPath("elsewhere"))).isEmpty();
	}

	@Test
	void aBadNameIsRefused() {
		assertThatExceptionOfType(InvalidNameException.class).isThrownBy(() -> sink("a/b"));
		assertThat(this.runtime.processes()).isEmpty();
	}

	@Test
	void whatIsDeclaredWhileTheRuntimeRunsStartsAtOnce() {
		this.runtime.start();
		CompletableFuture<Void> opened = new CompletableFuture<>();
		BackgroundSink<String> late = this.runtime.sink("late", new SinkDrain<>() {
			@Override
			public void open() {
				opened.complete(null);
			}

			@Override
			public void drain(List<String> batch) {
			}
		}, SinkSettings.defaults());
		opened.join();
		assertThat(late.tryPush("one")).isEqualTo(Admission.ACCEPTED);
		this.runtime.stop(LONG);
		assertThat(late.snapshot().written()).isEqualTo(1);
	}

	@Test
	void aFailedStartNamesThePathAndStopsWhatHadStarted() {
		List<String> calls = new CopyOnWriteArrayList<>();
		this.runtime.sink("good", opening(calls, "good", null), SinkSettings.defaults());
		IllegalStateException cause = new IllegalStateException("no disk");
		this.runtime.sink("bad", opening(calls, "bad", cause), SinkSettings.defaults());
		this.runtime.sink("never", opening(calls, "never", null), SinkSettings.defaults());
		assertThatExceptionOfType(SupervisionException.InitFailed.class).isThrownBy(this.runtime::start)
			.withMessageContaining("root/sinks/bad")
			.withMessageContaining("no disk")
			.withCause(cause);
		assertThat(calls).containsExactly("open good", "open bad", "close good");
		assertThat(this.runtime.isRunning()).isFalse();
		assertThat(this.runtime.snapshot().status()).isInstanceOf(ProcessStatus.Failed.class);
	}

	@Test
	void aRuntimeWhoseStartFailedCanBeStartedAgain() {
		List<RuntimeException> failures = new ArrayList<>(List.of(new IllegalStateException("not yet")));
		BackgroundSink<String> sink = this.runtime.sink("audit", new SinkDrain<>() {
			@Override
			public void open() {
				if (!failures.isEmpty()) {
					throw failures.remove(0);
				}
			}

			@Override
			public void drain(List<String> batch) {
			}
		}, SinkSettings.defaults());
		assertThatExceptionOfType(SupervisionException.InitFailed.class).isThrownBy(this.runtime::start);
		this.runtime.start();
		assertThat(sink.tryPush("one")).isEqualTo(Admission.ACCEPTED);
		assertThat(this.runtime.snapshot().status()).isInstanceOf(ProcessStatus.Running.class);
	}

	@Test
	void aStopDuringAStartThatHangsEndsItAtOnce() throws InterruptedException {
		CountDownLatch opening = new CountDownLatch(1);
		this.runtime.sink("audit", new SinkDrain<String>() {
			@Override
			public void open() throws InterruptedException {
				opening.countDown();
				new CountDownLatch(1).await();
			}

			@Override
			public void drain(List<String> batch) {
			}
		}, SinkSettings.defaults());
		CompletableFuture<Void> start = CompletableFuture.runAsync(this.runtime::start);
		opening.await();
		assertThat(this.runtime.stop(LONG).isClean()).isTrue();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(start::join)
			.withCauseInstanceOf(RuntimeException.class);
		assertThat(this.runtime.isRunning()).isFalse();
	}

	@Test
	void whatDoesNotFitIsRefused() {
		this.runtime.start();
		assertThatIllegalStateException().isThrownBy(this.runtime::start).withMessageContaining("runs already");
		this.runtime.close();
		this.runtime.close();
		assertThatIllegalStateException().isThrownBy(this.runtime::start).withMessageContaining("closed");
	}

	@Test
	void aStopOfWhatDoesNotRunDoesNothing() {
		assertThat(this.runtime.stop(LONG)).isEqualTo(new StopReport(Duration.ZERO, 0, 0, 0, List.of()));
		this.runtime.start();
		this.runtime.stop(LONG);
		this.life.clear();
		assertThat(this.runtime.stop(LONG).isClean()).isTrue();
		assertThat(this.life).isEmpty();
	}

	@Test
	void theTreeIsFoundByPath() {
		BackgroundSink<String> sink = sink("audit");
		assertThat(sink.status()).isInstanceOf(ProcessStatus.Created.class);
		this.runtime.start();
		assertThat(this.runtime.find(sink.path())).get()
			.satisfies((process) -> assertThat(process.name()).isEqualTo("audit"));
		assertThat(this.runtime.find(ProcessPath.ROOT.child("sinks"))).get()
			.satisfies((process) -> assertThat(process.children()).hasSize(1));
		assertThat(this.runtime.find(ProcessPath.ROOT.child("nothing"))).isEmpty();
		List<String> paths = new ArrayList<>();
		this.runtime.snapshot().traverse((process) -> paths.add(process.process().path().value()));
		assertThat(paths).containsExactly("root", "root/sinks", "root/sinks/audit", "root/boundaries", "root/processes",
				"root/actors", "root/workers");
	}

	private BackgroundSink<String> sink(String name) {
		return this.runtime.sink(name, (batch) -> {
		}, SinkSettings.defaults());
	}

	private static SinkDrain<String> opening(List<String> calls, String name, @Nullable RuntimeException failure) {
		return new SinkDrain<>() {
			@Override
			public void open() {
				calls.add("open " + name);
				if (failure != null) {
					throw failure;
				}
			}

			@Override
			public void drain(List<String> batch) {
			}

			@Override
			public void close() {
				calls.add("close " + name);
			}
		};
	}

	/** Waits for its end. */
	private static final class Loop implements Supervisable {

		@Override
		public String name() {
			return "loop";
		}

		@Override
		public Run initialize(ShutdownSignal shutdown) {
			return shutdown::await;
		}

	}

}
