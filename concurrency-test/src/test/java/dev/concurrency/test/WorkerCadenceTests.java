package dev.concurrency.test;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.process.ProcessStatus;
import dev.concurrency.time.Backoff;
import dev.concurrency.time.TimeSource;
import dev.concurrency.worker.PeriodicTask;
import dev.concurrency.worker.LastTick;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.Schedule;
import dev.concurrency.worker.TickContext;
import dev.concurrency.worker.WorkerFailureAction;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** The schedules other than an interval, jitter and the wait after failures. */
@Timeout(30)
class WorkerCadenceTests {

	private static final Duration TEN = Duration.ofSeconds(10);

	private static final Schedule.Calendar HOURLY = (after) -> after.truncatedTo(ChronoUnit.HOURS)
		.plus(1, ChronoUnit.HOURS);

	private final ManualTime time = new ManualTime();

	private final SteppedWall wall = new SteppedWall(this.time);

	private final List<Long> begun = new ArrayList<>();

	private final ActorBench bench = new ActorBench((builder) -> builder.timeSource(this.wall).timer(this.time));

	private Duration takes = Duration.ZERO;

	private boolean fails;

	@Test
	void fixedDelayCountsFromTheEndOfATick() {
		this.takes = Duration.ofSeconds(4);
		try (this.bench) {
			started(WorkerSettings.of(Schedule.fixedDelay(TEN)));
			this.time.advance(Duration.ofSeconds(60));
			assertThat(this.begun).containsExactly(10L, 24L, 38L, 52L);
		}
	}

	@Test
	void fixedRateKeepsItsTimesHoweverLongATickTakes() {
		this.takes = Duration.ofSeconds(4);
		try (this.bench) {
			PeriodicWorker worker = started(WorkerSettings.of(Schedule.fixedRate(TEN)));
			this.time.advance(Duration.ofSeconds(45));
			assertThat(this.begun).containsExactly(10L, 20L, 30L, 40L);
			assertThat(worker.snapshot().skipped()).isZero();
		}
	}

	@Test
	void fixedRateLeavesOutAndCountsWhatItMisses() {
		this.takes = Duration.ofSeconds(25);
		try (this.bench) {
			PeriodicWorker worker = started(WorkerSettings.of(Schedule.fixedRate(TEN)));
			this.time.advance(TEN);
			this.takes = Duration.ZERO;
			// The first tick took from 10 to 35.
			assertThat(worker.snapshot().skipped()).isEqualTo(2);
			this.time.advance(Duration.ofSeconds(20));
			assertThat(this.begun).containsExactly(10L, 40L, 50L);
			assertThat(worker.snapshot().skipped()).isEqualTo(2);
		}
	}

	@Test
	void fixedRateMissesNothingIfATickEndsWhenTheNextIsDue() {
		this.takes = TEN;
		try (this.bench) {
			PeriodicWorker worker = started(WorkerSettings.of(Schedule.fixedRate(TEN)));
			this.time.advance(TEN);
			this.takes = Duration.ZERO;
			this.time.advance(Duration.ZERO);
			assertThat(this.begun).containsExactly(10L, 20L);
			assertThat(worker.snapshot().skipped()).isZero();
		}
	}

	@Test
	void jitterComesLaterThanDueByAtMostSoMuchAndDoesNotAddUp() {
		try (this.bench) {
			started(WorkerSettings.of(Schedule.fixedRate(TEN)).withJitter(Duration.ofSeconds(5)));
			this.time.advance(Duration.ofSeconds(2000));
			assertThat(this.begun).hasSizeGreaterThanOrEqualTo(199);
			for (int i = 0; i < this.begun.size(); i++) {
				assertThat(this.begun.get(i)).isBetween(10L * (i + 1), 10L * (i + 1) + 5);
			}
			assertThat(this.begun.stream().map((second) -> second % 10).distinct().count()).isGreaterThan(2);
		}
	}

	@Test
	void jitterOfAnIntervalCountsFromTheStartOfTheTickBefore() {
		this.takes = Duration.ofSeconds(4);
		try (this.bench) {
			started(WorkerSettings.every(TEN).withJitter(Duration.ofSeconds(5)));
			this.time.advance(Duration.ofSeconds(2000));
			assertDistances(10, 15);
		}
	}

	@Test
	void jitterOfAFixedDelayCountsFromTheEndOfTheTickBefore() {
		this.takes = Duration.ofSeconds(4);
		try (this.bench) {
			started(WorkerSettings.of(Schedule.fixedDelay(TEN)).withJitter(Duration.ofSeconds(5)));
			this.time.advance(Duration.ofSeconds(2000));
			assertDistances(14, 19);
		}
	}

	@Test
	void jitterComesOnTopOfTheInitialDelayToo() {
		WorkerSettings settings = WorkerSettings.every(Duration.ofDays(1))
			.withInitialDelay(Duration.ofSeconds(100))
			.withJitter(Duration.ofSeconds(50));
		try (this.bench) {
			for (int i = 0; i < 50; i++) {
				declared("w" + i, settings);
			}
			this.bench.runtime.start();
			this.time.advance(Duration.ofSeconds(150));
			assertThat(this.begun).hasSize(50).allSatisfy((second) -> assertThat(second).isBetween(100L, 150L));
			assertThat(this.begun.stream().distinct().count()).isGreaterThan(2);
		}
	}

	@Test
	void jitterOfACalendarComesOnTopOfItsTimesAndDoesNotAddUp() {
		try (this.bench) {
			started(WorkerSettings.of(HOURLY).withJitter(Duration.ofMinutes(10)));
			this.time.advance(Duration.ofHours(100).plusMinutes(10));
			assertThat(this.begun).hasSize(100);
			for (int i = 0; i < this.begun.size(); i++) {
				assertThat(this.begun.get(i)).isBetween(3600L * (i + 1), 3600L * (i + 1) + 600);
			}
			assertThat(this.begun.stream().map((second) -> second % 3600).distinct().count()).isGreaterThan(2);
		}
	}

	@Test
	void timesOfACalendarThatPassWhileItsJitterLastsAreLeftOut() {
		try (this.bench) {
			started(WorkerSettings.of(HOURLY).withJitter(Duration.ofHours(3)));
			this.time.advance(Duration.ofHours(1000));
			assertThat(this.begun).hasSizeBetween(250, 999);
		}
	}

	/** Between the starts of one tick and the next, in seconds. */
	private void assertDistances(long least, long most) {
		assertThat(this.begun).hasSizeGreaterThan(100);
		List<Long> distances = new ArrayList<>();
		for (int i = 1; i < this.begun.size(); i++) {
			distances.add(this.begun.get(i) - this.begun.get(i - 1));
		}
		assertThat(distances).allSatisfy((distance) -> assertThat(distance).isBetween(least, most));
		assertThat(distances.stream().distinct().count()).isGreaterThan(2);
	}

	@Test
	void aWorkerThatFailsComesLaterAndLaterUntilATickSucceeds() {
		Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(3), 2, 0, Duration.ZERO);
		this.fails = true;
		try (this.bench) {
			PeriodicWorker worker = started(WorkerSettings.every(TEN).withBackoff(backoff));
			this.time.advance(Duration.ofSeconds(46));
			// Waits of 1, 2 and, since that is the longest, 3 seconds.
			assertThat(this.begun).containsExactly(10L, 21L, 33L, 46L);
			this.fails = false;
			this.time.advance(Duration.ofSeconds(33));
			assertThat(this.begun).endsWith(46L, 59L, 69L, 79L);
			assertThat(worker.snapshot().failures()).isEqualTo(4);
			assertThat(worker.status()).isEqualTo(new ProcessStatus.Running());
		}
	}

	@Test
	void backoffKeepsToTheTimesOfAFixedRateAndOfACalendar() {
		Backoff backoff = new Backoff(Duration.ofSeconds(15), Duration.ofSeconds(15), 1, 0, Duration.ZERO);
		this.fails = true;
		try (this.bench) {
			PeriodicWorker worker = started(WorkerSettings.of(Schedule.fixedRate(TEN)).withBackoff(backoff));
			this.time.advance(Duration.ofSeconds(50));
			assertThat(this.begun).containsExactly(10L, 30L, 50L);
			assertThat(worker.snapshot().skipped()).as("no tick took too long").isZero();
			worker.reconfigure((now) -> now.withSchedule(HOURLY)
				.withBackoff(new Backoff(Duration.ofHours(1), Duration.ofHours(1), 1, 0, Duration.ZERO)));
			this.time.advance(Duration.ofHours(4));
			assertThat(this.begun).containsExactly(10L, 30L, 50L, 3600L, 10800L);
		}
	}

	@Test
	void whatBackoffLeavesOutOfAFixedRateIsNotCountedWithWhatItMisses() {
		Backoff backoff = new Backoff(Duration.ofSeconds(15), Duration.ofSeconds(15), 1, 0, Duration.ZERO);
		this.fails = true;
		this.takes = Duration.ofSeconds(12);
		try (this.bench) {
			PeriodicWorker worker = started(WorkerSettings.of(Schedule.fixedRate(TEN)).withBackoff(backoff));
			this.time.advance(TEN);
			this.fails = false;
			this.takes = Duration.ZERO;
			// It took from 10 to 22 and waits until 37.
			this.time.advance(Duration.ofSeconds(18));
			assertThat(this.begun).containsExactly(10L, 40L);
			assertThat(worker.snapshot().skipped()).isEqualTo(1);
		}
	}

	@Test
	void withoutBackoffAFailureChangesNothing() {
		this.fails = true;
		try (this.bench) {
			started(WorkerSettings.every(TEN).withOnFailure(WorkerFailureAction.CONTINUE));
			this.time.advance(Duration.ofSeconds(30));
			assertThat(this.begun).containsExactly(10L, 20L, 30L);
		}
	}

	@Test
	void aCalendarSaysWhenTicksAreDue() {
		try (this.bench) {
			PeriodicWorker worker = started(WorkerSettings.of(HOURLY));
			this.time.advance(Duration.ofMinutes(59));
			assertThat(this.begun).isEmpty();
			assertThat(worker.snapshot().next()).isEqualTo(Instant.parse("2001-01-01T01:00:00Z"));
			this.time.advance(Duration.ofMinutes(121));
			assertThat(this.begun).containsExactly(3600L, 7200L, 10800L);
			assertThat(worker.snapshot().lag()).isZero();
		}
	}

	@Test
	void timesOfACalendarThatPassDuringATickAreLeftOut() {
		this.takes = Duration.ofMinutes(150);
		try (this.bench) {
			started(WorkerSettings.of(HOURLY));
			this.time.advance(Duration.ofHours(1));
			this.takes = Duration.ZERO;
			this.time.advance(Duration.ofHours(1));
			assertThat(this.begun).containsExactly(3600L, 4 * 3600L);
		}
	}

	/** As when a laptop wakes up: the monotonic clock has stood still meanwhile. */
	@Test
	void aWallClockThatGoesAheadIsSeenWithinAMinute() {
		try (this.bench) {
			started(WorkerSettings.of(HOURLY));
			this.time.advance(Duration.ofSeconds(30));
			this.wall.step(Duration.ofMinutes(61));
			assertThat(this.begun).isEmpty();
			this.time.advance(Duration.ofSeconds(30));
			assertThat(this.begun).containsExactly(60L);
		}
	}

	@Test
	void aWallClockThatIsSetBackByAnHourHasTheCalendarAskedAnew() {
		try (this.bench) {
			PeriodicWorker worker = started(WorkerSettings.of(HOURLY));
			this.time.advance(Duration.ofMinutes(90));
			assertThat(this.begun).containsExactly(3600L);
			this.wall.step(Duration.ofHours(-1));
			this.time.advance(Duration.ofMinutes(1));
			assertThat(worker.snapshot().next()).isEqualTo(Instant.parse("2001-01-01T01:00:00Z"));
			this.time.advance(Duration.ofMinutes(29));
			assertThat(this.begun).containsExactly(3600L, 7200L);
		}
	}

	@Test
	void aWallClockThatIsSetBackALittleShowsNoTimeTwice() {
		try (this.bench) {
			PeriodicWorker worker = started(WorkerSettings.of(HOURLY));
			this.takes = Duration.ofSeconds(-5);
			this.time.advance(Duration.ofHours(1));
			assertThat(this.begun).containsExactly(3600L);
			assertThat(worker.snapshot().next()).isEqualTo(Instant.parse("2001-01-01T02:00:00Z"));
		}
	}

	@Test
	void aWallClockThatIsSetIsSeenByTheTicksOfAPeriodWithinAMinute() {
		try (this.bench) {
			PeriodicWorker worker = started(WorkerSettings.every(TEN));
			this.time.advance(TEN);
			this.wall.step(Duration.ofHours(1));
			this.time.advance(Duration.ofMinutes(1));
			assertThat(worker.snapshot().last()).extracting(LastTick::due).isEqualTo(this.wall.instant());
		}
	}

	/** A calendar counts in local time; what it answers is a moment all the same. */
	@Test
	void daylightSavingIsTheCalendarsBusiness() {
		ZoneId berlin = ZoneId.of("Europe/Berlin");
		Schedule.Calendar daily = (after) -> {
			ZonedDateTime local = after.atZone(berlin);
			ZonedDateTime today = local.toLocalDate().atTime(12, 0).atZone(berlin);
			return (today.toInstant().isAfter(after) ? today : today.plusDays(1)).toInstant();
		};
		this.wall.step(Duration.between(this.wall.instant(), Instant.parse("2001-03-24T12:00:00Z")));
		try (this.bench) {
			started(WorkerSettings.of(daily));
			this.time.advance(Duration.ofHours(47));
			// The night between the two has an hour less.
			assertThat(this.begun).containsExactly(22 * 3600L, 46 * 3600L);
		}
	}

	@Test
	void aCalendarThatEndsLeavesAWorkerThatWaitsToBeTriggered() {
		Schedule.Calendar never = (after) -> null;
		try (this.bench) {
			PeriodicWorker worker = started(WorkerSettings.of(never));
			assertThat(worker.snapshot().next()).isNull();
			this.time.advance(Duration.ofDays(1000));
			assertThat(this.begun).isEmpty();
			assertThat(worker.trigger()).isTrue();
			assertThat(this.begun).hasSize(1);
		}
	}

	@Test
	void aCalendarThatThrowsFailsTheIncarnation() {
		AtomicInteger asked = new AtomicInteger();
		Schedule.Calendar broken = (after) -> {
			if (asked.incrementAndGet() == 2) {
				throw new IllegalStateException("no calendar");
			}
			return HOURLY.next(after);
		};
		try (this.bench) {
			PeriodicWorker worker = started(WorkerSettings.of(broken));
			this.time.advance(Duration.ofHours(1));
			assertThat(worker.status()).isInstanceOf(ProcessStatus.Restarting.class);
			this.time.advance(ActorBench.BACKOFF);
			this.time.advance(Duration.ofHours(1));
			assertThat(this.begun).hasSize(2);
		}
	}

	private PeriodicWorker started(WorkerSettings settings) {
		PeriodicWorker worker = declared("w", settings);
		this.bench.runtime.start();
		return worker;
	}

	private PeriodicWorker declared(String name, WorkerSettings settings) {
		return this.bench.runtime.worker(name, new PeriodicTask() {
			@Override
			public void tick(TickContext context) {
				work();
			}
		}, settings);
	}

	private void work() {
		this.begun.add(this.time.nanoTime() / 1_000_000_000L);
		if (this.takes.isNegative()) {
			this.wall.step(this.takes);
		}
		else {
			this.time.advance(this.takes);
		}
		if (this.fails) {
			throw new IllegalStateException("boom");
		}
	}

	/** The test's time, of which the wall clock is set at times. */
	private static final class SteppedWall implements TimeSource {

		private final ManualTime time;

		private volatile Duration step = Duration.ZERO;

		SteppedWall(ManualTime time) {
			this.time = time;
		}

		void step(Duration by) {
			this.step = this.step.plus(by);
		}

		@Override
		public long nanoTime() {
			return this.time.nanoTime();
		}

		@Override
		public Instant instant() {
			return this.time.instant().plus(this.step);
		}

		@Override
		public void park(Object blocker, long nanos) {
			this.time.park(blocker, nanos);
		}

	}

}
