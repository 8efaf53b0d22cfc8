package dev.concurrency.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.spring.Placement;
import dev.concurrency.spring.SettingsSource.Settings;
import dev.concurrency.spring.SupervisorPlan;
import dev.concurrency.supervision.ChildOrder;
import dev.concurrency.supervision.RestartStrategy;
import dev.concurrency.time.Durations;

/**
 * How long a stop of the tree that the settings make takes at the longest, when every
 * process uses up the time that it has to end: children that stop one after the other add
 * up, of those that stop at once the slowest counts. Does not count who ignores even the
 * interrupt. Immutable.
 */
final class LongestStop {

	private static final String ROOT = ProcessPath.ROOT.value();

	private final Settings settings;

	LongestStop(Settings settings) {
		this.settings = settings;
	}

	/** The whole tree, whose parts directly below the root stop one after the other. */
	Part whole() {
		List<Part> parts = parts();
		return new Part(ROOT, parts.stream().mapToLong(Part::nanos).reduce(0, LongestStop::sum));
	}

	/** What is directly below the root and takes any time. */
	List<Part> parts() {
		List<Part> parts = new ArrayList<>();
		for (ProcessKind kind : ProcessKind.values()) {
			long slowest = this.settings.placements()
				.getOrDefault(kind, Map.of())
				.values()
				.stream()
				.filter((placement) -> placement.supervisor() == null)
				.mapToLong((placement) -> nanos(kind, placement))
				.max()
				.orElse(0);
			parts.add(new Part(kind.plural(), slowest));
		}
		parts.addAll(children(ROOT));
		return parts.stream().filter((part) -> part.nanos > 0).toList();
	}

	/** Those whose supervisor is named. */
	private List<Part> children(String supervisor) {
		List<Part> children = new ArrayList<>();
		this.settings.placements()
			.forEach((kind, placed) -> placed
				.forEach((name, placement) -> add(children, supervisor, kind, name, placement)));
		for (SupervisorPlan plan : this.settings.supervisors()) {
			String above = plan.placement().supervisor();
			if (supervisor.equals((above != null) ? above : ROOT)) {
				children.add(new Part(plan.name(), nanos(plan)));
			}
		}
		return children;
	}

	private static void add(List<Part> children, String supervisor, ProcessKind kind, String name,
			Placement placement) {
		if (supervisor.equals(placement.supervisor())) {
			children.add(new Part(name, nanos(kind, placement)));
		}
	}

	/** Its budget bounds its own processes; supervisors below have their own. */
	private long nanos(SupervisorPlan plan) {
		boolean atOnce = plan.settings().stopOrder() == ChildOrder.CONCURRENT
				|| plan.settings().strategy() == RestartStrategy.DYNAMIC;
		long budget = Durations.toNanos(plan.settings().shutdownBudget());
		long processes = 0;
		long supervisors = 0;
		for (Part child : children(plan.name())) {
			boolean below = this.settings.supervisors().stream().anyMatch((other) -> other.name().equals(child.name));
			if (below) {
				supervisors = atOnce ? Math.max(supervisors, child.nanos) : sum(supervisors, child.nanos);
			}
			else {
				processes = atOnce ? Math.max(processes, child.nanos) : sum(processes, child.nanos);
			}
		}
		long capped = Math.min(processes, budget);
		return atOnce ? Math.max(capped, supervisors) : sum(capped, supervisors);
	}

	/** Of a group it is the time of its actors, which end at once. */
	private static long nanos(ProcessKind kind, Placement placement) {
		return Durations.toNanos(placement.apply(ChildSpec.permanent(kind)).shutdown().timeout());
	}

	/** Without a limit if one of the two has none. */
	private static long sum(long one, long other) {
		long sum = one + other;
		return (sum < 0) ? Long.MAX_VALUE : sum;
	}

	/**
	 * What is wrong with the time that a stop has.
	 * @param timeout after how long what still runs is interrupted
	 * @param gracePeriod after how long the process is killed, null if nobody does so
	 * @return sentences with the remedy, empty if nothing is wrong
	 */
	List<String> warnings(Duration timeout, @Nullable Duration gracePeriod) {
		Part whole = whole();
		List<String> warnings = new ArrayList<>();
		if (whole.nanos > Durations.toNanos(timeout)) {
			warnings.add(longest(whole) + ". After " + Durations.text(timeout) + " what still runs is interrupted. Set"
					+ " concurrency.shutdown-timeout, or spring.lifecycle.timeout-per-shutdown-phase, to more than that; or"
					+ " give single processes a shorter shutdown, their supervisor stop: concurrent or a shutdown-budget.");
		}
		if (gracePeriod != null && Math.min(whole.nanos, Durations.toNanos(timeout)) > Durations.toNanos(gracePeriod)) {
			warnings.add(longest(whole) + ". After " + Durations.text(gracePeriod)
					+ " (concurrency.grace-period) the JVM is killed, and what it has accepted is lost. Set"
					+ " concurrency.shutdown-timeout to less than that, and have who kills it wait longer.");
		}
		return warnings;
	}

	private String longest(Part whole) {
		return "A stop takes " + whole.text() + " at the longest, when every process needs all its time: "
				+ parts().stream().map(Part::toString).collect(Collectors.joining(", "));
	}

	/**
	 * A part of the tree.
	 *
	 * @param name what it is called
	 * @param nanos how long its stop takes at the longest
	 */
	record Part(String name, long nanos) {

		String text() {
			return (this.nanos == Long.MAX_VALUE) ? "any time" : Durations.text(Duration.ofNanos(this.nanos));
		}

		@Override
		public String toString() {
			return this.name + " " + text();
		}

	}

}
