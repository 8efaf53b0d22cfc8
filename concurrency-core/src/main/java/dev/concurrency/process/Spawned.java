package dev.concurrency.process;

import java.util.concurrent.CompletionStage;

/**
 * A process that was handed to a supervisor at run time. Immutable.
 *
 * @param id its first incarnation
 * @param path its place in the tree
 * @param ready completes with the process when it is initialized; fails when that failed
 * or when the supervisor does not run
 */
public record Spawned(ProcessId id, ProcessPath path, CompletionStage<BackgroundProcess> ready) {
}
