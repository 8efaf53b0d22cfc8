package dev.concurrency;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.EndMode;
import dev.concurrency.process.Nursery;
import dev.concurrency.process.ProcessContext;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessRef;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.StatusObserver;
import dev.concurrency.process.Supervised;
import dev.concurrency.time.Durations;

/**
 * Ends actors for good, one by one or all. Thread-safe; the supervisors of the actors do
 * it, so each deadline and interrupt is theirs.
 */
final class ActorControl {

	private final ProcessDirectory directory;

	private final ActorGate gate;

	private final Coordination coordination;

	private final Duration abortGrace;

	ActorControl(ProcessDirectory directory, ActorGate gate, Coordination coordination, Duration abortGrace) {
		this.directory = directory;
		this.gate = gate;
		this.coordination = coordination;
		this.abortGrace = abortGrace;
	}

	Optional<StatusObserver> stop(ProcessPath path, EndMode mode, String reason) {
		Supervised actor = this.directory.locate(path);
		Nursery keeper = this.directory.keeper(path);
		if (actor == null || keeper == null || !isActor(actor) || !wasStarted(actor)) {
			return Optional.empty();
		}
		StatusObserver observer = new StatusObserver(actor.record());
		var unused = keeper.end(path.name(), mode, reason);
		return Optional.of(observer);
	}

	Optional<CompletionStage<ProcessId>> abortRoot(ProcessPath path) {
		Supervised actor = this.directory.locate(path);
		Nursery keeper = this.directory.keeper(path);
		ProcessId id = (actor != null) ? actor.record().ref().id() : null;
		if (actor == null || id == null || keeper == null || !this.directory.rootActors().contains(actor)) {
			return Optional.empty();
		}
		StatusObserver observer = new StatusObserver(actor.record());
		var unused = keeper.end(path.name(), EndMode.ABORT, "aborted");
		return Optional.of(observer.terminal().thenApply((status) -> id));
	}

	private static boolean isActor(Supervised process) {
		return process.kind() == ProcessKind.ACTOR || process.kind() == ProcessKind.GROUP;
	}

	private static boolean wasStarted(Supervised process) {
		return !(process.record().status() instanceof ProcessStatus.Created);
	}

	/**
	 * Ends all actors.
	 * @param exceptCurrent whether that one is left alone whose code asks
	 */
	DestroyReport destroy(Duration timeout, String reason, boolean exceptCurrent) throws InterruptedException {
		long begun = System.nanoTime();
		this.gate.close();
		Supervised current = current();
		Supervised coordinator = null;
		List<Supervised> others = new ArrayList<>();
		for (Supervised root : living()) {
			if (root.path().equals(this.coordination.path())) {
				coordinator = root;
			}
			else if (root != current) {
				others.add(root);
			}
		}
		List<Supervised> stopped = new ArrayList<>();
		List<Supervised> left = new ArrayList<>();
		Deadline deadline = new Deadline(begun, timeout);
		try {
			end(others, reason, deadline, stopped, left);
			if (coordinator != null && coordinator != current) {
				end(List.of(coordinator), reason, deadline, stopped, left);
			}
		}
		finally {
			if (current != null && !exceptCurrent) {
				// Not before: its own time to end must not run out while it waits here.
				var unused = ask(current, EndMode.DRAIN_WITHOUT_LIMIT, reason);
			}
		}
		if (current != null && !exceptCurrent) {
			left.add(current);
		}
		return new DestroyReport(Duration.ofNanos(System.nanoTime() - begun), refs(stopped), refs(left));
	}

	/** The root actor or group whose code, or that of whose children, runs here. */
	private @Nullable Supervised current() {
		ProcessPath here = ProcessContext.current().map(ProcessContext::path).orElse(null);
		if (here == null) {
			return null;
		}
		return living().stream()
			.filter((root) -> here.equals(root.path()) || here.isBelow(root.path()))
			.findFirst()
			.orElse(null);
	}

	private List<Supervised> living() {
		return this.directory.rootActors().stream().filter((root) -> !isOver(root)).toList();
	}

	/**
	 * One that was not started yet is about to be, unless its supervisor does not run.
	 */
	private boolean isOver(Supervised process) {
		if (wasStarted(process)) {
			return process.record().status().isTerminal();
		}
		Nursery keeper = this.directory.keeper(process.path());
		return keeper == null || !wasStarted(keeper) || keeper.record().status().isTerminal();
	}

	private void end(List<Supervised> roots, String reason, Deadline deadline, List<Supervised> stopped,
			List<Supervised> left) throws InterruptedException {
		await(roots, EndMode.DRAIN, reason, deadline);
		List<Supervised> stragglers = roots.stream().filter((root) -> !isOver(root)).toList();
		if (!stragglers.isEmpty()) {
			await(stragglers, EndMode.ABORT, reason, new Deadline(System.nanoTime(), this.abortGrace));
		}
		roots.forEach((root) -> (isOver(root) ? stopped : left).add(root));
	}

	private void await(List<Supervised> roots, EndMode mode, String reason, Deadline deadline)
			throws InterruptedException {
		CompletableFuture<?>[] ends = roots.stream()
			.map((root) -> ask(root, mode, reason).toCompletableFuture())
			.toArray(CompletableFuture[]::new);
		try {
			CompletableFuture.allOf(ends).get(deadline.left(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException | ExecutionException ex) {
			// Its status tells who has ended; one that is unknown by now has.
		}
	}

	private CompletionStage<?> ask(Supervised root, EndMode mode, String reason) {
		Nursery keeper = this.directory.keeper(root.path());
		return (keeper != null) ? keeper.end(root.path().name(), mode, reason) : CompletableFuture.completedStage(null);
	}

	private static List<ProcessRef> refs(List<Supervised> processes) {
		return processes.stream().map((process) -> process.record().ref()).toList();
	}

	private record Deadline(long begun, Duration timeout) {

		long left() {
			return Math.max(0, Durations.toNanos(this.timeout) - (System.nanoTime() - this.begun));
		}

	}

}
