package dev.concurrency.actor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Admission;
import dev.concurrency.process.SharedThread;

/**
 * An actor as senders see it: takes their messages, and gives back or reports what is not
 * handled. Thread-safe.
 *
 * @param <M> the type of a message
 */
@SuppressWarnings("serial")
abstract class Addressee<M> extends Resident<M> implements ReturnAddress {

	private static final VarHandle HOLDINGS;

	static {
		try {
			HOLDINGS = MethodHandles.lookup().findVarHandle(Addressee.class, "holdings", Holdings.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	// Made by whoever needs it first.
	private volatile @Nullable Holdings<M> holdings;

	Addressee(Home<M> home, @Nullable Object key) {
		super(home, key);
	}

	/** Has somebody run the actor, which the caller holds. */
	abstract void schedule();

	/** Has the holder look whether something has come. */
	abstract void wake();

	Admission tryTell(M message) {
		return counted(attempt(message));
	}

	private Admission attempt(M message) {
		Objects.requireNonNull(message, "message");
		// A refusal makes no garbage.
		return isFull(capacity()) ? full() : post(type().letter(message, sender()));
	}

	private Admission full() {
		ActorProcess<M> known = process();
		if (known != null) {
			known.activity().full(capacity());
		}
		return Admission.FULL;
	}

	/** The actor whose code calls. */
	@Nullable ActorCell<?> sender() {
		return Turn.currentCell();
	}

	private Admission counted(Admission answer) {
		if (answer == Admission.FULL) {
			type().full().increment();
		}
		return answer;
	}

	Admission tell(M message, long timeoutNanos) throws InterruptedException {
		SharedThread.refuse("tell", "tryTell or ask");
		return counted(type().waiters().await(this, () -> attempt(message), timeoutNanos, environment().time()));
	}

	Admission send(Letter<M> letter) {
		return counted(post(letter));
	}

	private Admission post(Letter<M> letter) {
		return switch (offer(letter, capacity())) {
			case ACCEPTED -> Admission.ACCEPTED;
			case ACCEPTED_IDLE -> {
				schedule();
				yield Admission.ACCEPTED;
			}
			case FULL -> full();
			case CLOSED -> Admission.CLOSED;
		};
	}

	/** Counts and reports a letter that was accepted and not handled. */
	void dead(Letter<M> letter, DeadLetterReason reason) {
		if (letter.isBestEffort()) {
			type().counts().increment(reason);
		}
		else {
			report(letter.message, reason, letter.sender());
		}
	}

	/** A value came too late for a port. Not on the sender's thread. */
	void portGone(Object value) {
		lost(value, new DeadLetterReason.PortGone(), sender());
	}

	/**
	 * What several may have sent to a port is not handled. Not on the caller's thread.
	 */
	void lost(Object value, DeadLetterReason reason) {
		lost(value, reason, null);
	}

	private void lost(Object value, DeadLetterReason reason, @Nullable ReturnAddress from) {
		environment().completions().execute(() -> report(value, reason, from));
	}

	/** There was no room for a letter that nobody holds. Not on the caller's thread. */
	void refused(Letter<M> letter) {
		environment().completions().execute(() -> dead(letter, new DeadLetterReason.Full(capacity())));
	}

	/** Gives an undeliverable message back, or to the listeners. */
	void report(Object message, DeadLetterReason reason, @Nullable ReturnAddress sender) {
		DeadLetterListener listeners = type().deadLetters();
		type().counts().increment(reason);
		DeadLetter dead = new DeadLetter(path(), message, reason);
		if (sender != null) {
			sender.giveBack(dead, listeners);
		}
		else {
			listeners.onDeadLetter(dead);
		}
	}

	@Override
	public void giveBack(DeadLetter letter, DeadLetterListener otherwise) {
		arrive(new Returned<>(letter, otherwise, environment().completions()));
	}

	/** Leaves something for the actor beside its mailbox. */
	void arrive(Arrival<M> arrival) {
		Holdings<M> mine = holdings();
		mine.add(arrival);
		if (phase() == Phase.OVER) {
			mine.refuseAll();
		}
		wake();
	}

	/** What it has besides its mailbox; made if need be. */
	Holdings<M> holdings() {
		Holdings<M> known = this.holdings;
		if (known == null) {
			known = new Holdings<>();
			if (!HOLDINGS.compareAndSet(this, null, known)) {
				return Objects.requireNonNull(this.holdings);
			}
		}
		return known;
	}

	/** What its own code has said of the incarnation. */
	SortedMap<String, Object> attributes() {
		Holdings<M> kept = this.holdings;
		return (kept != null) ? kept.attributes() : Collections.emptySortedMap();
	}

	/** The same, null if nobody has needed it yet. */
	@Nullable Holdings<M> kept() {
		return this.holdings;
	}

}
