package dev.concurrency.actor;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.Declared;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.Nursery;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.RestartType;
import dev.concurrency.process.Shutdown;

/** Makes actors and groups for a runtime. Stateless. */
public final class Actors {

	/** How the actors of a group, and the children of an actor, are treated. */
	public static final ChildSpec MEMBER = ChildSpec.permanent(ProcessKind.ACTOR).withRestart(RestartType.TRANSIENT);

	/** How clients are treated: nobody waits for what nobody may ask for. */
	public static final ChildSpec CLIENT = ChildSpec.temporary(ProcessKind.ACTOR).withShutdown(new Shutdown.Brutal());

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
	 * @throws IllegalArgumentException if the runtime has no threads for its dispatcher
	 */
	public static <M> Declared<ActorRef<M>> create(ProcessEnvironment environment, ProcessPath path,
			InstanceSource<? extends Actor<M>> actors, ActorSettings settings, DeadLetterListener deadLetters,
			Nursery.Factory nurseries) {
		ActorType<M> type = ActorType.of(environment, path.value(), widen(actors), settings, deadLetters, nurseries);
		ActorProcess<M> actor = new Alone<>(type, path, null).newActor();
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
	 * @throws IllegalArgumentException if the runtime has no threads for its dispatcher,
	 * or if that is pinned
	 */
	public static <K, M> Declared<ActorGroup<K, M>> createGroup(ProcessEnvironment environment, ProcessPath path,
			InstanceSource<? extends Actor<M>> actors, ActorSettings settings, ChildSpec member,
			DeadLetterListener deadLetters, Nursery.Factory nurseries) {
		if (settings.dispatcher() == ActorDispatcher.PINNED) {
			throw new IllegalArgumentException(path
					+ " has dispatcher pinned, which would give each of its actors a thread: use shared or virtual");
		}
		GroupProcess<K, M> group = new GroupProcess<>(
				ActorType.of(environment, path.value(), widen(actors), settings, deadLetters, nurseries), path, member);
		return new Declared<>(group, group);
	}

	/**
	 * Makes an actor without a loop, closed until its supervisor starts it.
	 * @param environment what the runtime gives its processes
	 * @param path its place in the tree
	 * @param messages the type of a message
	 * @param settings how it behaves
	 * @param deadLetters told of messages that are not handled
	 * @param nurseries makes the supervisor of its children
	 * @param onClose has its supervisor end it
	 * @param <M> the type of a message
	 * @return a new actor
	 */
	public static <M> ByHandActor<M> createByHand(ProcessEnvironment environment, ProcessPath path, Class<M> messages,
			ActorSettings settings, DeadLetterListener deadLetters, Nursery.Factory nurseries, Runnable onClose) {
		Queue<Delivery<M>> read = new ConcurrentLinkedQueue<>();
		ByHand turns = new ByHand();
		ActorType<M> type = ActorType.byHand(environment, turns, messages, new Inbox.Reader<>(read), settings,
				deadLetters, nurseries);
		ActorProcess<M> process = new Alone<>(type, path, null).newActor();
		process.cell().open();
		Inbox<M> inbox = new Inbox<>(process, turns, read, onClose);
		return new ByHandActor<>(inbox, new Client<>(inbox, process.cell()), process);
	}

	/**
	 * Puts a client below an actor.
	 * @param parent the actor above it
	 * @param name unique among its living children
	 * @param messages the type of a message
	 * @param <M> the type of a message
	 * @return a new client, which accepts messages at once; one that is closed if the
	 * actor has ended
	 * @throws IllegalStateException if the actor was not started
	 * @throws dev.concurrency.process.ConcurrencyException if there is a child of that
	 * name
	 */
	public static <M> ActorClient<M> clientBelow(ActorRef<?> parent, String name, Class<M> messages) {
		if (Watching.oneOf(parent) instanceof ActorProcess<?> above) {
			return above.client(name, messages);
		}
		throw new IllegalStateException("There is no actor at " + parent.path());
	}

	/** A source hands back to itself only what it made, so its type may be forgotten. */
	@SuppressWarnings("unchecked")
	static <M> InstanceSource<Actor<M>> widen(InstanceSource<? extends Actor<M>> source) {
		return (InstanceSource<Actor<M>>) source;
	}

}
