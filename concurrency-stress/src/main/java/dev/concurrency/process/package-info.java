/**
 * Memory-model tests of what is package-private around processes, run by jcstress. Two
 * actors at most: more do not run on two cores.
 */
@NullMarked
package dev.concurrency.process;

import org.jspecify.annotations.NullMarked;
