package dev.concurrency.supervision;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/** What somebody asked of a supervisor and waits for. Thread-safe. */
final class Request {

	private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();

	CompletionStage<@Nullable Void> stage() {
		return this.done.minimalCompletionStage();
	}

	void answer(@Nullable Throwable failure) {
		if (failure != null) {
			this.done.completeExceptionally(failure);
		}
		else {
			this.done.complete(null);
		}
	}

}
