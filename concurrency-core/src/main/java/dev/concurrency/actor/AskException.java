package dev.concurrency.actor;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ConcurrencyException;
import dev.concurrency.process.Failures;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.time.Durations;

/** Why a question got no reply. */
public abstract sealed class AskException extends ConcurrencyException {

	private final ProcessPath actor;

	private AskException(ProcessPath actor, String message) {
		this(actor, message, null);
	}

	private AskException(ProcessPath actor, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.actor = actor;
	}

	/**
	 * Who was asked.
	 * @return its path
	 */
	public ProcessPath actor() {
		return this.actor;
	}

	/** The reply did not come in time. */
	public static final class TimedOut extends AskException {

		TimedOut(ProcessPath actor, Duration timeout) {
			super(actor, "The actor " + actor + " did not reply within " + Durations.text(timeout));
		}

	}

	/** The mailbox had no room for the question. */
	public static final class MailboxFull extends AskException {

		MailboxFull(ProcessPath actor, int capacity) {
			super(actor, "The mailbox of " + actor + " is full (capacity " + capacity + ")");
		}

	}

	/** The group has as many actors as it may and none for this key. */
	public static final class GroupFull extends AskException {

		GroupFull(ProcessPath actor, int maxEntities) {
			super(actor,
					"There is no actor " + actor + " and no room for another one (max-entities " + maxEntities + ")");
		}

	}

	/** The actor does not run, or ended before it came to the question. */
	public static final class Ended extends AskException {

		Ended(ProcessPath actor, @Nullable Throwable cause) {
			super(actor, "The actor " + actor + " does not run"
					+ ((cause != null) ? ": it ended with " + Failures.text(cause) : ""), cause);
		}

	}

	/** The actor failed while it handled the question. */
	public static final class Failed extends AskException {

		Failed(ProcessPath actor, Throwable cause) {
			super(actor, "The actor " + actor + " failed while it handled the question", cause);
		}

	}

}
