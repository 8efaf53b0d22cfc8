package dev.concurrency.worker;

import java.time.Duration;
import java.time.Instant;

import dev.concurrency.process.ShutdownSignal;

/**
 * Which tick runs. Immutable.
 *
 * @param number 1 for the first tick of an incarnation
 * @param due when it was due; where a period is counted the wall clock is read once a
 * minute at most, so it may be that far behind a clock that was set
 * @param lag how much later it began
 * @param shutdown tells a long tick to end
 */
public record TickContext(long number, Instant due, Duration lag, ShutdownSignal shutdown) {
}
