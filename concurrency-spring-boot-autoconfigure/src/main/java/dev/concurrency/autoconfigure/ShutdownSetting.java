package dev.concurrency.autoconfigure;

import java.time.Duration;
import java.util.Locale;

import org.springframework.boot.convert.DurationStyle;

import dev.concurrency.process.Shutdown;
import dev.concurrency.time.Durations;

/**
 * How a process is asked to end, as users write it: {@code brutal}, {@code infinite} or a
 * duration. Stateless.
 */
final class ShutdownSetting {

	private ShutdownSetting() {
	}

	/**
	 * Reads a setting.
	 * @throws IllegalArgumentException if it is none
	 */
	static Shutdown parse(String text) {
		return switch (text.strip().toLowerCase(Locale.ROOT)) {
			case "brutal" -> new Shutdown.Brutal();
			case "infinite" -> new Shutdown.Infinite();
			default -> Shutdown.within(duration(text.strip()));
		};
	}

	/** What {@link #parse} reads. */
	static String text(Shutdown shutdown) {
		if (shutdown instanceof Shutdown.Graceful graceful) {
			return Durations.text(graceful.timeout());
		}
		return (shutdown instanceof Shutdown.Brutal) ? "brutal" : "infinite";
	}

	private static Duration duration(String text) {
		try {
			return DurationStyle.detectAndParse(text);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					"shutdown must be brutal, infinite or a duration such as 10s but is " + text, ex);
		}
	}

}
