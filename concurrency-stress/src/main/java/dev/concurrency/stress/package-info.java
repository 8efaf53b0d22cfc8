/**
 * Memory-model tests of the queue, run by jcstress. Two actors at most: more do not run
 * on two cores.
 */
@NullMarked
package dev.concurrency.stress;

import org.jspecify.annotations.NullMarked;
