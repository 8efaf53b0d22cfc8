package dev.concurrency.process;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The end of one incarnation, whether another follows or not. Immutable.
 *
 * @param id which incarnation
 * @param at when
 * @param cause what went wrong, null after a clean end
 */
public record Terminated(ProcessId id, Instant at, @Nullable Throwable cause) {
}
