package dev.concurrency.spring;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;

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
