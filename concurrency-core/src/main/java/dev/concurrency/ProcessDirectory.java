package dev.concurrency;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.Nursery;
import dev.concurrency.process.ProcessAddress;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.RuntimeId;
import dev.concurrency.process.Supervised;
import dev.concurrency.process.TerminatedProcesses;
import dev.concurrency.supervision.Supervisor;

/**
 * Finds the processes of a runtime, dead or alive. Answers at once, also for one that is
 * wedged: it waits for nobody, moves no counter and takes no lock under which code of the
 * user's runs. Thread-safe; each answer is a copy, which may be out of date when it
 * arrives.
 * <p>
 * The actors of a group are not listed, since there may be a million: their group sums
 * them up, and of those that have failed some are found by path and id.
 */
public final class ProcessDirectory {

	private final RuntimeId runtime;

	private final ProcessMaker maker;

	private final Supervised root;

	private final TerminatedProcesses terminated;

	ProcessDirectory(RuntimeId runtime, ProcessMaker maker, Supervised root) {
		this.runtime = runtime;
		this.maker = maker;
		this.root = root;
		this.terminated = maker.environment().terminated();
	}

	RuntimeId runtime() {
		return this.runtime;
	}

	/**
	 * A process or supervisor by its path.
	 * @param path its place in the tree
	 * @return empty if there is none in the tree now
	 */
	public Optional<ProcessSnapshot> find(ProcessPath path) {
		Supervised process = locate(path);
		return (process != null) ? Optional.of(process.process())
				: findMember((member) -> member.process().path().equals(path));
	}

	/**
	 * A process or supervisor by its incarnation, also one that has left the tree.
	 * @param id the current incarnation, or the last one of a process that has ended
	 * @return empty if that was another one, or is forgotten
	 */
	public Optional<ProcessSnapshot> find(ProcessId id) {
		return all((process) -> id.equals(process.record().ref().id())).stream()
			.findFirst()
			.map(Supervised::process)
			.or(() -> findMember((member) -> id.equals(member.process().id())))
			.or(() -> terminatedSnapshot(id));
	}

	/** Actors of groups, and what is below them, are known from snapshots only. */
	private Optional<ProcessSnapshot> findMember(Predicate<ProcessSnapshot> wanted) {
		List<ProcessSnapshot> found = new ArrayList<>();
		for (Supervised group : all((process) -> process.kind() == ProcessKind.GROUP)) {
			group.children().forEach((member) -> member.traverse((process) -> {
				if (wanted.test(process)) {
					found.add(process);
				}
			}));
		}
		return found.stream().findFirst();
	}

	/**
	 * The handle of a process that has not ended.
	 * @param path its place in the tree
	 * @param type the type of its handle, as in {@code ActorRef.class}
	 * @param <H> that type
	 * @return empty if there is none, if it has ended, or if its handle is of another
	 * type
	 */
	public <H extends BackgroundProcess> Optional<H> resolve(ProcessPath path, Class<H> type) {
		Supervised process = locate(path);
		if (process == null || process.record().status().isTerminal()) {
			return Optional.empty();
		}
		Object handle = (process instanceof Supervisor supervisor) ? new Branch(this.maker, supervisor, 0) : process;
		return type.isInstance(handle) ? Optional.of(type.cast(handle)) : Optional.empty();
	}

	/**
	 * The handle of a process that has not ended.
	 * @param address where it is
	 * @param type the type of its handle, as in {@code ActorRef.class}
	 * @param <H> that type
	 * @return empty if it belongs to another runtime, if there is none, if it has ended,
	 * or if its handle is of another type
	 */
	public <H extends BackgroundProcess> Optional<H> resolve(ProcessAddress address, Class<H> type) {
		return address.runtime().equals(this.runtime) ? resolve(address.path(), type) : Optional.empty();
	}

	/**
	 * The actors that have not ended.
	 * @return the ids of their current incarnations, in the order of the tree
	 */
	public List<ProcessId> allActorIds() {
		return ids(all(ProcessDirectory::isLiveActor));
	}

	/**
	 * The actors that have not ended and are no children of others.
	 * @return the ids of their current incarnations, in the order of the tree
	 */
	public List<ProcessId> rootActorIds() {
		return ids(rootActors().stream().filter(ProcessDirectory::isLiveActor).toList());
	}

	/** The actors and groups that belong to no other actor. */
	List<Supervised> rootActors() {
		List<Supervised> found = new ArrayList<>();
		collectRoots(this.root, found);
		return found;
	}

	private static void collectRoots(Supervised process, List<Supervised> found) {
		if (process.kind() == ProcessKind.ACTOR || process.kind() == ProcessKind.GROUP) {
			found.add(process);
		}
		else {
			below(process).forEach((child) -> collectRoots(child, found));
		}
	}

	/**
	 * The actors and groups that are in the tree, dead or alive. Cheap: nothing of them
	 * but the path is looked at.
	 * @return their paths, in the order of the tree
	 */
	public List<ProcessPath> allInstanceKeys() {
		return all((process) -> process.kind() == ProcessKind.ACTOR || process.kind() == ProcessKind.GROUP).stream()
			.map(Supervised::path)
			.toList();
	}

	/**
	 * The actors that have ended and left the tree, as far as they are remembered.
	 * @return the ids of their last incarnations, those that failed first
	 */
	public List<ProcessId> terminatedActorIds() {
		return this.terminated.all()
			.stream()
			.filter((process) -> process.process().kind() == ProcessKind.ACTOR)
			.map((process) -> process.process().id())
			.toList();
	}

	/**
	 * How a process was when it ended and left the tree.
	 * @param id its last incarnation
	 * @return empty if it has not ended, stays in the tree, or is forgotten: of
	 * {@value TerminatedProcesses#SIZE} the oldest clean end makes room first, then the
	 * newest failure
	 */
	public Optional<ProcessSnapshot> terminatedSnapshot(ProcessId id) {
		return this.terminated.find(id);
	}

	/**
	 * The processes that have ended and left the tree, as far as they are remembered.
	 * @return an unmodifiable list, those that failed first, each kind of end in order
	 */
	public List<ProcessSnapshot> terminatedSnapshots() {
		return this.terminated.all();
	}

	/**
	 * Visits the tree as it is now, parents first.
	 * @param visitor called for each process with its depth, which is 0 for the root
	 */
	public void traverse(ObjIntConsumer<ProcessSnapshot> visitor) {
		traverse(this.root.process(), 0, visitor);
	}

	private static void traverse(ProcessSnapshot process, int depth, ObjIntConsumer<ProcessSnapshot> visitor) {
		visitor.accept(process, depth);
		process.children().forEach((child) -> traverse(child, depth + 1, visitor));
	}

	/** What operators do to the process at a path; empty if there is none. */
	Optional<ProcessControl> control(ProcessPath path) {
		Supervised process = locate(path);
		Supervisor above = (keeper(path) instanceof Supervisor supervisor) ? supervisor : null;
		return Optional.ofNullable(process).map((found) -> new ProcessControl(found, above));
	}

	/** The process at a path, null if there is none. */
	@Nullable Supervised locate(ProcessPath path) {
		if (path.equals(ProcessPath.ROOT)) {
			return this.root;
		}
		Nursery keeper = (path.depth() <= ProcessPath.MAX_DEPTH) ? keeper(path) : null;
		return (keeper != null) ? keeper.child(path.name()) : null;
	}

	/** Who looks after the process at a path, null if there is nobody. */
	@Nullable Nursery keeper(ProcessPath path) {
		ProcessPath parent = path.parent();
		Supervised above = (parent != null) ? locate(parent) : null;
		return (above != null) ? above.keeper() : null;
	}

	private List<Supervised> all(Predicate<Supervised> wanted) {
		List<Supervised> found = new ArrayList<>();
		visit(this.root, (process) -> {
			if (wanted.test(process)) {
				found.add(process);
			}
		});
		return found;
	}

	private static void visit(Supervised process, Consumer<Supervised> visitor) {
		visitor.accept(process);
		below(process).forEach((child) -> visit(child, visitor));
	}

	private static List<Supervised> below(Supervised process) {
		Nursery keeper = process.keeper();
		return (keeper != null) ? keeper.list() : List.of();
	}

	private static boolean isLiveActor(Supervised process) {
		return process.kind() == ProcessKind.ACTOR && !process.record().status().isTerminal();
	}

	/** Those that were declared and never started have none. */
	private static List<ProcessId> ids(List<Supervised> processes) {
		List<ProcessId> ids = new ArrayList<>();
		for (Supervised process : processes) {
			ProcessId id = process.record().ref().id();
			if (id != null) {
				ids.add(id);
			}
		}
		return List.copyOf(ids);
	}

}
