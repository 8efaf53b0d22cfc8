package dev.concurrency.process;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * The end of a process, once for each run of its runtime. Thread-safe; begun and
 * completed by the supervisor's events, which come one at a time.
 */
final class Termination {

	private final Executor completions;

	private volatile CompletableFuture<Void> end = new CompletableFuture<>();

	// The future may lag behind: it is completed on another thread.
	private boolean over;

	Termination(Executor completions) {
		this.completions = completions;
	}

	CompletionStage<Void> stage() {
		return this.end.minimalCompletionStage();
	}

	/** The process is started: an end that has been reached gives way to a new one. */
	void begin() {
		if (this.over) {
			this.over = false;
			this.end = new CompletableFuture<>();
		}
	}

	/**
	 * What waits for the end is the user's and does not belong on the supervisor's
	 * thread.
	 */
	void complete(@Nullable Throwable cause) {
		this.over = true;
		CompletableFuture<Void> current = this.end;
		this.completions.execute(() -> {
			if (cause != null) {
				current.completeExceptionally(cause);
			}
			else {
				current.complete(null);
			}
		});
	}

}
