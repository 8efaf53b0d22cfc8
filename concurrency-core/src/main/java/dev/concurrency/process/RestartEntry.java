package dev.concurrency.process;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * One restart of a process, as its ledger keeps it. Immutable.
 *
 * @param at when it was decided
 * @param type the class of what ended the incarnation before, null when the process was
 * restarted along with a sibling or by an operator
 * @param message its message, which may hold what the user's code put there
 * @param attempt 1 for the first restart in a row, 0 for one that an operator wants
 * @param backoff how long the process waited
 * @param due when the new incarnation began or is due
 */
public record RestartEntry(Instant at, @Nullable String type, @Nullable String message, int attempt, Duration backoff,
		Instant due) {
}
