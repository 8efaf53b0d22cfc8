package dev.concurrency.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.concurrency.actor.ActorDispatcher;
import dev.concurrency.actor.ActorFailureAction;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.process.RestartType;

import static dev.concurrency.autoconfigure.InstanceProperties.first;
import static dev.concurrency.autoconfigure.InstanceProperties.or;

/**
 * Settings of an actor or of the actors of a group.
 *
 * @param baseConfig The shared configuration to inherit from.
 * @param enabled Whether it is there at all: neither made nor injected if not. Default:
 * true.
 * @param autoStartup Whether it is started along with its supervisor. Default: true.
 * @param registerHealthIndicator Whether health shows it. Default: true.
 * @param allowHealthIndicatorToFail Whether it can make health DOWN; otherwise it is
 * UNKNOWN at worst. Default: true.
 * @param mailboxCapacity How many messages may wait in one mailbox.
 * @param maxEntities How many actors a group may have.
 * @param onFailure What follows when an actor has failed on a message.
 * @param idleInterval How long no message must have come until onIdle is called.
 * @param passivateAfter How long no message must have come until an actor of a group
 * goes. Default: never.
 * @param stashCapacity How many messages an actor may have put aside.
 * @param dispatcher On what threads messages are handled. Default: virtual where
 * spring.threads.virtual.enabled is set, shared elsewhere.
 * @param timings Whether each message is timed.
 * @param supervisor The supervisor that it belongs to. Default: that of its kind.
 * @param restart Whether it is started again after it has ended by itself.
 * @param significant Whether its end counts for the automatic shutdown of its supervisor.
 * @param shutdown How it is asked to end.
 * @param initTimeout How long its initialization may take. Default: no limit.
 * @param maxRestarts How many of its supervisor's restarts it may use up alone. Default:
 * all.
 */
record ActorProperties(@Nullable String baseConfig, @Nullable Boolean enabled, @Nullable Boolean autoStartup,
		@Nullable Boolean registerHealthIndicator, @Nullable Boolean allowHealthIndicatorToFail,
		@Nullable Integer mailboxCapacity, @Nullable Integer maxEntities, @Nullable ActorFailureAction onFailure,
		@Nullable Duration idleInterval, @Nullable Duration passivateAfter, @Nullable Integer stashCapacity,
		@Nullable ActorDispatcher dispatcher, @Nullable Boolean timings, @Nullable String supervisor,
		@Nullable RestartType restart, @Nullable Boolean significant, @Nullable String shutdown,
		@Nullable Duration initTimeout, @Nullable Integer maxRestarts) implements InstanceProperties<ActorProperties> {

	static final ActorProperties NONE = new ActorProperties(null, null, null, null, null, null, null, null, null, null,
			null, null, null, null, null, null, null, null, null);

	@Override
	public ActorProperties orElse(ActorProperties other) {
		return new ActorProperties(first(this.baseConfig, other.baseConfig), first(this.enabled, other.enabled),
				first(this.autoStartup, other.autoStartup),
				first(this.registerHealthIndicator, other.registerHealthIndicator),
				first(this.allowHealthIndicatorToFail, other.allowHealthIndicatorToFail),
				first(this.mailboxCapacity, other.mailboxCapacity), first(this.maxEntities, other.maxEntities),
				first(this.onFailure, other.onFailure), first(this.idleInterval, other.idleInterval),
				first(this.passivateAfter, other.passivateAfter), first(this.stashCapacity, other.stashCapacity),
				first(this.dispatcher, other.dispatcher), first(this.timings, other.timings),
				first(this.supervisor, other.supervisor), first(this.restart, other.restart),
				first(this.significant, other.significant), first(this.shutdown, other.shutdown),
				first(this.initTimeout, other.initTimeout), first(this.maxRestarts, other.maxRestarts));
	}

	ActorSettings toSettings(RestartPolicy restarts, ActorDispatcher usual) {
		return over(ActorSettings.defaults().withRestarts(restarts).withDispatcher(usual));
	}

	/** Other settings, but for what is set here. */
	ActorSettings over(ActorSettings defaults) {
		return new ActorSettings(or(this.mailboxCapacity, defaults.mailboxCapacity()),
				or(this.maxEntities, defaults.maxEntities()), defaults.restarts(),
				or(this.onFailure, defaults.onFailure()), or(this.idleInterval, defaults.idleInterval()),
				or(this.passivateAfter, defaults.passivateAfter()), or(this.stashCapacity, defaults.stashCapacity()),
				or(this.dispatcher, defaults.dispatcher()), or(this.timings, defaults.timings()));
	}

}
