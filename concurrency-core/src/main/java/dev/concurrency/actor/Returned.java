package dev.concurrency.actor;

import java.util.concurrent.Executor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.process.Failures;

/**
 * An undeliverable message on its way back to the actor that sent it. If that has ended
 * or does not want it, the listeners get it: it is not sent back a second time.
 *
 * @param letter the message and why
 * @param otherwise takes it if the actor does not
 * @param executor where it is told when the actor has ended
 * @param <M> the type of the actor's messages
 */
record Returned<M>(DeadLetter letter, DeadLetterListener otherwise, Executor executor) implements Arrival<M> {

	private static final Logger logger = LoggerFactory.getLogger(ActorRef.class);

	@Override
	public void serve(Actor<M> actor, Turn<M> turn) {
		if (!ActorHooks.of(actor).undeliverable()) {
			this.otherwise.onDeadLetter(this.letter);
			return;
		}
		try {
			actor.onUndeliverable(this.letter, turn);
		}
		catch (Throwable ex) {
			logger.warn("{} failed in onUndeliverable and goes on", turn.path(), Failures.loggable(ex));
		}
	}

	/** Told by whoever ends the actor, which may be a supervisor. */
	@Override
	public void refuse() {
		this.executor.execute(() -> this.otherwise.onDeadLetter(this.letter.after(new DeadLetterReason.Stopped())));
	}

}
