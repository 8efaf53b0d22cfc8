package dev.concurrency.worker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One tick that somebody waits for.
 *
 * @param future completes with the tick
 * @param stage the same for all who wait, however many: it takes no more memory
 */
record TickRequest(CompletableFuture<LastTick> future, CompletionStage<LastTick> stage) {

	/** Nobody waits yet. */
	static TickRequest create() {
		CompletableFuture<LastTick> future = new CompletableFuture<>();
		return new TickRequest(future, future.minimalCompletionStage());
	}

}
