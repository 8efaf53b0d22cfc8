/**
 * Memory-model tests of what is package-private in the boundary, run by jcstress. Two
 * actors at most: more do not run on two cores.
 */
@NullMarked
package dev.concurrency.boundary;

import org.jspecify.annotations.NullMarked;
