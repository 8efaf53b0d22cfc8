package dev.concurrency.process;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The seam between a supervisor and what it runs: each kind of process implements it
 * once. A supervisor runs one incarnation at a time:
 *
 * <pre>
 * start(i) ... i.ready() ... [i.hangs(cause)] [suspend()] [stop()] [halt()] [abort()] [abandon()] ... i.exited(cause)
 * </pre>
 *
 * and calls {@link #terminated} when no further incarnation follows for now. One that was
 * abandoned and is to be followed as soon as its thread has ended is {@link #parked}
 * instead, and told with {@link #notFollowed} if nothing comes of that. None of the
 * methods may block or throw; the supervisor makes all calls one after the other.
 */
public interface Supervised extends ProcessView, Recorded {

	/**
	 * Begins an incarnation.
	 * @param incarnation told when it is ready and when it ends
	 */
	void start(Incarnation incarnation);

	/**
	 * Asks the incarnation to refuse new work, to finish what it accepted and to end. May
	 * follow {@link #suspend}: no other incarnation follows after all, and what is not
	 * through yet goes on.
	 */
	void stop();

	/**
	 * Asks the incarnation to refuse new work, to finish what it has begun and to end;
	 * what it accepted besides is reported when it has. May follow {@link #stop}.
	 */
	default void halt() {
		stop();
	}

	/**
	 * Asks the incarnation to end because another follows: what is accepted and not begun
	 * waits for that one, and new work is accepted meanwhile.
	 */
	default void suspend() {
		stop();
	}

	/**
	 * A supervisor that does not run, or is stopping, cannot take the process.
	 * @return true if the process has been running without a supervisor and goes on so;
	 * otherwise it ends and {@link #terminated} is called
	 */
	default boolean goesOnWithout() {
		return false;
	}

	/** Interrupts the incarnation: it is to end now, whatever is unfinished. */
	void abort();

	/**
	 * Whether no code of the incarnation runs any more and it ends by itself as soon as
	 * the processes below it have ended. Once true it stays so until the end.
	 * @return true for what does not hang itself
	 */
	default boolean waitsForOthers() {
		return false;
	}

	/**
	 * Gives up waiting for the incarnation: it must not touch the state of the process
	 * any more when it comes back from where it hangs.
	 * @return where it hangs, one frame a line; empty if that is not known
	 */
	String abandon();

	/**
	 * No incarnation runs and none follows for now: nothing is accepted any more, who
	 * waits is told.
	 * @param cause the failure that ended the process, null after a clean end
	 * @return reports what is unfinished to the user's handlers, which may block; null if
	 * there is nothing to report
	 */
	@Nullable Runnable terminated(@Nullable Throwable cause);

	/**
	 * The incarnation was abandoned, and the next one begins when its thread has ended,
	 * which may be never: nothing is accepted until then, who waits is told. What is
	 * accepted and not begun may be kept for the next one.
	 * @param cause the failure that ended the incarnation, null if it did not fail
	 * @return reports what is unfinished and not kept, as {@link #terminated}, which this
	 * is by default; null if there is nothing to report
	 */
	default @Nullable Runnable parked(@Nullable Throwable cause) {
		return terminated(cause);
	}

	/**
	 * The incarnation that a parked process waited for does not come.
	 * @param cause the failure that ended the one before, null if it did not fail
	 * @return reports what was kept for it; null if there is nothing to report
	 */
	default @Nullable Runnable notFollowed(@Nullable Throwable cause) {
		return null;
	}

	/**
	 * Says in more detail what the process is doing. Never blocks.
	 * @param status what its supervisor knows
	 * @return the same, or a status that says more
	 */
	default ProcessStatus refined(ProcessStatus status) {
		return status;
	}

	/**
	 * What only this kind has. Never blocks.
	 * @return a new snapshot
	 */
	KindSnapshot details();

	/**
	 * How the process is treated, as it was declared. Never blocks.
	 * @return its specification; of a group that of its actors as far as their end and
	 * their initialization go, since it has no limit of its own for either
	 */
	default ChildSpec spec() {
		return record().spec();
	}

	/**
	 * The processes below this one. Never blocks.
	 * @return their snapshots in order, empty for a leaf
	 */
	default List<ProcessSnapshot> children() {
		return List.of();
	}

	/**
	 * Who looks after the processes below this one. Never blocks.
	 * @return null if there is none below, or if they are only summed up
	 */
	default @Nullable Nursery keeper() {
		return null;
	}

	/**
	 * What the process did and what is left, for the line that is logged when it ends.
	 * @return a phrase without the name of the process
	 */
	String summary();

	/**
	 * The process as it will be when its end is told, for those who ask later. Never
	 * blocks.
	 * @return a new snapshot without children
	 */
	default ProcessSnapshot lastSnapshot() {
		return record().lastSnapshot(details());
	}

	@Override
	default ProcessPath path() {
		return record().path();
	}

	@Override
	default ProcessKind kind() {
		return record().kind();
	}

	@Override
	default ProcessSnapshot process() {
		return record().snapshot(this::refined, details(), children());
	}

}
