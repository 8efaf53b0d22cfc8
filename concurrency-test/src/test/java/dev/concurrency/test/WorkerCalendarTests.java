package dev.concurrency.test;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.concurrency.process.ProcessStatus;
import dev.concurrency.worker.LastTick;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.Schedule;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** Ticks at times of the wall clock, and what comes between them. */
@Timeout(30)
class WorkerCalendarTests {

	private static final Duration HOUR = Duration.ofHours(1);

	private static final Duration HALF = Duration.ofMinutes(30);

	private static final Schedule.Calendar HOURLY = (after) -> after.truncatedTo(ChronoUnit.HOURS).plus(HOUR);

	private final Ticks ticks = Ticks.idle();

	@Test
	void aTriggeredTickDoesNotMoveTheTimesOfACalendar() {
		try (ActorBench bench = new ActorBench()) {
			PeriodicWorker worker = started(bench, WorkerSettings.of(HOURLY));
			bench.time.advance(HALF);
			Instant next = worker.snapshot().next();
			assertThat(worker.trigger()).isTrue();
			assertThat(this.ticks.count()).isEqualTo(1);
			assertThat(worker.snapshot().next()).isEqualTo(next);
			bench.time.advance(HALF);
			assertThat(this.ticks.count()).isEqualTo(2);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aTriggeredTickTakesNoneAwayWhoseJitterLasts(boolean calendar) {
		Schedule schedule = calendar ? HOURLY : Schedule.fixedRate(HOUR);
		try (ActorBench bench = new ActorBench()) {
			PeriodicWorker worker = started(bench, WorkerSettings.of(schedule).withJitter(HALF));
			bench.time.advance(HOUR);
			assertThat(this.ticks.count()).isZero();
			Instant next = worker.snapshot().next();
			assertThat(worker.trigger()).isTrue();
			assertThat(this.ticks.count()).isEqualTo(1);
			assertThat(worker.snapshot().next()).isEqualTo(next);
			bench.time.advance(HALF);
			assertThat(this.ticks.count()).isEqualTo(2);
			assertThat(worker.snapshot().skipped()).isZero();
			bench.time.advance(HOUR);
			assertThat(this.ticks.count()).isEqualTo(3);
		}
	}

	@Test
	void aCalendarCanBeginSooner() {
		try (ActorBench bench = new ActorBench()) {
			started(bench, WorkerSettings.of(HOURLY).withInitialDelay(Duration.ofSeconds(10)));
			bench.time.advance(Duration.ofSeconds(10));
			assertThat(this.ticks.count()).isEqualTo(1);
			bench.time.advance(HOUR.minusSeconds(11));
			assertThat(this.ticks.count()).isEqualTo(1);
			bench.time.advance(Duration.ofSeconds(1));
			assertThat(this.ticks.count()).isEqualTo(2);
		}
	}

	@Test
	void aTriggeredTickDoesNotTakeTheFirstOneAway() {
		try (ActorBench bench = new ActorBench()) {
			PeriodicWorker worker = started(bench, WorkerSettings.of(HOURLY).withInitialDelay(Duration.ofSeconds(10)));
			bench.time.advance(Duration.ofSeconds(5));
			assertThat(worker.trigger()).isTrue();
			assertThat(this.ticks.count()).isEqualTo(1);
			bench.time.advance(Duration.ofSeconds(5));
			assertThat(this.ticks.count()).isEqualTo(2);
			bench.time.advance(HOUR.minusSeconds(10));
			assertThat(this.ticks.count()).isEqualTo(3);
		}
	}

	@Test
	void aFirstTickThatPassesDuringATriggeredOneIsLeftOut() {
		try (ActorBench bench = new ActorBench()) {
			Ticks slow = new Ticks(
					(context) -> bench.time.advance(Duration.ofSeconds((context.number() == 1) ? 6 : 0)));
			PeriodicWorker worker = bench.runtime.worker("w", slow,
					WorkerSettings.of(HOURLY).withInitialDelay(Duration.ofSeconds(10)));
			bench.runtime.start();
			ActorBench.until(() -> bench.time.scheduled() > 0);
			bench.time.advance(Duration.ofSeconds(5));
			assertThat(worker.trigger()).isTrue();
			assertThat(worker.snapshot().next()).isEqualTo(Instant.parse("2001-01-01T01:00:00Z"));
			assertThat(slow.count()).isEqualTo(1);
		}
	}

	@Test
	void aTickOfACalendarThatWaitsForThePoolIsLate() {
		StepQueue pool = new StepQueue();
		try (ActorBench bench = new ActorBench((builder) -> builder.blockingExecutor(pool), pool)) {
			PeriodicWorker worker = bench.runtime.worker("w", this.ticks, WorkerSettings.of(HOURLY));
			var unused = ActorBench.start(bench.runtime::start);
			ActorBench.until(() -> {
				pool.drain();
				return bench.time.scheduled() > 0 && worker.status().isUp();
			});
			bench.time.advance(HOUR.plusSeconds(7));
			assertThat(worker.snapshot().lag()).as("already").isEqualTo(Duration.ofSeconds(7));
			ActorBench.until(() -> {
				pool.drain();
				return this.ticks.count() == 1;
			});
			LastTick last = Objects.requireNonNull(worker.snapshot().last());
			assertThat(last.lag()).isEqualTo(Duration.ofSeconds(7));
			assertThat(worker.snapshot().lag()).isEqualTo(Duration.ofSeconds(7));
		}
	}

	@Test
	void aCalendarThatDoesNotGoOnFailsTheIncarnation() {
		// Not for ever, or the test would hang where nobody notices.
		Schedule.Calendar stuck = (after) -> switch (this.ticks.count()) {
			case 0 -> HOURLY.next(after);
			case 10 -> null;
			default -> after;
		};
		try (ActorBench bench = new ActorBench()) {
			PeriodicWorker worker = started(bench, WorkerSettings.of(stuck));
			bench.time.advance(HOUR);
			assertThat(this.ticks.count()).isEqualTo(1);
			assertThat(worker.status()).isInstanceOf(ProcessStatus.Restarting.class);
		}
	}

	private PeriodicWorker started(ActorBench bench, WorkerSettings settings) {
		PeriodicWorker worker = bench.runtime.worker("w", this.ticks, settings);
		bench.runtime.start();
		ActorBench.until(() -> bench.time.scheduled() > 0);
		return worker;
	}

}
