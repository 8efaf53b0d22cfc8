package dev.concurrency.boundary;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What was decided under the lock of a boundary and is to be done when that is free. Not
 * thread-safe.
 */
final class Effects {

	private final List<Attempt> interrupted = new ArrayList<>();

	private final List<Attempt> aborted = new ArrayList<>();

	private final List<Told> told = new ArrayList<>();

	private int jobs;

	private @Nullable Limited limited;

	private @Nullable Limited leftBehind;

	private @Nullable BoundaryRun ended;

	/** The pool is given one more job. */
	void job() {
		this.jobs++;
	}

	/** A task is interrupted. */
	void interrupt(Attempt attempt) {
		this.interrupted.add(attempt);
	}

	/** The thread of an attempt is interrupted whatever it does for it. */
	void abort(Attempt attempt) {
		this.aborted.add(attempt);
	}

	/** The cancellation budget of an attempt begins. */
	void limit(Attempt attempt, Duration budget) {
		this.limited = new Limited(attempt, budget);
	}

	/** An attempt has not ended within its budget. */
	void leaveBehind(Limited hanging) {
		this.leftBehind = hanging;
	}

	/** Those who wait for an attempt are told what became of it. */
	void tell(Attempt attempt, TaskOutcome<?> outcome) {
		this.told.add(new Told(attempt, outcome));
	}

	/** An incarnation is over. */
	void end(BoundaryRun run) {
		this.ended = run;
	}

	int jobs() {
		return this.jobs;
	}

	List<Attempt> interrupted() {
		return this.interrupted;
	}

	List<Attempt> aborted() {
		return this.aborted;
	}

	List<Told> told() {
		return this.told;
	}

	@Nullable Limited limited() {
		return this.limited;
	}

	@Nullable Limited leftBehind() {
		return this.leftBehind;
	}

	@Nullable BoundaryRun ended() {
		return this.ended;
	}

	/** An attempt that was cancelled, and how long it may take to end. */
	record Limited(Attempt attempt, Duration budget) {
	}

	/** What is told of an attempt. */
	record Told(Attempt attempt, TaskOutcome<?> outcome) {

		void tell() {
			this.attempt.answer(this.outcome);
		}

	}

}
