package dev.concurrency.actor;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Failures;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessPath;

/**
 * An actor has ended and is not restarted. A failure that nobody has handled goes up as
 * the same event, so that who hears of it sees the actor where it began. Immutable.
 *
 * @param path which actor
 * @param id its last incarnation
 * @param at when
 * @param cause the failure, null after a clean end
 */
public record ChildEvent(ProcessPath path, ProcessId id, Instant at, @Nullable Throwable cause) {

	/**
	 * What happened as a sentence.
	 * @return without the end of a line
	 */
	public String sentence() {
		return (this.cause == null) ? "The actor " + this.path + " ended at " + this.at : "The actor " + this.path
				+ " (incarnation " + this.id + ") failed at " + this.at + ": " + Failures.text(this.cause);
	}

}
