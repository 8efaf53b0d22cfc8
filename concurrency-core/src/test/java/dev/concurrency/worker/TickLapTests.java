package dev.concurrency.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import dev.concurrency.process.BoundedPool;
import dev.concurrency.process.Declared;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessListener;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.SharedPool;
import dev.concurrency.process.Supervised;
import dev.concurrency.process.TestIncarnation;
import dev.concurrency.process.Watchdog;
import dev.concurrency.process.WatchdogSettings;
import dev.concurrency.time.TimeSource;
import dev.concurrency.time.Timer;
import dev.concurrency.time.wheel.Lap;
import dev.concurrency.time.wheel.LapTask;

import static org.assertj.core.api.Assertions.assertThat;

/** What one tick leaves to the next: the time, and where they are shown. */
class TickLapTests implements TimeSource, Timer {

	private static final long PERIOD = 1_000;

	private static final Duration HOUR = Duration.ofHours(1);

	private final List<Runnable> due = new ArrayList<>();

	private final List<Long> delays = new ArrayList<>();

	private final Lap lap = new Lap();

	private final TestIncarnation incarnation = (cause) -> {
	};

	private long now;

	private long listens;

	private Runnable duringTick = () -> {
	};

	private Runnable onClock = () -> {
	};

	private Instant wall = Instant.EPOCH;

	private Declared<PeriodicWorker> worker = worker(WorkerSettings.every(Duration.ofNanos(PERIOD)));

	@Test
	void aTickLastsFromTheEndOfTheOneBeforeItToItsOwn() {
		process().start(this.incarnation);
		this.now = PERIOD;
		this.lap.end(this);
		this.now += 3;
		this.duringTick = () -> this.now += 4;
		tick();
		assertThat(this.lap.now(this)).isEqualTo(PERIOD + 7);
		assertThat(((WorkerSnapshot) process().details()).last().took()).isEqualTo(Duration.ofNanos(7));
		assertThat(this.delays).as("an interval from its start").endsWith(PERIOD - 7);
	}

	@Test
	void whatAListenerTakesIsNotPartOfTheNextTick() {
		process().start(this.incarnation);
		this.now = PERIOD;
		this.listens = 5;
		tick();
		assertThat(this.lap.now(this)).isEqualTo(PERIOD + 5);
	}

	@Test
	void whatAStopTakesIsNotPartOfTheNextTick() {
		process().start(this.incarnation);
		this.duringTick = process()::stop;
		tick();
		assertThat(this.lap.companion()).as("of the ticks").isNull();
		this.now += 5;
		assertThat(this.lap.now(this)).isEqualTo(5);
	}

	@Test
	void whatAnAbandonedTickLeavesToDoIsNotPartOfTheNextOne() {
		process().start(this.incarnation);
		this.duringTick = () -> assertThat(process().abandon()).isNotNull();
		tick();
		this.now += 5;
		assertThat(this.lap.now(this)).isEqualTo(5);
	}

	@Test
	void whatACalendarTakesIsNotPartOfTheNextTick() {
		startByCalendar();
		this.wall = this.wall.plus(HOUR);
		tick();
		assertThat(this.now).as("was asked twice").isEqualTo(10);
		assertThat(this.lap.now(this)).isEqualTo(10);
	}

	@Test
	void whatACalendarTakesThatIsAskedAnewIsNotPartOfTheNextTick() {
		startByCalendar();
		this.wall = this.wall.minus(HOUR);
		this.lap.end(this);
		tick();
		assertThat(this.now).as("was asked twice").isEqualTo(10);
		assertThat(this.lap.now(this)).isEqualTo(10);
	}

	@Test
	void whatIsServedBetweenTwoTicksIsNotPartOfTheSecond() {
		process().start(this.incarnation);
		this.duringTick = () -> assertThat(this.worker.handle().reconfigure((settings) -> settings)).isNotNull();
		tick();
		this.now += 5;
		assertThat(this.lap.now(this)).isEqualTo(5);
	}

	@Test
	void theWallClockIsReadForTheFirstTickAndThenOnceAMinute() {
		Duration minute = Duration.ofMinutes(1);
		this.worker = worker(WorkerSettings.every(minute.dividedBy(2)));
		process().start(this.incarnation);
		List<Instant> due = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			this.now += minute.toNanos() / 2;
			this.wall = this.wall.plus(HOUR);
			this.lap.close();
			tick();
			due.add(Objects.requireNonNull(((WorkerSnapshot) process().details()).last()).due());
		}
		assertThat(due).containsExactly(Instant.EPOCH.plus(HOUR), Instant.EPOCH.plus(HOUR).plus(minute.dividedBy(2)),
				Instant.EPOCH.plus(HOUR.multipliedBy(3)),
				Instant.EPOCH.plus(HOUR.multipliedBy(3)).plus(minute.dividedBy(2)));
	}

	/** One that is guarded has a section and a seat of its own. */
	@Test
	void aTickThatNeedsMoreThanACallEndsTheLapBeforeIt() {
		process().start(this.incarnation);
		tick();
		assertThat(this.lap.companion()).isNotNull();
		this.due.clear();
		this.worker = onPool(WorkerSettings.every(Duration.ofNanos(PERIOD)).withGuard(() -> () -> {
		}));
		process().start(this.incarnation);
		List<Boolean> alone = new ArrayList<>();
		this.duringTick = () -> alone.add(this.lap.companion() == null);
		tick();
		assertThat(alone).containsExactly(true);
	}

	@Test
	void theTicksOfALapAreShownWhereTheFirstWas() {
		process().start(this.incarnation);
		List<Object> shown = new ArrayList<>();
		this.duringTick = () -> shown.add(Objects.requireNonNull(this.lap.companion()));
		tick();
		tick();
		assertThat(shown).hasSize(2).containsOnly(shown.get(0));
		assertThat(looksUntilItSleeps()).as("the thread may go on with the next").isEmpty();
		this.lap.close();
		assertThat(looksUntilItSleeps()).isPresent();
	}

	@Test
	void theTicksOfTwoRuntimesOnOneThreadAreEachInterruptedByTheirOwn() {
		Declared<PeriodicWorker> other = worker(WorkerSettings.every(Duration.ofNanos(PERIOD)));
		process().start(this.incarnation);
		other.process().start(this.incarnation);
		List<Boolean> interrupted = new ArrayList<>();
		this.duringTick = () -> {
			Declared<PeriodicWorker> running = interrupted.isEmpty() ? this.worker : other;
			running.process().abort();
			interrupted.add(Thread.currentThread().isInterrupted());
		};
		tick();
		tick();
		assertThat(interrupted).containsExactly(true, true);
		assertThat(Thread.interrupted()).isFalse();
		this.lap.close();
		assertThat(looksUntilItSleeps()).isPresent();
	}

	@Test
	void aTickThatIsTriggeredLeavesNothingBehind() {
		process().start(this.incarnation);
		List<String> ticks = new ArrayList<>();
		this.duringTick = () -> ticks.add("tick");
		process().record().starting(this.incarnation.id(), false);
		process().record().running();
		assertThat(this.worker.handle().trigger()).isTrue();
		assertThat(looksUntilItSleeps()).isPresent();
		assertThat(ticks).hasSize(1);
	}

	/** A timer of the user's, say. */
	@Test
	void aTimerThatRunsAWaitTwiceBeginsNoOtherTick() {
		process().start(this.incarnation);
		Runnable wait = this.due.get(0);
		List<String> ticks = new ArrayList<>();
		this.duringTick = () -> {
			ticks.add("tick");
			if (ticks.size() < 3) {
				wait.run();
			}
		};
		tick();
		wait.run();
		assertThat(ticks).hasSize(1);
	}

	/** Its last look whether it is to stop lies behind it then. */
	@Test
	void anAbortThatComesJustBeforeTheTaskIsCalledInterruptsIt() {
		process().start(this.incarnation);
		List<Boolean> interrupted = new ArrayList<>();
		this.duringTick = () -> interrupted.add(Thread.currentThread().isInterrupted());
		this.onClock = () -> {
			this.onClock = () -> {
			};
			process().abort();
		};
		tick();
		assertThat(interrupted).containsExactly(true);
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void aTickOnAThreadOfActorsIsLookedAtToo() throws Exception {
		process().start(this.incarnation);
		List<Boolean> lookedAt = new ArrayList<>();
		this.duringTick = () -> lookedAt.add(this.due.stream().anyMatch((task) -> !(task instanceof LapTask)));
		try (Timer wheel = Timer.create(Thread::new);
				SharedPool pool = new SharedPool(1, "shared-", getClass().getClassLoader(), wheel)) {
			CompletableFuture.runAsync(this::tick, pool).get(20, TimeUnit.SECONDS);
		}
		assertThat(lookedAt).containsExactly(true);
		assertThat(looksUntilItSleeps()).isPresent();
	}

	/** How often the watchdogs look for nobody; empty if they never stop. */
	private OptionalInt looksUntilItSleeps() {
		for (int i = 0; i < 10; i++) {
			List<Runnable> looks = this.due.stream().filter((task) -> !(task instanceof LapTask)).toList();
			if (looks.isEmpty()) {
				return OptionalInt.of(i);
			}
			this.due.removeAll(looks);
			looks.forEach(Runnable::run);
		}
		return OptionalInt.empty();
	}

	private void startByCalendar() {
		Schedule.Calendar calendar = (after) -> {
			this.now += 5;
			return after.plus(HOUR);
		};
		this.worker = worker(WorkerSettings.of(calendar));
		process().start(this.incarnation);
	}

	private Supervised process() {
		return this.worker.process();
	}

	private void tick() {
		LapTask next = this.due.stream()
			.filter(LapTask.class::isInstance)
			.map(LapTask.class::cast)
			.findFirst()
			.orElseThrow();
		this.due.remove(next);
		next.run(this.lap);
	}

	private Declared<PeriodicWorker> worker(WorkerSettings settings) {
		return onPool(settings.withNonBlocking(true));
	}

	/** Where this thread is all there is. */
	private Declared<PeriodicWorker> onPool(WorkerSettings settings) {
		ProcessListener listener = new ProcessListener() {
			@Override
			public void onEvent(ProcessEvent event) {
				TickLapTests.this.now += TickLapTests.this.listens;
			}

			@Override
			public boolean wantsWork() {
				return TickLapTests.this.listens > 0;
			}
		};
		BoundedPool pool = BoundedPool.of(Runnable::run);
		ProcessEnvironment environment = new ProcessEnvironment(this, this, Thread::new, pool, pool, pool, null,
				listener, (process, items, reason) -> {
				}, new Watchdog(this, this, WatchdogSettings.defaults()));
		return Workers.create(environment, ProcessPath.ROOT.child("w"),
				InstanceSource.of((PeriodicTask) (context) -> this.duringTick.run()), settings);
	}

	@Override
	public Timer.Timeout schedule(long delayNanos, Runnable task) {
		this.delays.add(delayNanos);
		this.due.add(task);
		return () -> this.due.remove(task);
	}

	@Override
	public Timer.Timeout schedule(long delayNanos, Runnable task, Crew crew) {
		return schedule(delayNanos, task);
	}

	@Override
	public void close() {
	}

	@Override
	public long nanoTime() {
		this.onClock.run();
		return this.now;
	}

	@Override
	public Instant instant() {
		return this.wall;
	}

	@Override
	public void park(Object blocker, long nanos) {
		throw new UnsupportedOperationException();
	}

}
