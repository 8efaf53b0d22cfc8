package dev.concurrency.actuate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessSnapshot;

/**
 * Finds the process that a kind and a name mean. The name of a process, if no other of
 * its kind is called so; its path below the root with colons for slashes always.
 *
 * @param runtime owns the processes
 */
record ProcessFinder(ConcurrencyRuntime runtime) {

	/**
	 * The process in the tree.
	 * @return null if there is none
	 * @throws AmbiguousNameException if there are several
	 */
	@Nullable ProcessSnapshot find(String kind, String name) {
		List<ProcessSnapshot> named = new ArrayList<>();
		List<ProcessSnapshot> exact = new ArrayList<>();
		this.runtime.snapshot().traverse((process) -> {
			if (process.process().kind().label().equals(kind)) {
				if (address(process.process().path()).equals(name)) {
					exact.add(process);
				}
				if (process.name().equals(name)) {
					named.add(process);
				}
			}
		});
		List<ProcessSnapshot> found = exact.isEmpty() ? named : exact;
		if (found.size() > 1) {
			throw new AmbiguousNameException(
					"Several processes of the kind " + kind + " are called " + name + ": ask for one of "
							+ found.stream()
								.map((process) -> address(process.process().path()))
								.collect(Collectors.joining(", ")));
		}
		return found.isEmpty() ? null : found.get(0);
	}

	/** How the latest such process was that has left the tree, null if none is known. */
	@Nullable ProcessSnapshot findTerminated(String kind, String name) {
		return terminated().stream()
			.filter((process) -> process.process().kind().label().equals(kind))
			.filter((process) -> process.name().equals(name) || address(process.process().path()).equals(name))
			.reduce((earlier, later) -> later)
			.orElse(null);
	}

	/** The children of a process that have left the tree, oldest first. */
	List<ProcessSnapshot> terminatedBelow(ProcessPath parent) {
		return terminated().stream().filter((process) -> process.process().path().isChildOf(parent)).toList();
	}

	private List<ProcessSnapshot> terminated() {
		return this.runtime.directory()
			.terminatedSnapshots()
			.stream()
			.sorted(Comparator.comparing((process) -> Objects.requireNonNullElse(process.exited(), process.since())))
			.toList();
	}

	/** A colon is in no name. */
	static String address(ProcessPath path) {
		return path.belowRoot().replace('/', ':');
	}

	/** Nobody can know which one is meant. */
	static final class AmbiguousNameException extends IllegalArgumentException {

		private static final long serialVersionUID = 1L;

		AmbiguousNameException(String message) {
			super(message);
		}

	}

}
