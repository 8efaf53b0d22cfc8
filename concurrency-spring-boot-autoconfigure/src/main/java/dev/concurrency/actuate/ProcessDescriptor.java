package dev.concurrency.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * One process as the endpoint shows it. Never holds an item or a message. What is null is
 * left out of the JSON. Immutable.
 *
 * @param name its name within its supervisor
 * @param kind as in {@code sink}
 * @param path its place in the tree
 * @param id its current incarnation, null before the first
 * @param status as in {@code running}
 * @param since since when
 * @param restart the restart that is due, only while it is restarting
 * @param cause the class of what ended it, only when it has failed
 * @param restartType whether it is started again after it has ended by itself, as in
 * {@code permanent}
 * @param significant whether its end counts for the automatic shutdown of its supervisor
 * @param created when it was declared
 * @param started when its current incarnation was ready, null before
 * @param exited when it ended for good, null while it is alive or waits for a restart
 * @param uptime how long that is ago in milliseconds' precision, only while an
 * incarnation is at work
 * @param restarts how often it was started again after it or a sibling had failed
 * @param stalls how many calls of the user's code took too long
 * @param stalledSince since when the oldest such call is under way, null if there is none
 * @param lastFailure its latest failure, null when there was none
 * @param ledger its latest restarts, oldest first
 * @param recorder the latest things that it went through, oldest first; of a group with
 * those of its actors; null unless it is the process that was asked for
 * @param details what only its kind has
 * @param settings how it behaves, by key; null unless it is the process that was asked
 * for and is in the tree
 * @param children its children in their order; of a group only those that ever failed
 * @param terminated its children that have ended and left the tree, oldest first; null
 * unless it is the process that was asked for, and if there are none
 */
public record ProcessDescriptor(String name, String kind, String path, @Nullable Long id, String status, Instant since,
		@Nullable Restart restart, @Nullable String cause, String restartType, boolean significant, Instant created,
		@Nullable Instant started, @Nullable Instant exited, @Nullable Duration uptime, long restarts, long stalls,
		@Nullable Instant stalledSince, @Nullable Failure lastFailure, List<LedgerEntry> ledger,
		@Nullable List<FlightEntry> recorder, @Nullable KindDetails details,
		@Nullable Map<String, EffectiveSetting> settings, List<ProcessDescriptor> children,
		@Nullable List<ProcessDescriptor> terminated) implements OperationResponseBody {

	/** Makes the collections unmodifiable. */
	public ProcessDescriptor {
		ledger = List.copyOf(ledger);
		recorder = (recorder != null) ? List.copyOf(recorder) : null;
		settings = (settings != null) ? Collections.unmodifiableMap(new LinkedHashMap<>(settings)) : null;
		children = List.copyOf(children);
		terminated = (terminated != null) ? List.copyOf(terminated) : null;
	}

	/**
	 * A restart that is due.
	 *
	 * @param attempt 1 for the first restart in a row, 0 for one that an operator wants
	 * @param at when
	 */
	public record Restart(int attempt, Instant at) {
	}

	/**
	 * A restart that was decided.
	 *
	 * @param at when
	 * @param type the class of the exception that was the reason; null when a sibling or
	 * an operator was
	 * @param message its message, null when it has none or messages are not to be shown
	 * @param attempt 1 for the first restart in a row, 0 for one that an operator wants
	 * @param backoff how long the process waited
	 * @param due when the new incarnation began or is due
	 */
	public record LedgerEntry(Instant at, @Nullable String type, @Nullable String message, int attempt,
			Duration backoff, Instant due) {
	}

	/**
	 * Something that a process went through.
	 *
	 * @param at when
	 * @param path whose it is: that of the process, or of an actor of the group
	 * @param id which incarnation, null before the first
	 * @param what as in {@code started} or {@code failed}
	 * @param text more of it in words, null if there is no more
	 * @param type the class of the exception, null when nothing failed
	 * @param message the beginning of its message, null when it has none or messages are
	 * not to be shown
	 */
	public record FlightEntry(Instant at, String path, @Nullable Long id, String what, @Nullable String text,
			@Nullable String type, @Nullable String message) {
	}

	/**
	 * A failure.
	 *
	 * @param type the class of the exception
	 * @param message its message, null when it has none or messages are not to be shown
	 * @param at when
	 * @param count how many failures there were so far
	 * @param propagated whether it failed because a process below it did
	 * @param root what it began with
	 * @param stack the frames of the exception and its causes with their messages; null
	 * unless messages are shown and it is that of the process that was asked for
	 */
	public record Failure(String type, @Nullable String message, Instant at, long count, boolean propagated, Root root,
			@Nullable String stack) {
	}

	/**
	 * What a failure began with.
	 *
	 * @param path the process where it began
	 * @param type the class of the innermost exception
	 * @param message its message, null when it has none or messages are not to be shown
	 */
	public record Root(String path, String type, @Nullable String message) {
	}

}
