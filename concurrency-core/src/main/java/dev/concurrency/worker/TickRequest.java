package dev.concurrency.worker;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * Who waits for a tick, and who has asked for the same one before.
 *
 * @param stage completes with the tick
 * @param before the others, null for the first
 */
record TickRequest(CompletableFuture<LastTick> stage, @Nullable TickRequest before) {
}
