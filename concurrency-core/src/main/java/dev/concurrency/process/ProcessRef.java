package dev.concurrency.process;

import org.jspecify.annotations.Nullable;

/**
 * Says which process, for events and logs. Immutable.
 *
 * @param kind its kind
 * @param path its place in the tree
 * @param id its current incarnation, null before the first
 */
public record ProcessRef(ProcessKind kind, ProcessPath path, @Nullable ProcessId id) {

	@Override
	public String toString() {
		return this.kind.label() + ' ' + this.path;
	}

}
