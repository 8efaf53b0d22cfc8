package dev.concurrency.actor;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.Terminated;

/**
 * Addresses an actor; what it does not handle is only counted. Thread-safe.
 *
 * @param actor the actor
 * @param <M> the type of a message
 */
record BestEffortRef<M>(Recipient<M> actor) implements ActorRef<M> {

	@Override
	public Admission tryTell(M message) {
		return this.actor
			.send(this.actor.type().letter(Objects.requireNonNull(message, "message"), Letter.BEST_EFFORT));
	}

	@Override
	public Admission tell(M message) throws InterruptedException {
		return this.actor.tell(message);
	}

	@Override
	public Admission tell(M message, Duration timeout) throws InterruptedException {
		return this.actor.tell(message, timeout);
	}

	@Override
	public <R> CompletionStage<R> ask(Function<OncePort<R>, M> message, Duration timeout) {
		return this.actor.ask(message, timeout);
	}

	@Override
	public ActorRef<M> bestEffort() {
		return this;
	}

	@Override
	public ActorRef<M> weak() {
		return this.actor.weak().bestEffort();
	}

	@Override
	public ProcessPath path() {
		return this.actor.path();
	}

	@Override
	public ProcessStatus status() {
		return this.actor.status();
	}

	@Override
	public CompletionStage<@Nullable Void> termination() {
		return this.actor.termination();
	}

	@Override
	public CompletionStage<Terminated> watch() {
		return this.actor.watch();
	}

	@Override
	public String toString() {
		return path().toString();
	}

}
