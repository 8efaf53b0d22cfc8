package dev.concurrency.actor;

import dev.concurrency.process.ConcurrencyException;
import dev.concurrency.process.PassedOn;
import dev.concurrency.process.ProcessPath;

/**
 * An actor fails because one below it has failed and nobody in between has handled that.
 */
public final class ChildFailedException extends ConcurrencyException implements PassedOn {

	@SuppressWarnings("serial")
	private final ChildEvent event;

	ChildFailedException(ProcessPath parent, ChildEvent event) {
		super(event.sentence() + "; " + parent + " did not handle that", event.cause());
		this.event = event;
	}

	@Override
	public ProcessPath origin() {
		return this.event.path();
	}

	/**
	 * Where it began.
	 * @return the event of the actor that failed first
	 */
	public ChildEvent event() {
		return this.event;
	}

}
