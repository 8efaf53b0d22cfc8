package dev.concurrency.actor;

import dev.concurrency.process.Supervised;

/**
 * An actor that is read by hand, as its parts see it.
 *
 * @param instance who reads it
 * @param client who reads its messages alone
 * @param process its supervisor's side
 * @param <M> the type of a message
 */
public record ByHandActor<M>(ActorInstance<M> instance, ActorClient<M> client, Supervised process) {
}
