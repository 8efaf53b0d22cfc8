/**
 * Compares what the core offers with its peers. Never deployed. A comparison is a
 * sub-package; what they share is here.
 */
@NullMarked
package dev.concurrency.benchmarks;

import org.jspecify.annotations.NullMarked;
