package dev.concurrency.process;

/**
 * A new process as its two sides see it.
 *
 * @param handle what users hold
 * @param process what the supervisor runs
 * @param <H> the type of the handle
 */
public record Declared<H extends BackgroundProcess>(H handle, Supervised process) {
}
