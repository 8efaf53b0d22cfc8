package dev.concurrency.actor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * Letters that the reader of a mailbox has taken and not read, oldest first. Belongs to
 * the reader, but for {@link #left}, which senders look at when there may be no room.
 * <p>
 * An object of its own, so that reading a letter writes nothing that each sender must
 * look at: the mailbox stays in the sender's cache.
 *
 * @param <M> the type of a message
 */
final class Taken<M> {

	private static final VarHandle LEFT;

	static {
		try {
			LEFT = MethodHandles.lookup().findVarHandle(Taken.class, "left", int.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private @Nullable Letter<M> first;

	@SuppressWarnings("UnusedVariable")
	private int left;

	/**
	 * Letters of which the first is still to be given.
	 * @param left how many there will be
	 */
	Taken(int left) {
		this.left = left;
	}

	/** Gives it the letters. */
	void fill(Letter<M> oldest) {
		this.first = oldest;
	}

	/** Whether all is read. */
	boolean isEmpty() {
		return this.first == null;
	}

	/** The oldest letter, or null. */
	@Nullable Letter<M> next() {
		Letter<M> letter = this.first;
		if (letter != null) {
			this.first = letter.next;
			letter.next = null;
			LEFT.setOpaque(this, left() - 1);
		}
		return letter;
	}

	/** Puts a letter before all others. */
	void putBack(Letter<M> letter) {
		letter.next = this.first;
		this.first = letter;
		LEFT.setOpaque(this, left() + 1);
	}

	/** How many letters are left. Any thread. */
	int left() {
		return (int) LEFT.getOpaque(this);
	}

}
