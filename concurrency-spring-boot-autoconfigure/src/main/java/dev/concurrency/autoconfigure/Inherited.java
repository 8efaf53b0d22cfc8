package dev.concurrency.autoconfigure;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.concurrency.process.ProcessKind;
import dev.concurrency.spring.Placement;
import dev.concurrency.spring.SupervisorPlan;

/**
 * What settings alone declare, and a context above has made of the same settings already.
 * Stateless.
 */
final class Inherited {

	private Inherited() {
	}

	/**
	 * The boundaries that a context makes itself: one that is there above limits those
	 * who call it here too, where a second one of its name would let as many more
	 * through.
	 */
	static List<String> without(List<String> boundaries, Collection<String> inherited) {
		return boundaries.stream().filter((name) -> !contains(inherited, name)).toList();
	}

	/**
	 * The supervisors that a context makes itself: of those that are there above only
	 * those that have something to hold here, since none holds what is of another
	 * context.
	 * @param plans all of them, each after the one above it
	 * @param placements where the processes of this context belong
	 */
	static List<SupervisorPlan> without(List<SupervisorPlan> plans, Map<ProcessKind, Map<String, Placement>> placements,
			Collection<String> inherited) {
		return plans.stream()
			.filter((plan) -> !contains(inherited, plan.name()) || holds(plan, plans, placements, inherited))
			.toList();
	}

	private static boolean holds(SupervisorPlan plan, List<SupervisorPlan> plans,
			Map<ProcessKind, Map<String, Placement>> placements, Collection<String> inherited) {
		Stream<Placement> processes = placements.values().stream().flatMap((placed) -> placed.values().stream());
		return processes.anyMatch((placement) -> plan.name().equals(placement.supervisor())) || plans.stream()
			.filter((other) -> plan.name().equals(other.placement().supervisor()))
			.anyMatch((other) -> !contains(inherited, other.name()) || holds(other, plans, placements, inherited));
	}

	private static boolean contains(Collection<String> inherited, String name) {
		return inherited.stream().anyMatch((other) -> RelaxedNames.same(other, name));
	}

}
