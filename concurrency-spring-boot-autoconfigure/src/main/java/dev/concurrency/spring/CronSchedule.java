package dev.concurrency.spring;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.support.CronExpression;
import org.springframework.util.StringUtils;

import dev.concurrency.worker.Schedule;

/**
 * The times of a cron expression of Spring's in a time zone. Immutable.
 *
 * @param expression what counts
 * @param zone where it is counted; where clocks change, the expression says what becomes
 * of the hour that is missing or comes twice
 * @param zoned whether somebody has said so; else it is that of the machine
 */
public record CronSchedule(CronExpression expression, ZoneId zone, boolean zoned) implements Schedule.Calendar {

	/**
	 * Reads an expression.
	 * @param cron six fields, from seconds to days of the week, or a macro
	 * @param zone the id of a time zone, null or empty for that of the machine
	 * @return a schedule
	 * @throws IllegalArgumentException if one of the two cannot be read, or the
	 * expression fits no time at all; the message names {@code cron} or {@code zone}
	 */
	public static CronSchedule parse(String cron, @Nullable String zone) {
		return new CronSchedule(expression(cron), zone(zone), StringUtils.hasLength(zone));
	}

	/**
	 * The same times elsewhere.
	 * @param newZone the id of a time zone, null or empty for that of the machine
	 * @return a changed copy
	 * @throws IllegalArgumentException if it cannot be read; the message names
	 * {@code zone}
	 */
	public CronSchedule in(@Nullable String newZone) {
		return new CronSchedule(this.expression, zone(newZone), StringUtils.hasLength(newZone));
	}

	private static CronExpression expression(String cron) {
		CronExpression expression;
		try {
			expression = CronExpression.parse(cron);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("cron cannot be read: " + ex.getMessage(), ex);
		}
		// It names no year, so from where one looks does not matter.
		if (expression.next(LocalDate.EPOCH.atStartOfDay()) == null) {
			throw new IllegalArgumentException("cron '" + cron + "' never comes: there is no such day");
		}
		return expression;
	}

	private static ZoneId zone(@Nullable String zone) {
		if (zone == null || zone.isEmpty()) {
			return ZoneId.systemDefault();
		}
		try {
			return ZoneId.of(zone);
		}
		catch (DateTimeException ex) {
			throw new IllegalArgumentException("zone '" + zone + "' is no time zone: " + ex.getMessage(), ex);
		}
	}

	@Override
	public @Nullable Instant next(Instant after) {
		ZonedDateTime next = this.expression.next(after.atZone(this.zone));
		if (next == null || next.toInstant().isAfter(after)) {
			return (next != null) ? next.toInstant() : null;
		}
		// Where clocks are not set by whole hours, as on Lord Howe Island, or not at one.
		return nextOnTheClock(after);
	}

	/** The next time that a clock on the wall there shows. */
	private @Nullable Instant nextOnTheClock(Instant after) {
		LocalDateTime shown = this.expression.next(after.atZone(this.zone).toLocalDateTime());
		while (shown != null) {
			// None if clocks leave it out; the earlier one first if they show it twice.
			for (ZoneOffset offset : this.zone.getRules().getValidOffsets(shown)) {
				Instant at = shown.toInstant(offset);
				if (at.isAfter(after)) {
					return at;
				}
			}
			shown = this.expression.next(shown);
		}
		return null;
	}

	@Override
	public String toString() {
		return "cron " + this.expression + " (" + this.zone + ")";
	}

}
