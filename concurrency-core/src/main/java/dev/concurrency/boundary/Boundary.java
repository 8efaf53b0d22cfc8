package dev.concurrency.boundary;

import java.time.Duration;
import java.util.Objects;

import dev.concurrency.time.Durations;

/**
 * The limits of a boundary. Immutable; the {@code with} methods return changed copies.
 *
 * @param mode what makes tasks start
 * @param maxInFlight how many tasks at most run at once
 * @param maxQueued how many at most wait
 * @param cancellationBudget how long a cancelled task may take to end before it is left
 * behind
 */
public record Boundary(BoundaryMode mode, int maxInFlight, int maxQueued, Duration cancellationBudget) {

	/** The default of {@link #maxInFlight()}. */
	public static final int DEFAULT_MAX_IN_FLIGHT = 16;

	/** The default of {@link #maxQueued()}. */
	public static final int DEFAULT_MAX_QUEUED = 1024;

	/** The default of {@link #cancellationBudget()}. */
	public static final Duration DEFAULT_CANCELLATION_BUDGET = Duration.ofSeconds(5);

	private static final Boundary DEFAULTS = new Boundary(BoundaryMode.PUSH_PULL, DEFAULT_MAX_IN_FLIGHT,
			DEFAULT_MAX_QUEUED, DEFAULT_CANCELLATION_BUDGET);

	/**
	 * Checks the limits.
	 * @throws IllegalArgumentException if one is not positive
	 */
	public Boundary {
		Objects.requireNonNull(mode, "mode");
		requirePositive("max-in-flight", maxInFlight);
		requirePositive("max-queued", maxQueued);
		Durations.requirePositive("cancellation-budget", cancellationBudget);
	}

	private static void requirePositive(String name, int value) {
		if (value < 1) {
			throw new IllegalArgumentException(name + " must be positive but is " + value);
		}
	}

	/**
	 * The defaults.
	 * @return push-pull, 16 in flight, 1024 queued, 5 s for a cancellation
	 */
	public static Boundary defaults() {
		return DEFAULTS;
	}

	/**
	 * Changes what makes tasks start.
	 * @param newMode the mode
	 * @return a changed copy
	 */
	public Boundary withMode(BoundaryMode newMode) {
		return new Boundary(newMode, this.maxInFlight, this.maxQueued, this.cancellationBudget);
	}

	/**
	 * Changes both limits.
	 * @param newMaxInFlight how many tasks at most run at once
	 * @param newMaxQueued how many at most wait
	 * @return a changed copy
	 */
	public Boundary withLimits(int newMaxInFlight, int newMaxQueued) {
		return new Boundary(this.mode, newMaxInFlight, newMaxQueued, this.cancellationBudget);
	}

	/**
	 * Changes the cancellation budget.
	 * @param newCancellationBudget how long a cancelled task may take to end
	 * @return a changed copy
	 */
	public Boundary withCancellationBudget(Duration newCancellationBudget) {
		return new Boundary(this.mode, this.maxInFlight, this.maxQueued, newCancellationBudget);
	}

}
