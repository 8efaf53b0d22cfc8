package dev.concurrency.supervision;

import java.time.Duration;

import dev.concurrency.process.KindSnapshot;

/**
 * What only a supervisor has. Immutable.
 *
 * @param strategy how it restarts, as in {@code one-for-one}
 * @param maxRestarts how many restarts its children share
 * @param period in how long
 * @param windowUse how many of them are used at this moment
 */
public record SupervisorSnapshot(String strategy, int maxRestarts, Duration period,
		int windowUse) implements KindSnapshot {
}
