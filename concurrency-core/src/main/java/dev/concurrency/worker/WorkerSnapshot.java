package dev.concurrency.worker;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.KindSnapshot;

/**
 * The counts of a worker at one moment. They survive restarts. Immutable.
 *
 * @param schedule when its ticks are due
 * @param ticks how many ticks ended that ran
 * @param failures how many of them failed
 * @param skipped how many ticks a fixed rate left out because one took too long
 * @param locked how many were left out because another instance of the service held the
 * lock
 * @param overruns how many ticks took longer than {@code max-run-time}
 * @param overdue whether the tick that runs now takes longer than that
 * @param next when the next tick is due; null while one runs, and when none follows
 * @param lag how much later than due the latest tick began, or how late the next one is
 * already
 * @param last the tick that ended last, null before the first
 */
public record WorkerSnapshot(Schedule schedule, long ticks, long failures, long skipped, long locked, long overruns,
		boolean overdue, @Nullable Instant next, Duration lag, @Nullable LastTick last) implements KindSnapshot {
}
