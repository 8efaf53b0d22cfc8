package dev.concurrency.spring;

import java.util.List;

import dev.concurrency.supervision.SupervisorSettings;

/**
 * A supervisor that the settings declare. Immutable.
 *
 * @param name unique among the supervisors
 * @param settings how it behaves
 * @param placement where it belongs, and how it is treated there
 * @param children the names of those that start first, in this order
 */
public record SupervisorPlan(String name, SupervisorSettings settings, Placement placement, List<String> children) {

	/** Makes the list unmodifiable. */
	public SupervisorPlan {
		children = List.copyOf(children);
	}

}
