/**
 * Actors: mutable state behind a bounded mailbox, one or one per key. Imports
 * {@code dev.concurrency.time} and {@code .process}.
 */
@NullMarked
package dev.concurrency.actor;

import org.jspecify.annotations.NullMarked;
