package dev.concurrency.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.StopReport;
import dev.concurrency.SupervisorRef;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.boundary.BoundaryError;
import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.boundary.BoundaryStopAction;
import dev.concurrency.boundary.TaskOutcome;
import dev.concurrency.process.Admission;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkFailureAction;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.supervision.RestartStrategy;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.time.Backoff;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A stop that comes while processes are restarted. Who still ends for the restart
 * finishes what it has accepted, like everybody; who has ended already is not started
 * once more.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StopDuringRestartTests {

	private static final Duration SINK_DEADLINE = Duration.ofSeconds(10);

	private static final SinkSettings ONE_BY_ONE = TreeBench.EAGER.withSizes(16, 1);

	/** More than anybody waits for. */
	private static final int PLENTY = 1_000_000;

	private final TreeBench bench = TreeBench.manual();

	private final Loop loop = new Loop("loop");

	private final List<Object> written = new CopyOnWriteArrayList<>();

	private final Semaphore busy = new Semaphore(0);

	private final Semaphore mayGoOn = new Semaphore(0);

	private final Script actors = new Script((message, context) -> {
		this.busy.release();
		this.mayGoOn.acquire();
		if (message.startsWith("boom")) {
			throw new IllegalStateException(message);
		}
	});

	private final List<HeldTask> tasks = new ArrayList<>();

	@AfterEach
	void close() {
		this.mayGoOn.release(PLENTY);
		this.tasks.forEach(HeldTask::release);
		this.bench.close();
	}

	@Test
	void aSinkThatAnOperatorRestartsWritesWhatItHasAccepted() throws Exception {
		SupervisorRef own = supervisor(RestartStrategy.ONE_FOR_ONE);
		BackgroundSink<String> sink = own.sink("audit", this::write, ONE_BY_ONE);
		this.bench.runtime.start();
		push(sink, "in flight", "queued");
		this.busy.acquire();
		var unused = own.restart("audit");
		push(sink, "meanwhile");
		StopReport report = stop(sink::tryPush);
		assertThat(report.isClean()).isTrue();
		assertThat(this.written).startsWith("in flight", "queued", "meanwhile");
		assertThat(sink.snapshot().written()).isEqualTo(sink.snapshot().accepted());
		assertThat(this.bench.undelivered).isEmpty();
	}

	@Test
	void aSinkThatIsRestartedWithItsGroupWritesWhatItHasAccepted() throws Exception {
		SupervisorRef own = supervisor(RestartStrategy.ONE_FOR_ALL);
		BackgroundSink<String> sink = own.sink("audit", this::write, ONE_BY_ONE);
		own.process(this.loop);
		this.bench.runtime.start();
		push(sink, "in flight", "queued");
		this.busy.acquire();
		failTheLoop(sink);
		StopReport report = stop(sink::tryPush);
		assertThat(report.isClean()).isTrue();
		assertThat(this.written).startsWith("in flight", "queued");
		assertThat(sink.snapshot().written()).isEqualTo(sink.snapshot().accepted());
		assertThat(this.loop.initialized()).isEqualTo(1);
	}

	@Test
	void aSinkThatAnOperatorRestartsAndThenTerminatesWritesWhatItHasAccepted() throws Exception {
		SupervisorRef own = supervisor(RestartStrategy.ONE_FOR_ONE);
		BackgroundSink<String> sink = own.sink("audit", this::write, ONE_BY_ONE);
		this.bench.runtime.start();
		push(sink, "in flight", "queued");
		this.busy.acquire();
		var unused = own.restart("audit");
		CompletionStage<?> terminated = own.terminate("audit");
		assertThat(sink.tryPush("late")).isEqualTo(Admission.CLOSED);
		this.mayGoOn.release(PLENTY);
		ActorBench.join(terminated);
		assertThat(this.written).containsExactly("in flight", "queued");
		assertThat(this.bench.undelivered).isEmpty();
	}

	@Test
	void aSinkThatStillCannotWriteReportsEachItemOnce() throws Exception {
		SupervisorRef own = supervisor(RestartStrategy.ONE_FOR_ONE);
		BackgroundSink<String> sink = own.sink("audit", (batch) -> {
			write(batch);
			if (!batch.contains("in flight")) {
				throw new IllegalStateException("no database");
			}
		}, ONE_BY_ONE.withOnFailure(SinkFailureAction.RESTART));
		this.bench.runtime.start();
		push(sink, "in flight", "first", "second");
		this.busy.acquire();
		var unused = own.restart("audit");
		CompletableFuture<StopReport> stopping = this.bench.stopping();
		assertThat(sink.tryPush("late")).isEqualTo(Admission.CLOSED);
		this.mayGoOn.release(PLENTY);
		assertThat(ActorBench.join(stopping).undelivered()).isEqualTo(2);
		assertThat(this.written).as("none is tried again").containsExactly("in flight", "first");
		assertThat(this.bench.undelivered).containsExactly("first", "second");
		assertThat(sink.snapshot()).extracting("written", "undelivered").containsExactly(1L, 2L);
	}

	@Test
	void aSinkThatGetsOnTooSlowlyIsInterruptedWhenItsTimeIsOver() throws Exception {
		SupervisorRef own = supervisor(RestartStrategy.ONE_FOR_ONE);
		BackgroundSink<String> sink = own.sink("audit", this::write, ONE_BY_ONE);
		this.bench.runtime.start();
		push(sink, "in flight", "queued", "never");
		this.busy.acquire();
		var unused = own.restart("audit");
		CompletableFuture<StopReport> stopping = this.bench.stopping();
		this.mayGoOn.release();
		this.busy.acquire();
		this.bench.time.advance(SINK_DEADLINE);
		StopReport report = ActorBench.join(stopping);
		assertThat(report.aborted()).isEqualTo(1);
		assertThat(this.written).containsExactly("in flight");
		assertThat(this.bench.undelivered).containsExactly("queued", "never");
	}

	@Test
	void aSinkThatWaitsForItsRestartReportsWhatItHasAcceptedAndIsNotStarted() throws Exception {
		SupervisorRef own = supervisor(RestartStrategy.ONE_FOR_ONE);
		BackgroundSink<String> sink = own.sink("audit", (batch) -> {
			write(batch);
			throw new IllegalStateException("no database");
		}, ONE_BY_ONE.withOnFailure(SinkFailureAction.RESTART));
		this.bench.runtime.start();
		push(sink, "tried", "queued");
		this.mayGoOn.release(PLENTY);
		ActorBench.until(() -> sink.status() instanceof ProcessStatus.Restarting);
		StopReport report = stop(sink::tryPush);
		assertThat(report.undelivered()).isEqualTo(this.bench.undelivered.size());
		assertThat(this.bench.undelivered).startsWith("tried", "queued").doesNotHaveDuplicates();
		assertThat(this.written).containsExactly("tried");
		assertThat(sink.snapshot().undelivered()).isEqualTo(sink.snapshot().accepted());
	}

	@Test
	void anActorThatAnOperatorRestartsHandlesWhatItHasAccepted() throws Exception {
		SupervisorRef own = supervisor(RestartStrategy.ONE_FOR_ONE);
		ActorRef<String> actor = own.actor("actor", this.actors, ActorSettings.defaults());
		this.bench.runtime.start();
		tell(actor, "in hand", "queued");
		this.busy.acquire();
		var unused = own.restart("actor");
		tell(actor, "meanwhile");
		StopReport report = stop(actor::tryTell);
		assertThat(report.isClean()).isTrue();
		assertThat(this.actors.journal("handle")).containsSubsequence("1 handle in hand as 1", "1 handle queued as 2",
				"1 handle meanwhile as 3");
		assertThat(this.actors.journal("stop")).containsExactly("1 stop stopped");
		assertThat(this.bench.undelivered).isEmpty();
	}

	@Test
	void anActorThatIsRestartedWithItsGroupHandlesWhatItHasAccepted() throws Exception {
		SupervisorRef own = supervisor(RestartStrategy.ONE_FOR_ALL);
		ActorRef<String> actor = own.actor("actor", this.actors, ActorSettings.defaults());
		own.process(this.loop);
		this.bench.runtime.start();
		tell(actor, "in hand", "queued");
		this.busy.acquire();
		failTheLoop(actor);
		StopReport report = stop(actor::tryTell);
		assertThat(report.isClean()).isTrue();
		assertThat(this.actors.journal("handle")).startsWith("1 handle in hand as 1", "1 handle queued as 2");
		assertThat(this.bench.undelivered).isEmpty();
	}

	@Test
	void anActorThatAnOperatorRestartsAndThenTerminatesHandlesWhatItHasAccepted() throws Exception {
		SupervisorRef own = supervisor(RestartStrategy.ONE_FOR_ONE);
		ActorRef<String> actor = own.actor("actor", this.actors, ActorSettings.defaults());
		this.bench.runtime.start();
		tell(actor, "in hand", "queued");
		this.busy.acquire();
		var unused = own.restart("actor");
		CompletionStage<?> terminated = own.terminate("actor");
		this.mayGoOn.release(PLENTY);
		ActorBench.join(terminated);
		assertThat(this.actors.journal("handle")).containsExactly("1 handle in hand as 1", "1 handle queued as 2");
		assertThat(this.bench.undelivered).isEmpty();
	}

	@Test
	void anActorThatWaitsForItsRestartReportsWhatItHasAcceptedAndIsNotStarted() {
		SupervisorRef own = supervisor(RestartStrategy.ONE_FOR_ONE);
		ActorRef<String> actor = own.actor("actor", this.actors, ActorSettings.defaults());
		this.bench.runtime.start();
		tell(actor, "boom", "queued");
		this.mayGoOn.release(PLENTY);
		ActorBench.until(() -> actor.status() instanceof ProcessStatus.Restarting);
		StopReport report = stop(actor::tryTell);
		assertThat(report.undelivered()).isEqualTo(this.bench.undelivered.size());
		assertThat(this.bench.undelivered).startsWith("queued");
		assertThat(this.actors.journal("handle")).containsExactly("1 handle boom as 1");
		assertThat(this.actors.journal("start")).containsExactly("1 start");
	}

	@Test
	void aBoundaryThatAnOperatorRestartsRunsWhatItHasAccepted() throws Exception {
		SupervisorRef own = supervisor(RestartStrategy.ONE_FOR_ONE);
		BoundaryRuntime boundary = own.boundary("geocode", BoundaryBench.SETTINGS);
		this.bench.runtime.start();
		submitAll(boundary, "a", "b", "c");
		var unused = own.restart("geocode");
		submitAll(boundary, "d");
		CompletableFuture<StopReport> stopping = this.bench.stopping();
		ActorBench.until(() -> refuses(boundary));
		this.tasks.forEach(HeldTask::release);
		assertThat(ActorBench.join(stopping).isClean()).isTrue();
		assertThat(boundary.snapshot().succeeded()).isEqualTo(boundary.snapshot().accepted()).isGreaterThanOrEqualTo(4);
		assertThat(this.bench.undelivered).isEmpty();
	}

	@Test
	void aBoundaryThatIsRestartedWithItsGroupRunsWhatItHasAccepted() throws Exception {
		SupervisorRef own = supervisor(RestartStrategy.ONE_FOR_ALL);
		BoundaryRuntime boundary = own.boundary("geocode", BoundaryBench.SETTINGS);
		own.process(this.loop);
		this.bench.runtime.start();
		submitAll(boundary, "a", "b", "c");
		failTheLoop(boundary);
		CompletableFuture<StopReport> stopping = this.bench.stopping();
		ActorBench.until(() -> own.status() instanceof ProcessStatus.Stopping && refuses(boundary));
		this.tasks.forEach(HeldTask::release);
		assertThat(ActorBench.join(stopping).isClean()).isTrue();
		assertThat(boundary.snapshot().cancelled()).isZero();
	}

	@Test
	void aBoundaryThatCancelsDoesSoAtOnceAlthoughItWasToBeRestarted() throws Exception {
		SupervisorRef own = supervisor(RestartStrategy.ONE_FOR_ONE);
		BoundaryRuntime boundary = own.boundary("geocode",
				BoundaryBench.SETTINGS.withOnStop(BoundaryStopAction.CANCEL));
		this.bench.runtime.start();
		submitAll(boundary, "a", "b");
		var unused = own.restart("geocode");
		CompletionStage<TaskOutcome<String>> waiting = boundary.submit("c", HeldTask.obedient());
		CompletableFuture<StopReport> stopping = this.bench.stopping();
		assertThat(ActorBench.get(waiting)).isEqualTo(new TaskOutcome.Cancelled<>("the boundary was stopped"));
		assertThat(stopping).isNotDone();
		this.tasks.forEach(HeldTask::release);
		ActorBench.join(stopping);
		assertThat(this.bench.undelivered).containsExactly("c");
	}

	@Test
	void aBoundaryThatWaitsForItsRestartReportsWhatItHasAcceptedAndRunsNoneOfIt() throws Exception {
		SupervisorRef own = supervisor(RestartStrategy.ONE_FOR_ALL);
		BoundaryRuntime boundary = own.boundary("geocode", BoundaryBench.SETTINGS);
		own.process(this.loop);
		this.bench.runtime.start();
		this.loop.fail(new IllegalStateException("broken"));
		ActorBench.until(() -> boundary.status() instanceof ProcessStatus.Restarting);
		CompletionStage<TaskOutcome<String>> waiting = boundary.submit("a", HeldTask.obedient());
		assertThat(ActorBench.join(this.bench.stopping()).undelivered()).isEqualTo(1);
		assertThat(ActorBench.get(waiting)).isEqualTo(new TaskOutcome.Cancelled<>("the boundary was stopped"));
		assertThat(this.bench.undelivered).containsExactly("a");
	}

	/**
	 * The parts of a group that are at work end as ever, those that have ended stay so.
	 */
	@Test
	void ofAGroupOnlyThoseThatHaveEndedLeaveSomethingBehind() throws Exception {
		SupervisorRef own = supervisor(RestartStrategy.ONE_FOR_ALL);
		BackgroundSink<String> atWork = own.sink("at-work", this.written::addAll, ONE_BY_ONE);
		BackgroundSink<String> ending = own.sink("ending", this::write, ONE_BY_ONE);
		BackgroundSink<String> ended = own.sink("ended", this.written::addAll, ONE_BY_ONE);
		own.process(this.loop);
		this.bench.runtime.start();
		push(ending, "in flight", "queued");
		this.busy.acquire();
		failTheLoop(ending);
		push(ended, "left over");
		push(atWork, "written");
		stop(ending::tryPush);
		assertThat(this.written).contains("written", "in flight", "queued").doesNotContain("left over");
		assertThat(this.bench.undelivered).containsExactly("left over");
	}

	/** Restarts come a second after the failure. */
	private SupervisorRef supervisor(RestartStrategy strategy) {
		Backoff second = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 0, Duration.ofSeconds(30));
		return this.bench.runtime.supervisor("own",
				SupervisorSettings.defaults()
					.withStrategy(strategy)
					.withRestarts(new RestartPolicy(100, Duration.ofHours(1), second)));
	}

	/** Returns when its sibling has been asked to end for the restart. */
	private void failTheLoop(BackgroundProcess sibling) {
		this.loop.fail(new IllegalStateException("broken"));
		ActorBench.until(() -> sibling.status() instanceof ProcessStatus.Stopping);
	}

	/**
	 * Stops the runtime, and lets go on what is busy once a process that still accepts
	 * something has heard of the stop.
	 */
	private StopReport stop(Function<String, Admission> offer) {
		CompletableFuture<StopReport> stopping = this.bench.stopping();
		int[] number = { 0 };
		ActorBench.until(() -> offer.apply("late " + number[0]++) == Admission.CLOSED);
		this.mayGoOn.release(PLENTY);
		return ActorBench.join(stopping);
	}

	private boolean refuses(BoundaryRuntime boundary) {
		String key = "late " + this.tasks.size();
		submitAll(boundary, key);
		return boundary.submit(key, HeldTask.obedient())
			.toCompletableFuture()
			.getNow(new TaskOutcome.Cancelled<>("not yet"))
			.equals(new TaskOutcome.Rejected<>(new BoundaryError.BoundaryClosed(key)));
	}

	private void submitAll(BoundaryRuntime boundary, String... keys) {
		for (String key : keys) {
			HeldTask task = HeldTask.obedient();
			this.tasks.add(task);
			var unused = boundary.submit(key, task);
		}
	}

	private void write(List<String> batch) throws InterruptedException {
		this.busy.release();
		this.mayGoOn.acquire();
		this.written.addAll(batch);
	}

	private static void push(BackgroundSink<String> sink, String... items) {
		for (String item : items) {
			assertThat(sink.tryPush(item)).isEqualTo(Admission.ACCEPTED);
		}
	}

	private static void tell(ActorRef<String> actor, String... messages) {
		for (String message : messages) {
			assertThat(actor.tryTell(message)).isEqualTo(Admission.ACCEPTED);
		}
	}

}
