package dev.concurrency.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongBinaryOperator;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.concurrency.ConcurrencyRuntimeBuilder;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.spring.SettingsSource.Declared;
import dev.concurrency.supervision.ChildOrder;
import dev.concurrency.supervision.RestartStrategy;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.time.Durations;

/**
 * How long a stop of what is declared takes at the longest, when every process uses up
 * the time that it has to end: children that stop one after the other add up, of those
 * that stop at once the slowest counts. Does not count who ignores even the interrupt.
 * Immutable.
 */
final class LongestStop {

	private static final Duration GRACE = ConcurrencyRuntimeBuilder.SHUTDOWN_GRACE;

	private static final String ROOT = ProcessPath.ROOT.value();

	private final List<Declared> all;

	LongestStop(List<Declared> all) {
		this.all = List.copyOf(all);
	}

	/** The whole tree, whose parts directly below the root stop one after the other. */
	Part whole() {
		long sum = 0;
		for (Part part : parts()) {
			sum = sum(sum, part.nanos);
		}
		return new Part(ROOT, sum);
	}

	/** What is directly below the root and takes any time. */
	List<Part> parts() {
		Map<ProcessKind, Long> kinds = new EnumMap<>(ProcessKind.class);
		List<Part> others = new ArrayList<>();
		for (Declared process : this.all) {
			if (process.supervisor() == null) {
				kinds.merge(process.kind(), nanos(process), Math::max);
			}
			else if (ROOT.equals(process.supervisor())) {
				others.add(new Part(process.name(), nanos(process)));
			}
		}
		List<Part> parts = new ArrayList<>();
		kinds.forEach((kind, nanos) -> parts.add(new Part(kind.plural(), nanos)));
		parts.addAll(others);
		parts.removeIf((part) -> part.nanos == 0);
		return parts;
	}

	/** Those whose supervisor is named. */
	private Stream<Declared> children(String supervisor) {
		return this.all.stream().filter((declared) -> supervisor.equals(declared.supervisor()));
	}

	/** Of a group it is the time of its actors, which end at once. */
	private long nanos(Declared declared) {
		SupervisorSettings settings = declared.settings();
		return (settings != null) ? nanos(declared.name(), settings)
				: Durations.toNanos(declared.spec().shutdown().timeout());
	}

	/** Its budget bounds its own processes; supervisors below have their own. */
	private long nanos(String supervisor, SupervisorSettings settings) {
		boolean atOnce = settings.stopOrder() == ChildOrder.CONCURRENT
				|| settings.strategy() == RestartStrategy.DYNAMIC;
		LongBinaryOperator together = atOnce ? Math::max : LongestStop::sum;
		Predicate<Declared> isSupervisor = (child) -> child.settings() != null;
		long supervisors = children(supervisor).filter(isSupervisor).mapToLong(this::nanos).reduce(0, together);
		long processes = children(supervisor).filter(isSupervisor.negate()).mapToLong(this::nanos).reduce(0, together);
		return together.applyAsLong(Math.min(processes, Durations.toNanos(settings.shutdownBudget())), supervisors);
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
	 * @param webServer how long a web server may take before that
	 * @return sentences with the remedy, empty if nothing is wrong
	 */
	List<String> warnings(Duration timeout, @Nullable Duration gracePeriod, Duration webServer) {
		Part whole = whole();
		List<String> warnings = new ArrayList<>();
		boolean interrupted = whole.nanos > Durations.toNanos(timeout);
		if (interrupted) {
			warnings.add(longest(whole) + ". After " + Durations.text(timeout) + " what still runs is interrupted. Set"
					+ " concurrency.shutdown-timeout, or spring.lifecycle.timeout-per-shutdown-phase, to more than that; or"
					+ " give single processes a shorter shutdown, their supervisor stop: concurrent or a shutdown-budget.");
		}
		long processes = interrupted ? sum(Durations.toNanos(timeout), Durations.toNanos(GRACE)) : whole.nanos;
		if (gracePeriod != null && processes > 0
				&& sum(processes, Durations.toNanos(webServer)) > Durations.toNanos(gracePeriod)) {
			warnings.add(longest(whole) + ". " + before(webServer)
					+ (interrupted ? "After " + Durations.text(timeout) + " what still runs is interrupted and has "
							+ Durations.text(GRACE) + " to end. " : "")
					+ "After " + Durations.text(gracePeriod)
					+ " (concurrency.grace-period) the JVM is killed, and what it has accepted is lost. Set "
					+ (webServer.isZero() ? "concurrency.shutdown-timeout"
							: "concurrency.shutdown-timeout and spring.lifecycle.timeout-per-shutdown-phase")
					+ " to " + Durations.text(GRACE) + " less than that" + (webServer.isZero() ? "" : " together")
					+ ", or have who kills it wait longer.");
		}
		return warnings;
	}

	private static String before(Duration webServer) {
		return webServer.isZero() ? ""
				: "Before that the web server may take " + Durations.text(webServer)
						+ " for the requests that it has (server.shutdown: graceful, for as long as"
						+ " spring.lifecycle.timeout-per-shutdown-phase). ";
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
