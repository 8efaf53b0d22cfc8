package dev.concurrency.dataspace;

import java.util.LinkedHashSet;
import java.util.Set;

import dev.concurrency.process.ProcessId;

/**
 * What one incarnation of a process has in a dataspace. Not thread-safe: guarded by the
 * lock of the dataspace.
 */
final class Owner {

	/** Those that are current, in the order in which they were asserted. */
	final Set<Claim<?>> claims = new LinkedHashSet<>();

	final Set<Seat<?>> seats = new LinkedHashSet<>();

	final ProcessId id;

	boolean ended;

	Owner(ProcessId id) {
		this.id = id;
	}

}
