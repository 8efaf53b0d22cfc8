/**
 * Workers and their timer against other schedulers and timers.
 */
@NullMarked
package dev.concurrency.benchmarks.worker;

import org.jspecify.annotations.NullMarked;
