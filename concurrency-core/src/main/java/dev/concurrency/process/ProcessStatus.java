package dev.concurrency.process;

import java.time.Instant;
import java.util.Locale;

/**
 * What a process is doing. One place, its supervisor, decides the transitions:
 *
 * <pre>
 * Created -> Starting -> Running -> Stopping -> Stopped | Failed | Abandoned
 *
 * Running: of an actor Idle or Processing; Client for one that somebody reads by hand
 * Starting, Running -> Restarting | Failed    it failed, and another follows or none
 * Stopping          -> Restarting             it was asked to end for the next one
 * Restarting        -> Starting | Stopped | Failed
 * Abandoned         -> Restarting | Failed    its thread has ended after all
 * Stopped, Failed   -> Restarting | Starting  an operator, its group or a new start
 * </pre>
 *
 * By itself nobody leaves {@code Stopped} and {@code Failed}.
 */
public sealed interface ProcessStatus {

	/**
	 * Whether the process has ended and is not started again unless an operator, a
	 * restart of its group or a new start of its supervisor does so.
	 * @return true for stopped and failed
	 */
	default boolean isTerminal() {
		return this instanceof Stopped || this instanceof Failed;
	}

	/**
	 * Whether the process is ready and was not asked to end.
	 * @return true for running and what refines it, and for paused
	 */
	default boolean isUp() {
		return this instanceof Running || this instanceof Paused || this instanceof Idle || this instanceof Processing
				|| this instanceof Client;
	}

	/**
	 * The status as users read it.
	 * @return a lower-case word, as in {@code running}
	 */
	default String label() {
		return getClass().getSimpleName().toLowerCase(Locale.ROOT);
	}

	/** Never started. */
	record Created() implements ProcessStatus {
	}

	/** Being initialized. */
	record Starting() implements ProcessStatus {
	}

	/** At work. */
	record Running() implements ProcessStatus {
	}

	/**
	 * An actor that runs and waits for a message.
	 *
	 * @param since since when
	 */
	record Idle(Instant since) implements ProcessStatus {
	}

	/**
	 * An actor that runs and handles messages.
	 *
	 * @param since since when without a pause
	 * @param messageType the class of the message that it has
	 */
	record Processing(Instant since, String messageType) implements ProcessStatus {
	}

	/** A mailbox without a loop, which somebody reads when he likes. */
	record Client() implements ProcessStatus {
	}

	/** Running, but told to do nothing for now. */
	record Paused() implements ProcessStatus {
	}

	/**
	 * Failed and waiting for its next incarnation.
	 *
	 * @param attempt 1 for the first restart in a row, 0 for one that an operator wants
	 * @param at when it is due, at the earliest: siblings may have to stop first
	 */
	record Restarting(int attempt, Instant at) implements ProcessStatus {
	}

	/** Refuses new work and finishes what it has. */
	record Stopping() implements ProcessStatus {
	}

	/**
	 * Ended as asked.
	 *
	 * @param reason why, in words
	 */
	record Stopped(String reason) implements ProcessStatus {
	}

	/**
	 * Ended by a failure and not restarted.
	 *
	 * @param cause the failure
	 */
	record Failed(Throwable cause) implements ProcessStatus {
	}

	/** Its thread ignored every request to end and still lives. */
	record Abandoned() implements ProcessStatus {
	}

}
