/**
 * Actors against those of other libraries.
 */
@NullMarked
package dev.concurrency.benchmarks.actor;

import org.jspecify.annotations.NullMarked;
