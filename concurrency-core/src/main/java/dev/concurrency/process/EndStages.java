package dev.concurrency.process;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * The two ends of a process that others follow: that of its current incarnation, and that
 * of its current run, after which it is not restarted. Thread-safe; who begins and who
 * ends is its supervisor, one after the other.
 */
final class EndStages {

	private final Executor completions;

	private volatile Ending<@Nullable Void> run;

	private volatile Ending<Terminated> incarnation;

	/**
	 * The ends of a process that has not been started.
	 * @param completions runs what follows
	 */
	EndStages(Executor completions) {
		this.completions = completions;
		this.run = new Ending<>(completions);
		this.incarnation = new Ending<>(completions);
	}

	/**
	 * A new run or incarnation has an end of its own; who followed the one before has
	 * heard of that.
	 */
	void begin() {
		if (this.run.isOver()) {
			this.run = new Ending<>(this.completions);
		}
		if (this.incarnation.isOver()) {
			this.incarnation = new Ending<>(this.completions);
		}
	}

	Ending<@Nullable Void> run() {
		return this.run;
	}

	Ending<Terminated> incarnation() {
		return this.incarnation;
	}

	void end(Terminated how) {
		this.incarnation.complete(CompletableFuture.completedFuture(how));
	}

	/** No restart follows; with a failure unless that is null. */
	void endRun(@Nullable Throwable failure) {
		this.run.complete(
				(failure != null) ? CompletableFuture.failedFuture(failure) : CompletableFuture.completedFuture(null));
	}

}
