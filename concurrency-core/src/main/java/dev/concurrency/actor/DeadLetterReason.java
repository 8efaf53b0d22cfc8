package dev.concurrency.actor;

import java.time.Duration;
import java.util.Locale;

/** Why a message was not handled to its end. Immutable. */
public sealed interface DeadLetterReason {

	/**
	 * The reason as meters show it.
	 * @return a lower-case word with dashes, as in {@code port-gone}
	 */
	default String label() {
		return getClass().getSimpleName().replaceAll("(?<=.)(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
	}

	/** There is no such actor. */
	record NotFound() implements DeadLetterReason {
	}

	/** There is such a process, and it takes no messages of this type. */
	record NotBound() implements DeadLetterReason {
	}

	/** The actor ended before it came to the message. */
	record Stopped() implements DeadLetterReason {
	}

	/**
	 * The actor failed on the message, or failed for good before it came to it.
	 *
	 * @param cause the failure
	 */
	record Failed(Throwable cause) implements DeadLetterReason {
	}

	/**
	 * The mailbox had no room.
	 *
	 * @param capacity how many messages may wait there
	 */
	record Full(int capacity) implements DeadLetterReason {
	}

	/** The port was closed. */
	record PortGone() implements DeadLetterReason {
	}

	/**
	 * The message was passed on too often.
	 *
	 * @param hops how often
	 */
	record Expired(int hops) implements DeadLetterReason {
	}

	/** Nobody knows the way to that runtime. */
	record NoRoute() implements DeadLetterReason {
	}

	/**
	 * The message does not fit through the link to another runtime.
	 *
	 * @param bytes how large it is
	 * @param limit how large it may be
	 */
	record TooLarge(long bytes, long limit) implements DeadLetterReason {
	}

	/**
	 * The link to another runtime is down.
	 *
	 * @param since for how long
	 */
	record LinkDown(Duration since) implements DeadLetterReason {
	}

}
