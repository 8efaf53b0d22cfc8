/**
 * Sinks: a bounded queue and one background drain that writes batches. Imports
 * {@code dev.concurrency.time}, {@code .process} and {@code .queue}.
 */
@NullMarked
package dev.concurrency.sink;

import org.jspecify.annotations.NullMarked;
