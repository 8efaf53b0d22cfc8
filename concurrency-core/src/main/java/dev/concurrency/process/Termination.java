package dev.concurrency.process;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * The end of a process, once for each run of its runtime. Thread-safe; it is begun by one
 * thread at a time, before the process can be seen to run.
 */
public final class Termination {

	private volatile CompletableFuture<Void> end = new CompletableFuture<>();

	/** An end that has not been reached. */
	public Termination() {
	}

	/**
	 * The end to wait for.
	 * @return a stage for the current run
	 */
	public CompletionStage<Void> stage() {
		return this.end.minimalCompletionStage();
	}

	/** The process is started: an end that has been reached gives way to a new one. */
	public void begin() {
		if (this.end.isDone()) {
			this.end = new CompletableFuture<>();
		}
	}

	/**
	 * The process ended.
	 * @param cause the failure, null after a clean end
	 */
	public void complete(@Nullable Throwable cause) {
		if (cause != null) {
			this.end.completeExceptionally(cause);
		}
		else {
			this.end.complete(null);
		}
	}

}
