package dev.concurrency.actor;

import dev.concurrency.process.Nursery;
import dev.concurrency.process.ProcessPath;

/**
 * Where an actor lives that belongs to no group: a supervisor looks after it from the
 * beginning.
 *
 * @param type what it is made with
 * @param path its place in the tree
 * @param <M> the type of a message
 */
record Alone<M>(ActorType<M> type, ProcessPath path) implements Home<M> {

	/** Makes the actor. */
	ActorProcess<M> newActor() {
		return new ActorCell<>(this, null).supervisedFromTheStart();
	}

	@Override
	public ProcessPath path(ActorCell<M> cell) {
		return this.path;
	}

	@Override
	public ActorRef<M> ref(ActorCell<M> cell) {
		return cell.supervised();
	}

	@Override
	public Nursery nursery() {
		throw new IllegalStateException(this.path + " has a supervisor from the beginning");
	}

	@Override
	public void adopt(ActorProcess<M> process) {
		throw new IllegalStateException(this.path + " has a supervisor from the beginning");
	}

	@Override
	public void rejected(ActorProcess<M> process) {
		throw new IllegalStateException(this.path + " has a supervisor from the beginning");
	}

	@Override
	public void returned(ActorCell<M> cell) {
		// Nobody counts.
	}

	@Override
	public void ended(ActorCell<M> cell, boolean hangs) {
		// Nobody counts.
	}

}
