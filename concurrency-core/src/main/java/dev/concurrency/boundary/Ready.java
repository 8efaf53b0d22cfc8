package dev.concurrency.boundary;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The attempts that were started and that no thread has begun with, in the order in which
 * they were started. The pool is not given the attempts but jobs, each of which takes the
 * first one that is left: so an attempt that is cancelled leaves nothing with the pool,
 * however long that has no thread. Not thread-safe: all calls are made under the lock of
 * the boundary.
 * <p>
 * Invariants: {@code coming} counts the jobs that the pool was given and that have not
 * come yet, and is never less than the number of attempts: whoever adds one that no job
 * comes for gives the pool one more, and a job that comes takes one if there is any. So
 * nobody is left behind. Nor is it ever more than may be in flight: a job whose attempt
 * was cancelled comes for the next one, and finds nothing if there is none.
 */
final class Ready {

	private final Set<Attempt> attempts = new LinkedHashSet<>();

	private int coming;

	/** Answers whether the pool is to be given one more job. */
	boolean add(Attempt attempt) {
		this.attempts.add(attempt);
		if (this.coming >= this.attempts.size()) {
			return false;
		}
		this.coming++;
		return true;
	}

	/** It is over. */
	void remove(Attempt attempt) {
		this.attempts.remove(attempt);
	}

	/** A job has come: answers the attempt that it is to run, null if there is none. */
	@Nullable Attempt take() {
		this.coming--;
		Iterator<Attempt> first = this.attempts.iterator();
		if (!first.hasNext()) {
			return null;
		}
		Attempt attempt = first.next();
		first.remove();
		return attempt;
	}

}
