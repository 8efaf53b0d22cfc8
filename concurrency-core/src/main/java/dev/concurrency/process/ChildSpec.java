package dev.concurrency.process;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.concurrency.time.Durations;

/**
 * How a supervisor treats one child, after Erlang/OTP's child specification. Immutable;
 * the {@code with} methods return changed copies.
 *
 * @param restart whether it is started again after it has ended by itself
 * @param shutdown how it is asked to end
 * @param significant whether its end counts for the automatic shutdown of its supervisor
 * @param initTimeout how long its initialization may take; the longest duration means no
 * limit
 * @param maxRestarts how many of its supervisor's restarts it may use up alone, in the
 * same period; null for all of them
 * @param autoStart whether a declared child is started with its supervisor; if not, an
 * operator starts it
 */
public record ChildSpec(RestartType restart, Shutdown shutdown, boolean significant, Duration initTimeout,
		@Nullable Integer maxRestarts, boolean autoStart) {

	/** How long a sink may take to write what it has accepted, unless told otherwise. */
	public static final Shutdown SINK_SHUTDOWN = Shutdown.within(Duration.ofSeconds(10));

	/** How long any other process may take to end, unless told otherwise. */
	public static final Shutdown DEFAULT_SHUTDOWN = Shutdown.within(Duration.ofSeconds(5));

	/**
	 * Checks the values and their relations.
	 * @throws IllegalArgumentException if a permanent child is significant, the time for
	 * its initialization not positive or its number of restarts negative
	 */
	public ChildSpec {
		if (significant && restart == RestartType.PERMANENT) {
			throw new IllegalArgumentException("significant goes only with restart transient or temporary: a permanent"
					+ " process never ends for good");
		}
		Durations.requirePositive("init-timeout", initTimeout);
		if (maxRestarts != null && maxRestarts < 0) {
			throw new IllegalArgumentException("max-restarts must not be negative but is " + maxRestarts);
		}
	}

	/**
	 * The defaults for a declared child.
	 * @param kind what it is
	 * @return permanent; 10 s to end for a sink, no limit for a supervisor or group, 5 s
	 * for all else; not significant
	 */
	public static ChildSpec permanent(ProcessKind kind) {
		return new ChildSpec(RestartType.PERMANENT, defaultShutdown(kind), false, Durations.MAX, null, true);
	}

	/**
	 * The defaults for a child that is spawned at run time.
	 * @param kind what it is
	 * @return temporary, otherwise as a declared one
	 */
	public static ChildSpec temporary(ProcessKind kind) {
		return permanent(kind).withRestart(RestartType.TEMPORARY);
	}

	private static Shutdown defaultShutdown(ProcessKind kind) {
		return switch (kind) {
			case SINK -> SINK_SHUTDOWN;
			case SUPERVISOR, GROUP -> new Shutdown.Infinite();
			case BOUNDARY, WORKER, ACTOR, PROCESS -> DEFAULT_SHUTDOWN;
		};
	}

	/**
	 * Changes the restart type.
	 * @param newRestart whether it is started again after it has ended by itself
	 * @return a changed copy
	 */
	public ChildSpec withRestart(RestartType newRestart) {
		return new ChildSpec(newRestart, this.shutdown, this.significant, this.initTimeout, this.maxRestarts,
				this.autoStart);
	}

	/**
	 * Changes the shutdown.
	 * @param newShutdown how it is asked to end
	 * @return a changed copy
	 */
	public ChildSpec withShutdown(Shutdown newShutdown) {
		return new ChildSpec(this.restart, newShutdown, this.significant, this.initTimeout, this.maxRestarts,
				this.autoStart);
	}

	/**
	 * Changes the significance.
	 * @param newSignificant whether its end counts for the automatic shutdown
	 * @return a changed copy
	 */
	public ChildSpec withSignificant(boolean newSignificant) {
		return new ChildSpec(this.restart, this.shutdown, newSignificant, this.initTimeout, this.maxRestarts,
				this.autoStart);
	}

	/**
	 * Limits the initialization.
	 * @param newInitTimeout how long it may take
	 * @return a changed copy
	 */
	public ChildSpec withInitTimeout(Duration newInitTimeout) {
		return new ChildSpec(this.restart, this.shutdown, this.significant, newInitTimeout, this.maxRestarts,
				this.autoStart);
	}

	/**
	 * Limits the restarts of this child alone.
	 * @param newMaxRestarts how many in the supervisor's period, null for all it has
	 * @return a changed copy
	 */
	public ChildSpec withMaxRestarts(@Nullable Integer newMaxRestarts) {
		return new ChildSpec(this.restart, this.shutdown, this.significant, this.initTimeout, newMaxRestarts,
				this.autoStart);
	}

	/**
	 * Changes whether it is started with its supervisor.
	 * @param newAutoStart false to leave the start to an operator
	 * @return a changed copy
	 */
	public ChildSpec withAutoStart(boolean newAutoStart) {
		return new ChildSpec(this.restart, this.shutdown, this.significant, this.initTimeout, this.maxRestarts,
				newAutoStart);
	}

}
