package dev.concurrency.actor;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.Terminated;

/**
 * Addresses an actor and keeps nothing of it alive: once its runtime is gone it answers
 * as an actor does that has ended. Thread-safe.
 *
 * @param actor gives the actor, null when it is gone
 * @param path the actor's place in the tree
 * @param <M> the type of a message
 */
record WeakRef<M>(Supplier<@Nullable ActorRef<M>> actor, ProcessPath path) implements ActorRef<M> {

	/** The actor itself, or this if that is gone. */
	ActorRef<M> there() {
		ActorRef<M> known = this.actor.get();
		return (known != null) ? known : this;
	}

	@Override
	public Admission tryTell(M message) {
		Objects.requireNonNull(message, "message");
		ActorRef<M> there = this.actor.get();
		return (there != null) ? there.tryTell(message) : Admission.CLOSED;
	}

	@Override
	public Admission tell(M message) throws InterruptedException {
		ActorRef<M> there = this.actor.get();
		return (there != null) ? there.tell(message) : Admission.CLOSED;
	}

	@Override
	public Admission tell(M message, Duration timeout) throws InterruptedException {
		ActorRef<M> there = this.actor.get();
		return (there != null) ? there.tell(message, timeout) : Admission.CLOSED;
	}

	@Override
	public <R> CompletionStage<R> ask(Function<OncePort<R>, M> message, Duration timeout) {
		ActorRef<M> there = this.actor.get();
		return (there != null) ? there.ask(message, timeout)
				: CompletableFuture.failedStage(new AskException.Ended(this.path, null));
	}

	@Override
	public ActorRef<M> bestEffort() {
		return new WeakRef<>(() -> {
			ActorRef<M> there = this.actor.get();
			return (there != null) ? there.bestEffort() : null;
		}, this.path);
	}

	@Override
	public ActorRef<M> weak() {
		return this;
	}

	@Override
	public ProcessStatus status() {
		ActorRef<M> there = this.actor.get();
		return (there != null) ? there.status() : new ProcessStatus.Stopped("its runtime is gone");
	}

	@Override
	public CompletionStage<@Nullable Void> termination() {
		ActorRef<M> there = this.actor.get();
		return (there != null) ? there.termination() : CompletableFuture.completedStage(null);
	}

	@Override
	public CompletionStage<Terminated> watch() {
		ActorRef<M> there = this.actor.get();
		return (there != null) ? there.watch()
				: CompletableFuture.failedStage(new IllegalStateException("The runtime of " + this.path + " is gone"));
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

}
