package dev.concurrency.actor;

import java.util.concurrent.atomic.LongAdder;

import dev.concurrency.process.FlightRecorder;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.Nursery;
import dev.concurrency.process.ProcessEnvironment;

/**
 * What the actors of one declaration share, be it one actor or a group. Thread-safe.
 *
 * @param environment what the runtime gives its processes
 * @param actors gives each incarnation a fresh actor
 * @param settings how the actors behave
 * @param deadLetters told of messages that are not handled
 * @param nurseries makes the supervisors of actors that are below these
 * @param waiters who waits for room in a mailbox
 * @param full how many messages were refused for want of room
 * @param recorder remembers the troubles of actors of a group, with those of the group
 * @param <M> the type of a message
 */
record ActorType<M>(ProcessEnvironment environment, InstanceSource<Actor<M>> actors, ActorSettings settings,
		DeadLetterListener deadLetters, Nursery.Factory nurseries, RoomWaiters waiters, LongAdder full,
		FlightRecorder recorder) {

	ActorType(ProcessEnvironment environment, InstanceSource<Actor<M>> actors, ActorSettings settings,
			DeadLetterListener deadLetters, Nursery.Factory nurseries) {
		this(environment, actors, settings, deadLetters, nurseries, new RoomWaiters(), new LongAdder(),
				new FlightRecorder());
	}

	/** The type of an actor that is made with what these are made with. */
	<N> ActorType<N> with(InstanceSource<Actor<N>> otherActors, ActorSettings otherSettings) {
		return new ActorType<>(this.environment, otherActors, otherSettings, this.deadLetters, this.nurseries);
	}

}
