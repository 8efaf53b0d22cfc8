package dev.concurrency;

import java.util.List;

import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessSnapshot;

/**
 * The children of a supervisor in numbers, as Erlang/OTP's {@code count_children}.
 * Immutable.
 *
 * @param specs how many there are, dead or alive
 * @param active how many have not ended
 * @param supervisors how many are supervisors
 * @param processes how many are anything else
 */
public record ChildCounts(int specs, int active, int supervisors, int processes) {

	static ChildCounts of(List<ProcessSnapshot> children) {
		int active = (int) children.stream().filter((child) -> !child.status().isTerminal()).count();
		int supervisors = (int) children.stream()
			.filter((child) -> child.process().kind() == ProcessKind.SUPERVISOR)
			.count();
		return new ChildCounts(children.size(), active, supervisors, children.size() - supervisors);
	}

}
