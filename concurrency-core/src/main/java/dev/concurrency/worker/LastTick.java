package dev.concurrency.worker;

import java.time.Duration;
import java.time.Instant;

/**
 * The tick of a worker that ended last. Immutable.
 *
 * @param due when it was due
 * @param lag how much later it began
 * @param took how long it ran
 * @param outcome how it ended
 */
public record LastTick(Instant due, Duration lag, Duration took, TickOutcome outcome) {
}
