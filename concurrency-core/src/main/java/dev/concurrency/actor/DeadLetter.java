package dev.concurrency.actor;

import dev.concurrency.process.ProcessRef;

/**
 * A message that was accepted and not handled to its end. Immutable.
 *
 * @param actor who should have handled it
 * @param message the message
 * @param reason why it was not handled
 */
public record DeadLetter(ProcessRef actor, Object message, StopReason reason) {
}
