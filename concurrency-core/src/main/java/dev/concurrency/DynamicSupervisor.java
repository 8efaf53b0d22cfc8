package dev.concurrency;

import java.util.function.Function;

import dev.concurrency.process.Spawned;
import dev.concurrency.process.Supervisable;

/**
 * A supervisor of many children that are made of one template. Thread-safe.
 *
 * @param <A> what a child is made of
 */
public final class DynamicSupervisor<A> {

	private final SupervisorRef supervisor;

	private final Function<? super A, ? extends Supervisable> template;

	DynamicSupervisor(SupervisorRef supervisor, Function<? super A, ? extends Supervisable> template) {
		this.supervisor = supervisor;
		this.template = template;
	}

	/**
	 * Starts a child. If it fails to start, only the caller is told; siblings are left
	 * alone.
	 * @param argument what its body is made of
	 * @return its id at once, and a stage for its start; rejected there if the supervisor
	 * does not run or is stopping
	 * @throws dev.concurrency.supervision.SupervisionException.DuplicateChild if there is
	 * a child of that name
	 */
	public Spawned spawn(A argument) {
		return this.supervisor.spawn(this.template.apply(argument));
	}

	/**
	 * The supervisor itself, to list, terminate and restart its children.
	 * @return a reference
	 */
	public SupervisorRef supervisor() {
		return this.supervisor;
	}

}
