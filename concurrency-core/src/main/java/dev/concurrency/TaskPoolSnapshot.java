package dev.concurrency;

import java.time.Duration;

/**
 * How busy a pool is at one moment. Immutable.
 *
 * @param queued how many tasks wait for a thread
 * @param active how many run
 * @param begun how many have begun so far
 * @param refused how many were refused so far
 * @param waited how long those that have begun had waited for a thread, in all
 */
public record TaskPoolSnapshot(long queued, long active, long begun, long refused, Duration waited) {
}
