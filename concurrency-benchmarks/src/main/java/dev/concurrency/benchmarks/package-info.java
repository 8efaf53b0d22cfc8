/**
 * JMH benchmarks of the core against its peers. Never deployed.
 */
@NullMarked
package dev.concurrency.benchmarks;

import org.jspecify.annotations.NullMarked;
