package dev.concurrency;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.actor.ActorRef;
import dev.concurrency.process.Admission;
import dev.concurrency.process.Failures;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessFailure;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessListener;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.Supervised;

/**
 * Decides who is told of a failure that nobody handles: that of an actor goes to the
 * coordinator, if there is one that can take it; all others go to the give-up handler.
 * Thread-safe.
 * <p>
 * Nobody handles the end of an actor if its parent is no actor, nobody asked it to end,
 * it had started (who starts it hears of a failed start), and its supervisor goes on;
 * otherwise the failure of that tells.
 */
final class Coordination implements ProcessListener {

	private static final Logger logger = LoggerFactory.getLogger(ConcurrencyRuntime.class);

	private final @Nullable GiveUpHandler giveUp;

	private final ThreadFactory threads;

	private final ProcessPath actors;

	private final AtomicReference<@Nullable ActorRef<? super ProcessFailure>> coordinator = new AtomicReference<>();

	// Set once, before anything starts.
	private volatile @Nullable ProcessDirectory directory;

	/**
	 * Without a coordinator.
	 * @param giveUp told where nobody else is
	 * @param threads makes a thread for each of its calls
	 * @param actors the supervisor of actors
	 */
	Coordination(@Nullable GiveUpHandler giveUp, ThreadFactory threads, ProcessPath actors) {
		this.giveUp = giveUp;
		this.threads = threads;
		this.actors = actors;
	}

	/** Where the processes of events are looked up. */
	void lookUpIn(ProcessDirectory newDirectory) {
		this.directory = newDirectory;
	}

	void coordinator(ActorRef<? super ProcessFailure> newCoordinator) {
		if (!this.coordinator.compareAndSet(null, newCoordinator)) {
			throw new IllegalStateException("The runtime has a supervision coordinator already: " + path());
		}
	}

	/** The coordinator's path, null while there is none. */
	@Nullable ProcessPath path() {
		ActorRef<? super ProcessFailure> current = this.coordinator.get();
		return (current != null) ? current.path() : null;
	}

	@Override
	public void onEvent(ProcessEvent event) {
		if (event instanceof ProcessEvent.GaveUp gaveUp && gaveUp.process().path().isChildOf(ProcessPath.ROOT)) {
			ProcessFailure failure = new ProcessFailure(gaveUp.process(), gaveUp.at(), gaveUp.cause());
			if (!(isOfActors(gaveUp.process().kind(), failure.path()) && isTaken(failure))) {
				giveUp(failure);
			}
		}
		else if (event instanceof ProcessEvent.Stopped stopped && stopped.cause() != null && isUnhandled(stopped)) {
			ProcessFailure failure = new ProcessFailure(stopped.process(), stopped.at(), stopped.cause());
			if (!isTaken(failure)) {
				giveUp(failure);
			}
		}
	}

	private boolean isOfActors(ProcessKind kind, ProcessPath path) {
		return path.equals(this.actors) || kind == ProcessKind.ACTOR || kind == ProcessKind.GROUP;
	}

	private boolean isUnhandled(ProcessEvent.Stopped end) {
		ProcessKind kind = end.process().kind();
		boolean ofActors = kind == ProcessKind.ACTOR || kind == ProcessKind.GROUP;
		return ofActors && end.took().isZero() && !hasActorAbove(end.process().path())
				&& hadStartedAndIsNotGivenUp(end);
	}

	private boolean hasActorAbove(ProcessPath path) {
		ProcessPath parent = path.parent();
		ProcessDirectory processes = this.directory;
		Supervised above = (processes != null && parent != null) ? processes.locate(parent) : null;
		// What is below an actor of a group is not found.
		return above == null || above.kind() == ProcessKind.ACTOR;
	}

	private boolean hadStartedAndIsNotGivenUp(ProcessEvent.Stopped end) {
		ProcessDirectory processes = this.directory;
		ProcessSnapshot last = (processes != null && end.process().id() != null)
				? processes.find(end.process().id()).orElse(null) : null;
		return last != null && last.started() != null && !last.givenUp();
	}

	/**
	 * Whether the coordinator has it now. It cannot speak of its own end, nor of that of
	 * what it was part of.
	 */
	private boolean isTaken(ProcessFailure failure) {
		ActorRef<? super ProcessFailure> current = this.coordinator.get();
		if (current == null || current.path().equals(failure.path()) || current.path().isBelow(failure.path())) {
			return false;
		}
		return current.tryTell(failure) == Admission.ACCEPTED;
	}

	/** It may stop the runtime, which waits for the thread that calls here. */
	private void giveUp(ProcessFailure failure) {
		GiveUpHandler handler = this.giveUp;
		if (handler != null) {
			Thread thread = this.threads.newThread(() -> {
				try {
					handler.gaveUp(failure.process(), failure.cause());
				}
				catch (Throwable ex) {
					logger.warn("The give-up handler failed on {}", failure.process(), Failures.loggable(ex));
				}
			});
			thread.setName("concurrency-give-up");
			thread.start();
		}
	}

}
