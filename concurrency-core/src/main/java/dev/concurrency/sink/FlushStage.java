package dev.concurrency.sink;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * What one caller of a flush holds. Who cancels it, or a future that was made of it, or
 * lets that time out, has given up: nobody is told by completing it then. Thread-safe.
 */
final class FlushStage extends CompletableFuture<@Nullable Void> {

	/** What follows it is none. */
	@Override
	public <U> CompletableFuture<U> newIncompleteFuture() {
		return new CompletableFuture<>();
	}

	@Override
	public CompletableFuture<@Nullable Void> toCompletableFuture() {
		CompletableFuture<@Nullable Void> copy = copy();
		var unused = copy.whenComplete((nothing, failure) -> {
			if (failure != null && !isDone()) {
				cancel(false);
			}
		});
		return copy;
	}

	/** Answers whether the caller was still there to be told. */
	boolean tell(@Nullable Throwable failure) {
		return (failure != null) ? completeExceptionally(failure) : complete(null);
	}

}
