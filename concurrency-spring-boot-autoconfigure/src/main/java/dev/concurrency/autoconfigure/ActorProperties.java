package dev.concurrency.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.concurrency.actor.ActorSettings;
import dev.concurrency.process.RestartPolicy;

import static dev.concurrency.autoconfigure.InstanceProperties.first;
import static dev.concurrency.autoconfigure.InstanceProperties.or;

/**
 * Settings of an actor or of the actors of a group.
 *
 * @param baseConfig The shared configuration to inherit from.
 * @param mailboxCapacity How many messages may wait in one mailbox.
 * @param maxEntities How many actors a group may have.
 * @param shutdownTimeout How long a stop may take to handle what was accepted.
 */
record ActorProperties(@Nullable String baseConfig, @Nullable Integer mailboxCapacity, @Nullable Integer maxEntities,
		@Nullable Duration shutdownTimeout) implements InstanceProperties<ActorProperties> {

	static final ActorProperties NONE = new ActorProperties(null, null, null, null);

	@Override
	public ActorProperties orElse(ActorProperties other) {
		return new ActorProperties(first(this.baseConfig, other.baseConfig),
				first(this.mailboxCapacity, other.mailboxCapacity), first(this.maxEntities, other.maxEntities),
				first(this.shutdownTimeout, other.shutdownTimeout));
	}

	ActorSettings toSettings(RestartPolicy restarts) {
		return new ActorSettings(or(this.mailboxCapacity, ActorSettings.DEFAULT_MAILBOX_CAPACITY),
				or(this.maxEntities, ActorSettings.DEFAULT_MAX_ENTITIES),
				or(this.shutdownTimeout, ActorSettings.DEFAULT_SHUTDOWN_TIMEOUT), restarts);
	}

}
