package dev.concurrency.time;

import java.time.Duration;

/** Durations as nanoseconds, saturating instead of overflowing. Stateless. */
public final class Durations {

	/** Stands for "none": no limit, or for ever. */
	public static final Duration MAX = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999L);

	private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

	private Durations() {
	}

	/**
	 * The duration in nanoseconds.
	 * @param duration any duration
	 * @return its nanoseconds; {@link Long#MAX_VALUE} when it is longer than about 292
	 * years, zero when it is negative
	 */
	public static long toNanos(Duration duration) {
		if (duration.isNegative()) {
			return 0;
		}
		return (duration.toSeconds() >= Long.MAX_VALUE / 1_000_000_000L) ? Long.MAX_VALUE : duration.toNanos();
	}

	/**
	 * The duration as users write it in settings, as in {@code 30s}.
	 * @param duration up to about 292 years
	 * @return the number of the longest unit, from hours down to nanoseconds, that
	 * divides it
	 */
	public static String text(Duration duration) {
		if (duration.toSeconds() == Long.MIN_VALUE) {
			// It has no positive counterpart.
			return duration.toString();
		}
		if (duration.isNegative()) {
			return "-" + text(duration.negated());
		}
		long nanos = toNanos(duration);
		if (nanos % 1_000_000_000L == 0) {
			long seconds = nanos / 1_000_000_000L;
			if (seconds == 0 || seconds % 60 != 0) {
				return seconds + "s";
			}
			return (seconds % 3600 == 0) ? seconds / 3600 + "h" : seconds / 60 + "m";
		}
		return (nanos % 1_000_000L == 0) ? nanos / 1_000_000L + "ms" : nanos + "ns";
	}

	/**
	 * Refuses zero and negative durations, and those that cannot be counted.
	 * @param name what the duration is for, as the user wrote it
	 * @param duration the duration to check
	 * @return the same duration
	 * @throws IllegalArgumentException if it is not positive, or longer than about 292
	 * years without being {@link #MAX}
	 */
	public static Duration requirePositive(String name, Duration duration) {
		if (duration.isNegative() || duration.isZero()) {
			throw new IllegalArgumentException(name + " must be positive but is " + text(duration));
		}
		return requireCountable(name, duration);
	}

	/**
	 * Refuses negative durations, and those that cannot be counted.
	 * @param name what the duration is for, as the user wrote it
	 * @param duration the duration to check
	 * @return the same duration
	 * @throws IllegalArgumentException if it is negative, or longer than about 292 years
	 * without being {@link #MAX}
	 */
	public static Duration requireNotNegative(String name, Duration duration) {
		if (duration.isNegative()) {
			throw new IllegalArgumentException(name + " must not be negative but is " + text(duration));
		}
		return requireCountable(name, duration);
	}

	/**
	 * Counted in nanoseconds it would be another duration than the one that was meant.
	 */
	private static Duration requireCountable(String name, Duration duration) {
		if (duration.compareTo(LONGEST) > 0 && !duration.equals(MAX)) {
			throw new IllegalArgumentException(name + " must be at most 292 years but is " + duration);
		}
		return duration;
	}

}
