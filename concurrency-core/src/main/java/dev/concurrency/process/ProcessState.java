package dev.concurrency.process;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link ProcessRecord} knows at one moment. Immutable.
 *
 * @param id the current incarnation, null before the first
 * @param status what it is doing
 * @param since since when
 * @param started when it was ready, null before
 * @param exited when it ended for good, null while it has not
 * @param restarts how often it was started again after it or a sibling had failed
 * @param lastFailure the latest failure, null when there was none
 * @param ledger the latest restarts, oldest first
 * @param stalls the calls that took too long
 */
record ProcessState(@Nullable ProcessId id, ProcessStatus status, Instant since, @Nullable Instant started,
		@Nullable Instant exited, long restarts, @Nullable LastFailure lastFailure, List<RestartEntry> ledger,
		Stalls stalls) {

	/** So many restarts are remembered. */
	private static final int LEDGER_SIZE = 16;

	static ProcessState created(Instant now) {
		return new ProcessState(null, new ProcessStatus.Created(), now, null, null, 0, null, List.of(), Stalls.NONE);
	}

	ProcessState starting(ProcessId newId, boolean restart, Instant now) {
		return new ProcessState(newId, new ProcessStatus.Starting(), now, null, null,
				restart ? this.restarts + 1 : this.restarts, this.lastFailure, this.ledger, this.stalls.over());
	}

	ProcessState with(ProcessStatus newStatus, Instant now) {
		return new ProcessState(this.id, newStatus, now,
				(newStatus instanceof ProcessStatus.Running) ? now : this.started, newStatus.isTerminal() ? now : null,
				this.restarts, this.lastFailure, this.ledger, this.stalls);
	}

	ProcessState restarting(RestartEntry entry) {
		int dropped = (this.ledger.size() == LEDGER_SIZE) ? 1 : 0;
		List<RestartEntry> longer = new ArrayList<>(this.ledger.subList(dropped, this.ledger.size()));
		longer.add(entry);
		return new ProcessState(this.id, new ProcessStatus.Restarting(entry.attempt(), entry.due()), entry.at(),
				this.started, null, this.restarts, this.lastFailure, List.copyOf(longer), this.stalls);
	}

	ProcessState failed(String type, @Nullable String message, Instant now, boolean propagated, RootCause root,
			Throwable cause) {
		long count = (this.lastFailure != null) ? this.lastFailure.count() + 1 : 1;
		return new ProcessState(this.id, this.status, this.since, this.started, this.exited, this.restarts,
				new LastFailure(type, message, now, count, propagated, root, cause), this.ledger, this.stalls);
	}

	ProcessState with(Stalls newStalls) {
		return new ProcessState(this.id, this.status, this.since, this.started, this.exited, this.restarts,
				this.lastFailure, this.ledger, newStalls);
	}

}
