package dev.concurrency.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.concurrency.process.Declared;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessListener;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.Supervised;
import dev.concurrency.process.TestIncarnation;
import dev.concurrency.time.TimeSource;
import dev.concurrency.time.Timer;
import dev.concurrency.time.batch.Lap;
import dev.concurrency.time.batch.LapTask;

import static org.assertj.core.api.Assertions.assertThat;

/** What one tick tells the next of the time. */
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
		((LapTask) this.due.remove(0)).run(this.lap);
	}

	private Declared<PeriodicWorker> worker(WorkerSettings settings) {
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
		ProcessEnvironment environment = new ProcessEnvironment(this, this, Thread::new, Runnable::run, Runnable::run,
				listener, (process, items, reason) -> {
				});
		return Workers.create(environment, ProcessPath.ROOT.child("w"),
				InstanceSource.of((PeriodicTask) (context) -> this.duringTick.run()), settings.withNonBlocking(true));
	}

	@Override
	public Timer.Timeout schedule(long delayNanos, Runnable task) {
		this.delays.add(delayNanos);
		this.due.add(task);
		return () -> this.due.remove(task);
	}

	@Override
	public void close() {
	}

	@Override
	public long nanoTime() {
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
