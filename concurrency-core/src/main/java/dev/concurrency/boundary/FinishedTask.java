package dev.concurrency.boundary;

/**
 * A task that is over, as the subscriber learns of it that asked for its start.
 * Immutable.
 *
 * @param key which one
 * @param outcome what became of it, never rejected
 */
public record FinishedTask(String key, TaskOutcome<?> outcome) {
}
