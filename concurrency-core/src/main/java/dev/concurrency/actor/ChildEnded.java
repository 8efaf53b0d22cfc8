package dev.concurrency.actor;

/**
 * Asks an actor whether it can deal with the end of one below it.
 *
 * @param event what happened
 * @param parent the incarnation whose child that was
 * @param <M> the type of the actor's messages
 */
record ChildEnded<M>(ChildEvent event, Activation<M> parent) implements Arrival<M> {

	@Override
	public void serve(Actor<M> actor, Turn<M> turn) {
		if (!turn.isOf(this.parent)) {
			return;
		}
		if (this.event.cause() instanceof VirtualMachineError exhausted) {
			// Nobody can deal with that.
			throw exhausted;
		}
		boolean handled;
		try {
			handled = actor.onChildEvent(this.event, turn);
		}
		catch (Throwable ex) {
			ChildFailedException both = new ChildFailedException(turn.path(), this.event);
			both.addSuppressed(ex);
			throw both;
		}
		if (!handled && this.event.cause() != null) {
			throw new ChildFailedException(turn.path(), this.event);
		}
	}

}
