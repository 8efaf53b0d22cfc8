package dev.concurrency.process;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * One process as it was at one moment, with its children. Immutable.
 *
 * @param process kind, path and incarnation
 * @param status what it was doing
 * @param since since when
 * @param created when it was declared
 * @param started when its current incarnation was ready, null before
 * @param restarts how often it was started again after it had ended by itself
 * @param lastFailure its latest failure, null when there was none
 * @param details what only its kind has
 * @param children its children in their order
 */
public record ProcessSnapshot(ProcessRef process, ProcessStatus status, Instant since, Instant created,
		@Nullable Instant started, long restarts, @Nullable LastFailure lastFailure, KindSnapshot details,
		List<ProcessSnapshot> children) {

	/** Makes the children unmodifiable. */
	public ProcessSnapshot {
		children = List.copyOf(children);
	}

	/**
	 * The name of the process within its supervisor.
	 * @return the last part of its path
	 */
	public String name() {
		return this.process.path().name();
	}

	/**
	 * Visits this process and everything below it, parents first.
	 * @param visitor called once for each
	 */
	public void traverse(Consumer<ProcessSnapshot> visitor) {
		visitor.accept(this);
		this.children.forEach((child) -> child.traverse(visitor));
	}

}
