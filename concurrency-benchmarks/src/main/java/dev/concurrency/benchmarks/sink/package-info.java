/**
 * Sinks against what else one would put between a request and a slow write.
 */
@NullMarked
package dev.concurrency.benchmarks.sink;

import org.jspecify.annotations.NullMarked;
