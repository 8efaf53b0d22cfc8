package dev.concurrency.supervision;

import dev.concurrency.process.KindSnapshot;

/**
 * What only a supervisor has. Immutable.
 *
 * @param settings how it behaves
 * @param windowUse how many of the restarts that its children share are used at this
 * moment
 * @param restartsPerformed how often it restarted a child, or a group of them, over all
 * its incarnations
 * @param generation how often it was started itself
 */
public record SupervisorSnapshot(SupervisorSettings settings, int windowUse, long restartsPerformed,
		long generation) implements KindSnapshot {
}
