package dev.concurrency.actor;

import org.jspecify.annotations.Nullable;

/**
 * A letter with the context of who sent it. Only these have the field.
 *
 * @param <M> the type of a message
 */
final class CarriedLetter<M> extends Letter<M> {

	final Object context;

	CarriedLetter(M message, @Nullable Object from, Object context) {
		super(message, from);
		this.context = context;
	}

}
