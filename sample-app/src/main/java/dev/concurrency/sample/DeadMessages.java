package dev.concurrency.sample;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import org.springframework.stereotype.Component;

import dev.concurrency.actor.DeadLetter;
import dev.concurrency.actor.DeadLetterListener;

/** The latest messages that no airport has handled to the end. Thread-safe. */
@Component
class DeadMessages implements DeadLetterListener {

	private static final int SIZE = 20;

	private final ReentrantLock lock = new ReentrantLock();

	// Under the lock.
	private final Deque<DeadMessage> latest = new ArrayDeque<>();

	@Override
	public void onDeadLetter(DeadLetter letter) {
		this.lock.lock();
		try {
			if (this.latest.size() == SIZE) {
				this.latest.removeFirst();
			}
			this.latest.addLast(new DeadMessage(letter.actor().value(), letter.message().getClass().getSimpleName(),
					letter.reason().label()));
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Oldest first. */
	List<DeadMessage> latest() {
		this.lock.lock();
		try {
			return List.copyOf(this.latest);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A message, as others may see it.
	 *
	 * @param actor who should have handled it
	 * @param type what sort of message it was
	 * @param reason why it was not handled
	 */
	record DeadMessage(String actor, String type, String reason) {
	}

}
