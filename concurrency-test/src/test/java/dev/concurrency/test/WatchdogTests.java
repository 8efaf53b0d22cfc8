package dev.concurrency.test;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.ConcurrencyRuntimeBuilder;
import dev.concurrency.actor.ActorDispatcher;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.ActorSnapshot;
import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.process.Admission;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.FlightEntry;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.WatchdogSettings;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.Schedule;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** Who stays in a call for too long, on whatever thread that is. */
@Timeout(30)
class WatchdogTests {

	private static final Duration LIMIT = WatchdogSettings.DEFAULT_THRESHOLD;

	private static final Duration SHARED = WatchdogSettings.DEFAULT_SHARED_THRESHOLD;

	/** From look to look. */
	private static final Duration PERIOD = SHARED.dividedBy(2);

	private final ManualTime time = new ManualTime();

	private final RecordingListener events = new RecordingListener();

	private final BlockingQueue<Thread> inside = new LinkedBlockingQueue<>();

	private final BlockingQueue<String> released = new LinkedBlockingQueue<>();

	private ConcurrencyRuntime runtime = build(UnaryOperator.identity());

	private ConcurrencyRuntime build(UnaryOperator<ConcurrencyRuntimeBuilder> changes) {
		return changes
			.apply(ConcurrencyRuntime.builder()
				.timeSource(this.time)
				.timer(this.time)
				.supervisionExecutor(Runnable::run)
				.virtualExecutor(ActorBench::start)
				.listener(this.events))
			.build();
	}

	@AfterEach
	void close() {
		this.released.addAll(List.of("", "", "", ""));
		this.runtime.close();
	}

	@Test
	void aHandlerThatHoldsASharedThreadIsToldWithItsStackAndMarkedUntilItEnds() throws Exception {
		ActorRef<String> actor = actor(ActorDispatcher.SHARED);
		tell(actor, "a");
		Thread thread = this.inside.take();
		this.time.advance(SHARED);
		assertThat(told()).as("seen first after a period").isEmpty();
		this.time.advance(PERIOD);
		ProcessEvent.Stalled event = this.events.await(ProcessEvent.Stalled.class, actor.path(), 1);
		assertThat(event.took()).isEqualTo(SHARED);
		assertThat(event.stack()).contains(thread.getName(), "WatchdogTests.hold");
		assertThat(find(actor).stalls()).isEqualTo(1);
		assertThat(find(actor).stalledSince()).isEqualTo(this.time.instant().minus(SHARED));
		release();
		untilWell(actor);
		assertThat(find(actor).stalls()).as("that it was so stays").isEqualTo(1);
	}

	@Test
	void aCallIsToldAndCountedOnceHoweverLongItTakes() throws Exception {
		ActorRef<String> actor = actor(ActorDispatcher.SHARED);
		tell(actor, "a");
		this.inside.take();
		this.time.advance(LIMIT.multipliedBy(60));
		assertThat(told()).hasSize(1);
		assertThat(find(actor).stalls()).isEqualTo(1);
	}

	@Test
	void manyQuickMessagesInARowAreNoStall() throws Exception {
		ActorRef<String> actor = actor(ActorDispatcher.SHARED);
		for (int i = 0; i < 20; i++) {
			tell(actor, "a");
		}
		for (int i = 0; i < 20; i++) {
			this.inside.take();
			this.time.advance(SHARED.minus(PERIOD));
			release();
		}
		assertThat(told()).isEmpty();
		assertThat(find(actor).stalls()).isZero();
	}

	@Test
	void messagesThatAnActorSendsItselfLaterAreToldApartToo() throws Exception {
		ActorRef<String> actor = this.runtime.actor("a", () -> (message, context) -> {
			if (message.equals("begin")) {
				for (int i = 0; i < 10; i++) {
					context.schedule(Duration.ofMillis(1), "a");
				}
			}
			else {
				hold();
			}
		}, ActorSettings.defaults());
		this.runtime.start();
		tell(actor, "begin");
		ActorBench.until(() -> ((ActorSnapshot) find(actor).details()).handled() == 1);
		this.time.advance(Duration.ofMillis(1));
		for (int i = 0; i < 10; i++) {
			this.inside.take();
			this.time.advance(SHARED.minus(PERIOD));
			release();
		}
		assertThat(told()).isEmpty();
	}

	@Test
	void aHandlerOnAThreadOfItsOwnMayTakeLonger() throws Exception {
		for (ActorDispatcher dispatcher : List.of(ActorDispatcher.PINNED, ActorDispatcher.VIRTUAL)) {
			ActorRef<String> actor = actor(dispatcher);
			tell(actor, "a");
			this.inside.take();
			this.time.advance(LIMIT);
			assertThat(find(actor).stalls()).as("%s", dispatcher).isZero();
			this.time.advance(PERIOD);
			assertThat(this.events.await(ProcessEvent.Stalled.class, actor.path(), 1).took()).isEqualTo(LIMIT);
			release();
			untilWell(actor);
		}
	}

	@Test
	void anActorOfAGroupIsNamedAndCountsForItsGroup() throws Exception {
		ActorGroup<String, String> group = this.runtime.group("g", () -> (message, context) -> hold(),
				ActorSettings.defaults());
		this.runtime.start();
		tell(group.ref("LHR"), "a");
		this.inside.take();
		this.time.advance(SHARED.plus(PERIOD));
		this.events.await(ProcessEvent.Stalled.class, group.path().childForKey("LHR"), 1);
		assertThat(find(group).stalls()).isEqualTo(1);
		assertThat(find(group).recorder()).extracting(FlightEntry::what, FlightEntry::text)
			.contains(tuple("stalled", "in one call for 100ms"));
		assertThat(find(group).children()).as("nobody looks after it for that").isEmpty();
		release();
		untilWell(group);
	}

	@Test
	void aDrainThatTakesLongIsAStallOfItsSink() throws Exception {
		BackgroundSink<String> sink = this.runtime.sink("s", (batch) -> hold(),
				SinkSettings.defaults().withLinger(Duration.ZERO));
		this.runtime.start();
		assertThat(sink.tryPush("a")).isEqualTo(Admission.ACCEPTED);
		stallsAfter(LIMIT, sink);
	}

	@Test
	void aTickThatTakesLongIsAStallOfItsWorker() throws Exception {
		PeriodicWorker worker = worker(WorkerSettings.every(Duration.ofHours(1)));
		assertThat(worker.trigger()).isTrue();
		stallsAfter(LIMIT, worker);
	}

	@Test
	void aTickWithALimitOfItsOwnIsMeasuredByThat() throws Exception {
		Duration limit = LIMIT.multipliedBy(5);
		PeriodicWorker worker = worker(WorkerSettings.every(Duration.ofHours(1)).withMaxRunTime(limit));
		assertThat(worker.trigger()).isTrue();
		this.inside.take();
		this.time.advance(limit.minusNanos(1));
		assertThat(find(worker).stalls()).isZero();
		this.time.advance(limit);
		assertThat(told()).singleElement().satisfies((event) -> {
			assertThat(event.took()).isEqualTo(limit);
			assertThat(event.stack()).contains("WatchdogTests.hold");
		});
		assertThat(find(worker).stalls()).isEqualTo(1);
		assertThat(find(worker).stalledSince()).isNotNull();
		release();
		ActorBench.until(() -> find(worker).stalledSince() == null);
	}

	@Test
	void theTasksOfABoundaryAreToldOneByOne() throws Exception {
		BoundaryRuntime boundary = this.runtime.boundary("b", BoundarySettings.defaults());
		this.runtime.start();
		var first = boundary.submit("one", this::hold);
		this.inside.take();
		this.time.advance(LIMIT.dividedBy(2));
		var second = boundary.submit("two", this::hold);
		this.inside.take();
		this.time.advance(LIMIT);
		assertThat(find(boundary).stalls()).isEqualTo(1);
		this.time.advance(LIMIT);
		assertThat(find(boundary).stalls()).isEqualTo(2);
		assertThat(find(boundary).stalledSince()).as("of the older one")
			.isBefore(this.time.instant().minus(LIMIT.multipliedBy(2)));
		release();
		release();
		ActorBench.join(first);
		ActorBench.join(second);
		untilWell(boundary);
	}

	@Test
	void aStartMayTakeLong() throws Exception {
		PeriodicWorker worker = this.runtime.worker("w", new Ticks((context) -> {
		}) {
			@Override
			void onStart(int instance) throws Exception {
				hold();
			}
		}, WorkerSettings.every(Duration.ofHours(1)));
		Thread starting = ActorBench.start(this.runtime::start);
		this.inside.take();
		this.time.advance(LIMIT.multipliedBy(2));
		assertThat(find(worker).stalls()).isZero();
		release();
		starting.join();
	}

	/** Whoever waits for the timer waits for such a tick, but not the watchdog. */
	@Test
	void aTickOnTheTimersThreadIsSeenToo() throws Exception {
		this.runtime.close();
		this.runtime = ConcurrencyRuntime.builder()
			.watchdog(new WatchdogSettings(true, LIMIT, Duration.ofMillis(20)))
			.listener(this.events)
			.build();
		PeriodicWorker worker = worker(
				WorkerSettings.of(Schedule.interval(Duration.ofMillis(1))).withNonBlocking(true));
		assertThat(this.events.await(ProcessEvent.Stalled.class, worker.path(), 1).stack())
			.contains("concurrency-timer-1", "WatchdogTests.hold");
	}

	@Test
	void whoIsStartedAgainIsNotInTheCallOfTheIncarnationBefore() throws Exception {
		PeriodicWorker worker = worker(WorkerSettings.every(Duration.ofHours(1)));
		assertThat(worker.trigger()).isTrue();
		stuck(worker);
		this.runtime.stop(Duration.ZERO);
		this.runtime.start();
		assertThat(find(worker).stalledSince()).isNull();
		assertThat(find(worker).stalls()).isEqualTo(1);
	}

	@Test
	void itSleepsWhileNobodyIsInACall() throws Exception {
		ActorRef<String> actor = actor(ActorDispatcher.SHARED);
		tell(actor, "a");
		this.inside.take();
		release();
		ActorBench.until(() -> {
			this.time.advance(PERIOD);
			return this.time.scheduled() == 0;
		});
		tell(actor, "b");
		this.inside.take();
		assertThat(this.time.scheduled()).isEqualTo(1);
	}

	@Test
	void switchedOffItLooksAtNothing() throws Exception {
		this.runtime.close();
		this.runtime = build((builder) -> builder.watchdog(WatchdogSettings.off()));
		ActorRef<String> actor = actor(ActorDispatcher.SHARED);
		tell(actor, "a");
		this.inside.take();
		assertThat(this.time.scheduled()).isZero();
		this.time.advance(LIMIT.multipliedBy(2));
		assertThat(told()).isEmpty();
	}

	private void stallsAfter(Duration limit, BackgroundProcess process) throws InterruptedException {
		this.inside.take();
		this.time.advance(limit);
		assertThat(find(process).stalls()).isZero();
		this.time.advance(PERIOD);
		assertThat(this.events.await(ProcessEvent.Stalled.class, process.path(), 1).took()).isEqualTo(limit);
		assertThat(find(process).stalls()).isEqualTo(1);
		release();
		untilWell(process);
	}

	private void stuck(BackgroundProcess process) throws InterruptedException {
		this.inside.take();
		this.time.advance(LIMIT.plus(PERIOD));
		assertThat(find(process).stalledSince()).isNotNull();
	}

	private void untilWell(BackgroundProcess process) {
		ActorBench.until(() -> {
			this.time.advance(PERIOD);
			return find(process).stalledSince() == null;
		});
	}

	private ActorRef<String> actor(ActorDispatcher dispatcher) {
		ActorRef<String> actor = this.runtime.actor(dispatcher.name().toLowerCase(Locale.ROOT),
				() -> (message, context) -> hold(), ActorSettings.defaults().withDispatcher(dispatcher));
		if (!this.runtime.isRunning()) {
			this.runtime.start();
		}
		ActorBench.until(() -> actor.status().isUp());
		return actor;
	}

	private PeriodicWorker worker(WorkerSettings settings) {
		PeriodicWorker worker = this.runtime.worker("w", (tick) -> hold(), settings);
		this.runtime.start();
		return worker;
	}

	private String hold() throws InterruptedException {
		this.inside.add(Thread.currentThread());
		return this.released.take();
	}

	private void release() {
		this.released.add("");
	}

	private static void tell(ActorRef<String> actor, String message) {
		assertThat(actor.tryTell(message)).isEqualTo(Admission.ACCEPTED);
	}

	private ProcessSnapshot find(BackgroundProcess process) {
		return this.runtime.find(process.path()).orElseThrow();
	}

	private List<ProcessEvent.Stalled> told() {
		return this.events.all(ProcessEvent.Stalled.class);
	}

}
