package dev.concurrency.process;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * One process as it was at one moment, with its children. Immutable.
 *
 * @param process kind, path and incarnation
 * @param status what it was doing
 * @param since since when
 * @param restartType whether it is started again after it has ended by itself
 * @param significant whether its end counts for the automatic shutdown of its supervisor
 * @param created when it was declared
 * @param started when its current incarnation was ready, null before
 * @param givenUp whether it failed for good: its restarts are used up, or its supervisor
 * saw that none can help; false for who is never restarted and who was asked to end
 * @param exited when it ended for good, null while it is alive or waits for a restart
 * @param restarts how often it was started again after it or a sibling had failed
 * @param stalls how many calls of the user's code took too long; a group's are those of
 * its actors
 * @param stalledSince since when the oldest such call is under way, null if there is none
 * @param lastFailure its latest failure, null when there was none
 * @param ledger its latest restarts, oldest first
 * @param recorder the latest {@value FlightRecorder#SIZE} things that it went through,
 * oldest first; a group's hold the troubles of its actors, whose own are empty
 * @param details what only its kind has
 * @param children its children in their order
 */
public record ProcessSnapshot(ProcessRef process, ProcessStatus status, Instant since, RestartType restartType,
		boolean significant, Instant created, @Nullable Instant started, boolean givenUp, @Nullable Instant exited,
		long restarts, long stalls, @Nullable Instant stalledSince, @Nullable LastFailure lastFailure,
		List<RestartEntry> ledger, List<FlightEntry> recorder, KindSnapshot details, List<ProcessSnapshot> children) {

	/** Makes the lists unmodifiable. */
	public ProcessSnapshot {
		ledger = List.copyOf(ledger);
		recorder = List.copyOf(recorder);
		children = List.copyOf(children);
	}

	/**
	 * The name of the process within its supervisor.
	 * @return the last part of its path
	 */
	public String name() {
		return this.process.path().name();
	}

	/**
	 * How long its current incarnation has been at work, which goes on until it has
	 * ended.
	 * @param now when to look, not before the snapshot was taken
	 * @return null if none is at work
	 */
	public @Nullable Duration uptime(Instant now) {
		boolean atWork = this.status.isUp() || this.status instanceof ProcessStatus.Stopping;
		return (this.started != null && atWork) ? Duration.between(this.started, now) : null;
	}

	/**
	 * Sums over this process and everything below it.
	 * @return the totals
	 */
	public ProcessTotals totals() {
		return ProcessTotals.of(this);
	}

	/**
	 * Visits this process and everything below it, parents first.
	 * @param visitor called once for each
	 */
	public void traverse(Consumer<ProcessSnapshot> visitor) {
		visitor.accept(this);
		this.children.forEach((child) -> child.traverse(visitor));
	}

}
