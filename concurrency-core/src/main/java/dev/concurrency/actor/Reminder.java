package dev.concurrency.actor;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Admission;
import dev.concurrency.time.Durations;
import dev.concurrency.time.Timer;

/**
 * A message that an actor sends to itself later, unless its incarnation ends before.
 * Thread-safe: it is either sent or cancelled, once.
 *
 * @param <M> the type of a message
 */
final class Reminder<M> implements Tied, Timer.Timeout {

	private final AtomicBoolean done = new AtomicBoolean();

	private final ActorCell<M> cell;

	private final M message;

	private volatile Timer.@Nullable Timeout timeout;

	private Reminder(ActorCell<M> cell, M message) {
		this.cell = cell;
		this.message = message;
	}

	static <M> Timer.Timeout start(ActorCell<M> cell, M message, Duration delay, Timer timer) {
		Reminder<M> reminder = new Reminder<>(cell, message);
		cell.holdings().tie(reminder);
		Timer.Timeout armed = timer.schedule(Durations.toNanos(delay), reminder::due);
		reminder.timeout = armed;
		if (reminder.done.get()) {
			armed.cancel();
		}
		return reminder;
	}

	private void due() {
		if (this.done.compareAndSet(false, true)) {
			Letter<M> letter = new Letter<>(this.message, this.cell);
			// A closed mailbox is that of an actor that stops, which cancels the message.
			if (this.cell.send(letter) == Admission.FULL) {
				this.cell.refused(letter);
			}
			// Not before: what is tied keeps an actor of a group from going.
			this.cell.holdings().untie(this);
		}
	}

	@Override
	public boolean cancel() {
		boolean first = this.done.compareAndSet(false, true);
		if (first) {
			this.cell.holdings().untie(this);
			Timer.Timeout armed = this.timeout;
			if (armed != null) {
				armed.cancel();
			}
		}
		return first;
	}

	@Override
	public void cut() {
		var unused = cancel();
	}

}
