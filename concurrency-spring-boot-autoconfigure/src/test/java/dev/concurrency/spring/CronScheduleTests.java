package dev.concurrency.spring;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.scheduling.support.CronExpression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class CronScheduleTests {

	@Test
	void theNextTimeIsThatOfTheZone() {
		CronSchedule schedule = CronSchedule.parse("0 30 6 * * MON-FRI", "Europe/Berlin");
		// A Friday.
		assertThat(schedule.next(Instant.parse("2026-01-09T05:29:59Z"))).isEqualTo("2026-01-09T05:30:00Z");
		assertThat(schedule.next(Instant.parse("2026-01-09T05:30:00Z"))).isEqualTo("2026-01-12T05:30:00Z");
		assertThat(schedule).hasToString("cron 0 30 6 * * MON-FRI (Europe/Berlin)");
	}

	@Test
	void itFollowsDaylightSaving() {
		CronSchedule noon = CronSchedule.parse("0 0 12 * * *", "Europe/Berlin");
		assertThat(noon.next(Instant.parse("2026-03-28T11:00:00Z"))).isEqualTo("2026-03-29T10:00:00Z");
		CronSchedule night = CronSchedule.parse("0 30 2 * * *", "Europe/Berlin");
		// There is no half past two on that day.
		assertThat(night.next(Instant.parse("2026-03-28T01:30:00Z"))).isAfter("2026-03-29T00:59:59Z")
			.isBefore("2026-03-30T00:30:01Z");
	}

	/** Spring's expression answers a time that has passed in these zones. */
	@ParameterizedTest
	@CsvSource({ "Australia/Lord_Howe, 2009-04-04T10:00:00Z", "Australia/Lord_Howe, 2026-04-04T10:00:00Z",
			"Australia/Lord_Howe, 2026-10-03T10:00:00Z", "Pacific/Chatham, 2026-04-04T10:00:00Z",
			"Pacific/Chatham, 2026-09-26T10:00:00Z", "Europe/Berlin, 2026-10-24T22:00:00Z" })
	void itGoesOnWhereverAndHoweverClocksAreSet(String zone, Instant before) {
		for (String cron : List.of("0 0 * * * *", "0 */10 * * * *", "0 0 3 * * *", "0 30 1 * * *")) {
			CronSchedule schedule = CronSchedule.parse(cron, zone);
			for (int second = 0; second < 10 * 3600; second += 97) {
				Instant after = before.plusSeconds(second);
				assertThat(schedule.next(after)).as("%s after %s", cron, after).isAfter(after);
			}
		}
		CronSchedule hourly = CronSchedule.parse("0 0 * * * *", zone);
		List<Instant> times = Stream.iterate(before, (after) -> Objects.requireNonNull(hourly.next(after)))
			.limit(12)
			.toList();
		assertThat(times).allMatch((time) -> time.equals(before) || time.atZone(ZoneId.of(zone)).getMinute() == 0);
		assertThat(Duration.between(before, times.get(11))).isBetween(Duration.ofHours(10), Duration.ofHours(13));
	}

	@Test
	void anExpressionWithoutAFutureHasNone() {
		CronExpression never = CronExpression.parse("0 0 0 30 2 *");
		assertThat(new CronSchedule(never, ZoneOffset.UTC, true).next(Instant.EPOCH)).isNull();
	}

	@Test
	void anExpressionThatNoDayFitsIsRefusedByName() {
		assertThatIllegalArgumentException().isThrownBy(() -> CronSchedule.parse("0 0 0 31 2 *", null))
			.withMessage("cron '0 0 0 31 2 *' never comes: there is no such day");
		// A leap day that is a Monday, 16 years away.
		assertThat(CronSchedule.parse("0 0 0 29 2 MON", "UTC").next(Instant.parse("2000-01-01T00:00:00Z")))
			.isEqualTo("2016-02-29T00:00:00Z");
	}

	@Test
	void withoutAZoneItIsThatOfTheMachine() {
		assertThat(CronSchedule.parse("@daily", null).zone()).isEqualTo(ZoneId.systemDefault());
		assertThat(CronSchedule.parse("@daily", "")).isEqualTo(CronSchedule.parse("@daily", null));
	}

	@Test
	void whatCannotBeReadIsRefusedByName() {
		assertThatIllegalArgumentException().isThrownBy(() -> CronSchedule.parse("0 0 * * *", null))
			.withMessageStartingWith("cron cannot be read: ");
		assertThatIllegalArgumentException().isThrownBy(() -> CronSchedule.parse("@daily", "Berlin"))
			.withMessageStartingWith("zone 'Berlin' is no time zone: ");
	}

}
