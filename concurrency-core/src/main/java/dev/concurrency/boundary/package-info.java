/**
 * Boundaries: keyed tasks behind explicit limits on how many run and how many wait; the
 * rules as an immutable value, and the process that runs it. Imports
 * {@code dev.concurrency.time} and {@code .process}.
 */
@NullMarked
package dev.concurrency.boundary;

import org.jspecify.annotations.NullMarked;
