package dev.concurrency;

import java.time.Duration;
import java.util.List;

import dev.concurrency.process.ProcessRef;

/**
 * How the actors of a runtime were destroyed. Immutable.
 *
 * @param took how long it took
 * @param stopped the root actors and groups that were seen to end
 * @param notStopped those that were not: they hang, or it is their own code that asked
 */
public record DestroyReport(Duration took, List<ProcessRef> stopped, List<ProcessRef> notStopped) {

	/** Makes the lists unmodifiable. */
	public DestroyReport {
		stopped = List.copyOf(stopped);
		notStopped = List.copyOf(notStopped);
	}

}
