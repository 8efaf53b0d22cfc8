package dev.concurrency.actor;

import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.Declared;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.Nursery;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.RestartType;

/** Makes actors and groups for a runtime. Stateless. */
public final class Actors {

	/** How the actors of a group, and the children of an actor, are treated. */
	public static final ChildSpec MEMBER = ChildSpec.permanent(ProcessKind.ACTOR).withRestart(RestartType.TRANSIENT);

	private Actors() {
	}

	/**
	 * Makes an actor, closed until its supervisor starts it.
	 * @param environment what the runtime gives its processes
	 * @param path its place in the tree
	 * @param actors gives each incarnation a fresh actor
	 * @param settings how it behaves
	 * @param deadLetters told of messages that are not handled
	 * @param nurseries makes the supervisor of its children, one for each incarnation
	 * that spawns any
	 * @param <M> the type of a message
	 * @return a new actor
	 */
	public static <M> Declared<ActorRef<M>> create(ProcessEnvironment environment, ProcessPath path,
			InstanceSource<? extends Actor<M>> actors, ActorSettings settings, DeadLetterListener deadLetters,
			Nursery.Factory nurseries) {
		ActorProcess<M> actor = new Alone<>(
				new ActorType<>(environment, widen(actors), settings, deadLetters, nurseries), path)
			.newActor();
		return new Declared<>(actor, actor);
	}

	/**
	 * Has a new actor accept messages, which wait until its supervisor starts it.
	 * @param actor an actor that was never started
	 * @param <M> the type of a message
	 * @return the same actor
	 */
	public static <M> Declared<ActorRef<M>> open(Declared<ActorRef<M>> actor) {
		if (actor.process() instanceof ActorProcess<?> process) {
			process.cell().open();
		}
		return actor;
	}

	/**
	 * Makes a group without actors, closed until its supervisor starts it.
	 * @param environment what the runtime gives its processes
	 * @param path its place in the tree
	 * @param actors gives each incarnation of each key a fresh actor
	 * @param settings how the actors behave
	 * @param member how the supervisor of the actors treats each of them
	 * @param deadLetters told of messages that are not handled
	 * @param nurseries makes the supervisor of the actors, one for each incarnation of
	 * the group
	 * @param <K> the type of a key
	 * @param <M> the type of a message
	 * @return a new group
	 */
	public static <K, M> Declared<ActorGroup<K, M>> createGroup(ProcessEnvironment environment, ProcessPath path,
			InstanceSource<? extends Actor<M>> actors, ActorSettings settings, ChildSpec member,
			DeadLetterListener deadLetters, Nursery.Factory nurseries) {
		GroupProcess<K, M> group = new GroupProcess<>(
				new ActorType<>(environment, widen(actors), settings, deadLetters, nurseries), path, member);
		return new Declared<>(group, group);
	}

	/** A source hands back to itself only what it made, so its type may be forgotten. */
	@SuppressWarnings("unchecked")
	static <M> InstanceSource<Actor<M>> widen(InstanceSource<? extends Actor<M>> source) {
		return (InstanceSource<Actor<M>>) source;
	}

}
