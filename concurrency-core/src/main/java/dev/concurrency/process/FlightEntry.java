package dev.concurrency.process;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.concurrency.time.Durations;

/**
 * One line of what a process went through. Holds no exception, which would keep the
 * user's objects alive, and no item or message. Immutable.
 *
 * @param at when
 * @param process which process and incarnation; one of a group's actors in the group's
 * recorder
 * @param what what happened, as in {@code started} or {@code failed}
 * @param text more of it in words, null if there is no more
 * @param type the class of the exception, null when nothing failed
 * @param message its message, not longer than {@value #MAX_MESSAGE} characters, which may
 * hold what the user's code put there; null when it has none
 */
public record FlightEntry(Instant at, ProcessRef process, String what, @Nullable String text, @Nullable String type,
		@Nullable String message) {

	/** How much of a message is kept. */
	public static final int MAX_MESSAGE = 256;

	static FlightEntry of(Instant at, ProcessRef process, String what) {
		return new FlightEntry(at, process, what, null, null, null);
	}

	/** What is worth remembering of an event, null if nothing is. */
	static @Nullable FlightEntry of(ProcessEvent event) {
		if (event instanceof ProcessEvent.Worked worked) {
			Throwable failure = worked.failure();
			return (failure != null) ? of(worked, "failed-work", worked.work(), failure) : null;
		}
		if (event instanceof ProcessEvent.Started started) {
			return of(started, "started", (started.restarts() > 0) ? "restart " + started.restarts() : null, null);
		}
		if (event instanceof ProcessEvent.Failed failed) {
			return of(failed, "failed", null, failed.cause());
		}
		if (event instanceof ProcessEvent.Restarting restarting) {
			return of(restarting, "restarting", attempt(restarting.attempt(), restarting.delay()), restarting.cause());
		}
		if (event instanceof ProcessEvent.GaveUp gaveUp) {
			return of(gaveUp, "gave-up", null, gaveUp.cause());
		}
		if (event instanceof ProcessEvent.Stopped stopped) {
			return of(stopped, "stopped", stopped.summary(), stopped.cause());
		}
		if (event instanceof ProcessEvent.Stalled stalled) {
			return of(stalled, "stalled", "in one call for " + Durations.text(stalled.took()), null);
		}
		return of(event, "abandoned", null, null);
	}

	private static FlightEntry of(ProcessEvent event, String what, @Nullable String text, @Nullable Throwable cause) {
		return new FlightEntry(event.at(), event.process(), what, text,
				(cause != null) ? cause.getClass().getName() : null, (cause != null) ? cut(Messages.of(cause)) : null);
	}

	private static String attempt(int attempt, Duration delay) {
		return (attempt == 0) ? "as an operator asked" : "attempt " + attempt + " in " + delay.toMillis() + " ms";
	}

	private static @Nullable String cut(@Nullable String message) {
		return (message == null || message.length() <= MAX_MESSAGE) ? message : message.substring(0, MAX_MESSAGE);
	}

}
