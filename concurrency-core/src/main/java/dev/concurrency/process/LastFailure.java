package dev.concurrency.process;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The latest failure of a process. Immutable.
 *
 * @param type the class of the exception
 * @param message its message, which may hold what the user's code put there
 * @param at when
 * @param count how many failures there were so far
 * @param propagated whether it failed because a process below it did, not by itself
 * @param root what it began with, and where
 * @param cause the exception, kept with all that it refers to until the next one
 */
public record LastFailure(String type, @Nullable String message, Instant at, long count, boolean propagated,
		RootCause root, Throwable cause) {
}
