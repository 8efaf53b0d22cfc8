package dev.concurrency.actor;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Admission;
import dev.concurrency.process.EndMode;
import dev.concurrency.time.Durations;

/**
 * An actor that is read by hand: its turns run on the thread that asks, and put what they
 * have into {@code read}, which that thread takes out. A turn handles one message, so
 * nothing is taken from the mailbox that nobody has asked for.
 *
 * @param <M> the type of a message
 */
final class Inbox<M> implements ActorInstance<M> {

	private final ReentrantLock reading = new ReentrantLock();

	private final ActorProcess<M> process;

	private final ByHand turns;

	// Filled in turns, which the end of the actor may have on another thread.
	private final Queue<Delivery<M>> read;

	private final Runnable onClose;

	// Belong to the thread that reads.

	private @Nullable Turn<M> standing;

	/**
	 * A reader of an actor.
	 * @param process the actor, whose instance is a {@link Reader}
	 * @param turns keeps its turns
	 * @param read where the reader puts what it gets
	 * @param onClose has its supervisor end it
	 */
	Inbox(ActorProcess<M> process, ByHand turns, Queue<Delivery<M>> read, Runnable onClose) {
		this.process = process;
		this.turns = turns;
		this.read = read;
		this.onClose = onClose;
		// Nothing else comes then, and who waits must know.
		var unused = process.termination().whenComplete((nothing, failure) -> turns.wake());
	}

	@Override
	public ActorRef<M> ref() {
		return this.process;
	}

	@Override
	public ActorContext<M> context() {
		Turn<M> here = this.standing;
		if (here == null) {
			throw new IllegalStateException(this.process.path() + " has a context once it was polled");
		}
		return here;
	}

	@Override
	public Optional<Delivery<M>> poll(Duration timeout) throws InterruptedException {
		if (!this.reading.tryLock()) {
			throw new IllegalStateException("Another thread reads " + this.process.path());
		}
		try {
			Turn<M> before = this.standing;
			if (before != null) {
				before.left();
			}
			this.standing = Turn.standing(this.process.cell(), this.process.activationIfStarted());
			return next(Durations.toNanos(timeout));
		}
		finally {
			this.reading.unlock();
		}
	}

	private Optional<Delivery<M>> next(long timeout) throws InterruptedException {
		long begun = this.process.environment().time().nanoTime();
		while (true) {
			// Taken before the signal came: it is not to follow that.
			Delivery<M> next = (this.read.peek() instanceof Delivery.Message) ? this.read.poll() : null;
			if (next != null) {
				return Optional.of(next);
			}
			EndMode signal = this.turns.takeSignal();
			if (signal != null && !this.process.activation().isAborted()) {
				return Optional.of(new Delivery.Signal<>(signal));
			}
			next = this.read.poll();
			if (next != null) {
				return Optional.of(next);
			}
			if (!this.turns.run()) {
				long left = (timeout == Long.MAX_VALUE) ? timeout
						: timeout - (this.process.environment().time().nanoTime() - begun);
				if (left <= 0 || this.process.status().isTerminal()) {
					return Optional.empty();
				}
				this.turns.await(left, this.process.environment().time());
			}
		}
	}

	@Override
	public <N> Admission tryTell(ActorRef<N> actor, N message) {
		ActorRef<N> there = (actor instanceof WeakRef<N> weak) ? weak.there() : actor;
		return (there instanceof Recipient<N> recipient)
				? recipient.send(recipient.type().letter(message, this.process.cell())) : there.tryTell(message);
	}

	@Override
	public void close() {
		this.onClose.run();
	}

	@Override
	public String toString() {
		return this.process.path().toString();
	}

	/**
	 * The instance of such an actor.
	 *
	 * @param read takes what comes
	 * @param <M> the type of a message
	 */
	record Reader<M>(Queue<Delivery<M>> read) implements Actor<M> {

		@Override
		public void handle(M message, ActorContext<M> context) {
			this.read.add(new Delivery.Message<>(message));
		}

		@Override
		public boolean onChildEvent(ChildEvent event, ActorContext<M> context) {
			this.read.add(new Delivery.Child<>(event));
			return true;
		}

		@Override
		public void onUndeliverable(DeadLetter letter, ActorContext<M> context) {
			this.read.add(new Delivery.Undeliverable<>(letter));
		}

		@Override
		public void onStop(StopReason reason) {
			this.read.add(new Delivery.Stopped<>(Objects.requireNonNull(reason)));
		}

	}

}
