package dev.concurrency.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.concurrency.actor.ActorSettings;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.process.RestartType;

import static dev.concurrency.autoconfigure.InstanceProperties.first;
import static dev.concurrency.autoconfigure.InstanceProperties.or;

/**
 * Settings of an actor or of the actors of a group.
 *
 * @param baseConfig The shared configuration to inherit from.
 * @param mailboxCapacity How many messages may wait in one mailbox.
 * @param maxEntities How many actors a group may have.
 * @param supervisor The supervisor that it belongs to. Default: that of its kind.
 * @param restart Whether it is started again after it has ended by itself.
 * @param significant Whether its end counts for the automatic shutdown of its supervisor.
 * @param shutdown How it is asked to end.
 * @param initTimeout How long its initialization may take. Default: no limit.
 * @param maxRestarts How many of its supervisor's restarts it may use up alone. Default:
 * all.
 */
record ActorProperties(@Nullable String baseConfig, @Nullable Integer mailboxCapacity, @Nullable Integer maxEntities,
		@Nullable String supervisor, @Nullable RestartType restart, @Nullable Boolean significant,
		@Nullable String shutdown, @Nullable Duration initTimeout,
		@Nullable Integer maxRestarts) implements InstanceProperties<ActorProperties> {

	static final ActorProperties NONE = new ActorProperties(null, null, null, null, null, null, null, null, null);

	@Override
	public ActorProperties orElse(ActorProperties other) {
		return new ActorProperties(first(this.baseConfig, other.baseConfig),
				first(this.mailboxCapacity, other.mailboxCapacity), first(this.maxEntities, other.maxEntities),
				first(this.supervisor, other.supervisor), first(this.restart, other.restart),
				first(this.significant, other.significant), first(this.shutdown, other.shutdown),
				first(this.initTimeout, other.initTimeout), first(this.maxRestarts, other.maxRestarts));
	}

	ActorSettings toSettings(RestartPolicy restarts) {
		return new ActorSettings(or(this.mailboxCapacity, ActorSettings.DEFAULT_MAILBOX_CAPACITY),
				or(this.maxEntities, ActorSettings.DEFAULT_MAX_ENTITIES), restarts);
	}

}
