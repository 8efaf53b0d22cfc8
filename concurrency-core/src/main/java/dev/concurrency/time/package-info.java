/**
 * Time as a seam: the clock, the timer and the backoff that every other package uses, so
 * that a test can drive time instead of waiting for it. Imports only the JDK.
 */
@NullMarked
package dev.concurrency.time;

import org.jspecify.annotations.NullMarked;
