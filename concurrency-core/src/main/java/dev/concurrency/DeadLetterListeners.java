package dev.concurrency;

import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.actor.DeadLetter;
import dev.concurrency.actor.DeadLetterListener;
import dev.concurrency.process.Failures;

/**
 * Passes each dead letter to the user's listeners. One that fails does not keep it from
 * the others.
 */
final class DeadLetterListeners implements DeadLetterListener {

	private static final Logger logger = LoggerFactory.getLogger(ConcurrencyRuntime.class);

	private final List<DeadLetterListener> listeners;

	DeadLetterListeners(List<DeadLetterListener> listeners) {
		this.listeners = List.copyOf(listeners);
	}

	@Override
	public void onDeadLetter(DeadLetter letter) {
		for (DeadLetterListener listener : this.listeners) {
			try {
				listener.onDeadLetter(letter);
			}
			catch (Throwable ex) {
				logger.warn("A listener failed on a dead letter of {}", letter.actor(), Failures.loggable(ex));
			}
		}
	}

}
