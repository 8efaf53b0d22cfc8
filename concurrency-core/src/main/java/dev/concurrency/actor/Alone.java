package dev.concurrency.actor;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Nursery;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessRecord;
import dev.concurrency.time.Durations;

/**
 * Where an actor lives that belongs to no group: a supervisor looks after it from the
 * beginning.
 *
 * @param type what it is made with
 * @param path its place in the tree
 * @param parent the incarnation of the actor above it, null if there is none
 * @param <M> the type of a message
 */
record Alone<M>(ActorType<M> type, ProcessPath path, @Nullable Activation<?> parent) implements Home<M> {

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
	public ProcessRecord record(ActorCell<M> cell) {
		return cell.supervised().record();
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
	public void started(ActorCell<M> cell, Actor<M> actor) {
		long interval = Durations.toNanos(this.type.settings().idleInterval());
		if (interval < Long.MAX_VALUE && ActorHooks.of(actor).idle()) {
			IdleAlarm alarm = new IdleAlarm(cell, cell.supervised().activity(), interval,
					this.type.environment().timer());
			cell.holdings().tie(alarm);
			alarm.start();
		}
	}

	@Override
	public void worked(ActorCell<M> cell, Duration took, @Nullable Throwable failure) {
		cell.supervised().record().worked(1, took, failure);
	}

	@Override
	public boolean isPaused() {
		// Its own record says whether it is.
		return false;
	}

	@Override
	public int looks() {
		return 0;
	}

	@Override
	public void passivated(ActorCell<M> cell) {
		throw new IllegalStateException(this.path + " belongs to no group");
	}

	@Override
	public void report(ChildEvent event) {
		if (this.parent != null) {
			this.parent.childEnded(event);
		}
	}

	@Override
	public void returned(ActorCell<M> cell) {
		// Nobody counts.
	}

	@Override
	public void ended(ActorCell<M> cell, boolean hangs) {
		this.type.letGo();
	}

}
