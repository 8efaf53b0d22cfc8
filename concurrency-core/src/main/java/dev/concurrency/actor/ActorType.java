package dev.concurrency.actor;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.EndMode;
import dev.concurrency.process.FixedSetting;
import dev.concurrency.process.FlightRecorder;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.LiveSettings;
import dev.concurrency.process.Nursery;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.SharedPool;

/**
 * What the actors of one declaration share, be it one actor or a group. Thread-safe.
 *
 * @param environment what the runtime gives its processes
 * @param actors gives each incarnation a fresh actor
 * @param live how the actors behave
 * @param turns handles messages
 * @param hooks runs the hooks that may block
 * @param deadLetters told of messages that are not handled
 * @param nurseries makes the supervisors of actors that are below these
 * @param waiters who waits for room in a mailbox
 * @param asks how many questions were accepted
 * @param full how many messages were refused for want of room
 * @param counts how many were not handled
 * @param recorder remembers the troubles of actors of a group, with those of the group
 * @param messages the type of a message if it is known
 * @param <M> the type of a message
 */
record ActorType<M>(ProcessEnvironment environment, InstanceSource<Actor<M>> actors, LiveSettings<ActorSettings> live,
		Executor turns, Executor hooks, DeadLetterListener deadLetters, Nursery.Factory nurseries, RoomWaiters waiters,
		LongAdder asks, LongAdder full, DeadLetterCounts counts, FlightRecorder recorder, @Nullable Class<M> messages) {

	private static final int THROUGHPUT = 64;

	private ActorType(ProcessEnvironment environment, InstanceSource<Actor<M>> actors, ActorSettings settings,
			Executor turns, Executor hooks, DeadLetterListener deadLetters, Nursery.Factory nurseries,
			@Nullable Class<M> messages) {
		this(environment, actors, new LiveSettings<>(settings), turns, hooks, deadLetters, nurseries, new RoomWaiters(),
				new LongAdder(), new LongAdder(), new DeadLetterCounts(), new FlightRecorder(), messages);
	}

	/**
	 * A type whose actors have the threads that their settings say.
	 * @param name of a thread of its own
	 * @throws IllegalArgumentException if the runtime has no such threads
	 */
	static <M> ActorType<M> of(ProcessEnvironment environment, String name, InstanceSource<Actor<M>> actors,
			ActorSettings settings, DeadLetterListener deadLetters, Nursery.Factory nurseries) {
		return switch (settings.dispatcher()) {
			case SHARED -> new ActorType<>(environment, actors, settings, shared(environment), environment.patient(),
					deadLetters, nurseries, null);
			case VIRTUAL -> new ActorType<>(environment, actors, settings, virtual(environment, name),
					environment.patient(), deadLetters, nurseries, null);
			case PINNED -> {
				PinnedThread own = new PinnedThread(environment, name);
				yield new ActorType<>(environment, actors, settings, own, own, deadLetters, nurseries, null);
			}
		};
	}

	private static Executor virtual(ProcessEnvironment environment, String name) {
		Executor virtual = environment.virtual();
		if (virtual == null) {
			throw new IllegalArgumentException(name + " has dispatcher virtual and the runtime has no virtual threads: "
					+ "they need Java 21 or newer and an executor, in Spring Boot spring.threads.virtual.enabled=true");
		}
		return environment.watchdog().watching(virtual, false);
	}

	/** The threads of a pool of ours are looked at anyway. */
	private static Executor shared(ProcessEnvironment environment) {
		Executor shared = environment.shared();
		return (shared instanceof SharedPool) ? shared : environment.watchdog().watching(shared, true);
	}

	/** The type of an actor that is read by hand. */
	static <M> ActorType<M> byHand(ProcessEnvironment environment, ByHand turns, Class<M> messages, Actor<M> reader,
			ActorSettings settings, DeadLetterListener deadLetters, Nursery.Factory nurseries) {
		return new ActorType<>(environment, InstanceSource.of(reader), settings, turns, Runnable::run, deadLetters,
				nurseries, messages);
	}

	/** A letter, with the context of the current thread if there is one to carry. */
	Letter<M> letter(M message, @Nullable Object from) {
		Object context = this.environment.contexts().capture();
		return (context == null) ? new Letter<>(message, from) : new CarriedLetter<>(message, from, context);
	}

	/** Calls an actor in the context that its message has come with. */
	Stretch.Callback carried(ActorCell<M> cell, CarriedLetter<M> letter, Stretch.Callback handler) {
		ProcessPath path = cell.path();
		ProcessPath group = (cell.key() != null) ? path.parent() : null;
		return () -> this.environment.contexts()
			.call((group != null) ? ProcessKind.GROUP : ProcessKind.ACTOR, (group != null) ? group : path,
					List.of(letter.context), () -> {
						handler.call();
						return null;
					});
	}

	/** How the actors behave now. */
	ActorSettings settings() {
		return this.live.get();
	}

	/** Changes how the actors behave. Who waits for room looks again. */
	ActorSettings reconfigure(UnaryOperator<ActorSettings> change) {
		ActorSettings changed = this.live.change(change);
		this.waiters.signalAll();
		return changed;
	}

	/** The same as far as it can change. */
	List<FixedSetting> apply(ActorSettings wanted) {
		List<FixedSetting> fixed = this.live.apply(wanted);
		this.waiters.signalAll();
		return fixed;
	}

	/** How many messages an actor handles in a row, then others have their turn. */
	int throughput() {
		return isByHand() ? 1 : THROUGHPUT;
	}

	/** Whether a message may be of the right type. */
	boolean accepts(Object message) {
		return this.messages == null || this.messages.isInstance(message);
	}

	boolean isByHand() {
		return this.turns instanceof ByHand;
	}

	/** An actor was asked to end, as who reads it by hand is to know. */
	void signal(EndMode mode) {
		if (this.turns instanceof ByHand byHand) {
			byHand.signal(mode);
		}
	}

	/** An actor is to end now, whoever runs it. */
	void hurry() {
		if (this.turns instanceof ByHand byHand) {
			byHand.hurry(this.environment.completions());
		}
	}

	/** The type of an actor that is made with what these are made with. */
	<N> ActorType<N> with(String name, InstanceSource<Actor<N>> otherActors, ActorSettings otherSettings) {
		return of(this.environment, name, otherActors, otherSettings, this.deadLetters, this.nurseries);
	}

	/** No code of the actors runs any more. */
	void letGo() {
		if (this.turns instanceof PinnedThread own) {
			own.letGo();
		}
	}

}
