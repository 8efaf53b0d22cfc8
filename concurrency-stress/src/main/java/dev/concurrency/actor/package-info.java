/**
 * Memory-model tests of an actor's mailbox and custody, run by jcstress. In the package
 * of what they test: that is nobody else's.
 */
@NullMarked
package dev.concurrency.actor;

import org.jspecify.annotations.NullMarked;
