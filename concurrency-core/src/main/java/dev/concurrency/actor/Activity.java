package dev.concurrency.actor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ProcessStatus;
import dev.concurrency.time.TimeSource;

/**
 * What an actor is doing and has done, for who looks at it. Written by the holder of the
 * actor, with opaque stores that cost it nothing; others may see it a moment late. Only
 * who finds no room in the mailbox says so itself.
 */
final class Activity {

	private static final VarHandle BUSY;

	private static final VarHandle SINCE;

	private static final VarHandle HIGH;

	private static final VarHandle FULL;

	private static final VarHandle TYPE;

	private static final VarHandle PROCESSING;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			BUSY = lookup.findVarHandle(Activity.class, "busy", long.class);
			SINCE = lookup.findVarHandle(Activity.class, "since", long.class);
			HIGH = lookup.findVarHandle(Activity.class, "high", int.class);
			FULL = lookup.findVarHandle(Activity.class, "full", int.class);
			TYPE = lookup.findVarHandle(Activity.class, "type", Class.class);
			PROCESSING = lookup.findVarHandle(Activity.class, "processing", boolean.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final TimeSource time;

	private final Instant created;

	private final long createdNanos;

	@SuppressWarnings("UnusedVariable")
	private long busy;

	@SuppressWarnings("UnusedVariable")
	private long since;

	@SuppressWarnings("UnusedVariable")
	private int high;

	private volatile int full;

	@SuppressWarnings("UnusedVariable")
	private @Nullable Class<?> type;

	@SuppressWarnings("UnusedVariable")
	private boolean processing;

	Activity(TimeSource time) {
		this.time = time;
		this.created = time.instant();
		this.createdNanos = time.nanoTime();
		this.since = this.createdNanos;
	}

	/** A stretch of messages begins. */
	void begin() {
		SINCE.setOpaque(this, this.time.nanoTime());
		PROCESSING.setOpaque(this, true);
	}

	/** The next message. */
	void next(Class<?> messageType) {
		// Mostly the same: a reference is dear to write.
		if (TYPE.getOpaque(this) != messageType) {
			TYPE.setOpaque(this, messageType);
		}
	}

	/** So many wait. */
	void depth(int waiting) {
		if (waiting > (int) HIGH.getOpaque(this)) {
			HIGH.setOpaque(this, waiting);
		}
	}

	/** So many wait, and there is no room for more. Any thread. */
	void full(int capacity) {
		int known = this.full;
		while (capacity > known && !FULL.compareAndSet(this, known, capacity)) {
			known = this.full;
		}
	}

	/** The stretch is over. */
	void end() {
		long now = this.time.nanoTime();
		BUSY.setOpaque(this, (long) BUSY.getOpaque(this) + (now - (long) SINCE.getOpaque(this)));
		SINCE.setOpaque(this, now);
		PROCESSING.setOpaque(this, false);
	}

	/** How long it has been idle; zero while it is not. */
	long idleNanos() {
		return isProcessing() ? 0 : this.time.nanoTime() - (long) SINCE.getOpaque(this);
	}

	/** How long it has handled messages, the current stretch included. */
	long busyNanos() {
		long ended = (long) BUSY.getOpaque(this);
		return isProcessing() ? ended + Math.max(0, this.time.nanoTime() - (long) SINCE.getOpaque(this)) : ended;
	}

	/** The most messages that were ever seen to wait. */
	int highWater() {
		return Math.max((int) HIGH.getOpaque(this), this.full);
	}

	/** The type of the last message, null before the first. */
	@Nullable String lastType() {
		Class<?> last = (Class<?>) TYPE.getOpaque(this);
		return (last != null) ? last.getName() : null;
	}

	/** When it last handled messages, now if it does; null if it never has. */
	@Nullable Instant lastBusy() {
		if (TYPE.getOpaque(this) == null) {
			return null;
		}
		return isProcessing() ? this.time.instant() : since();
	}

	private Instant since() {
		return this.created.plusNanos((long) SINCE.getOpaque(this) - this.createdNanos);
	}

	private boolean isProcessing() {
		return (boolean) PROCESSING.getOpaque(this);
	}

	/** The status of an actor that runs, in more detail. */
	ProcessStatus status() {
		Instant from = since();
		String last = lastType();
		return (isProcessing() && last != null) ? new ProcessStatus.Processing(from, last)
				: new ProcessStatus.Idle(from);
	}

}
