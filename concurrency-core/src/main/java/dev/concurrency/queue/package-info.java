/**
 * The bounded queue under the sinks: many producers, one consumer that sleeps until a
 * given sequence number was accepted. Imports nothing but the JDK.
 */
@NullMarked
package dev.concurrency.queue;

import org.jspecify.annotations.NullMarked;
