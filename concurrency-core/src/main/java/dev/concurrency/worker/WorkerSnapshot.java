package dev.concurrency.worker;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.KindSnapshot;

/**
 * The counts of a worker at one moment. They survive restarts. Immutable.
 *
 * @param interval from tick to tick
 * @param ticks how many ticks ended
 * @param failures how many of them failed
 * @param skipped how many were left out because the pool had no room
 * @param next when the next tick is due, null while none is
 * @param lag how much later than due the latest tick began
 */
public record WorkerSnapshot(Duration interval, long ticks, long failures, long skipped, @Nullable Instant next,
		Duration lag) implements KindSnapshot {
}
