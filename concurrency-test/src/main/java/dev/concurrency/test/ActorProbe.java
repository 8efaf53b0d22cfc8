package dev.concurrency.test;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.ActorClient;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.DeadLetter;
import dev.concurrency.process.Admission;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.CheckReturnValue;

/**
 * An actor of the test's own: others send to it, it keeps what it gets, and it sends in
 * its own name, so that it gets back what is not handled. Its reference is thread-safe;
 * the rest belongs to the test's thread.
 *
 * @param <M> the type of a message
 */
public final class ActorProbe<M> extends Probe<M> implements AutoCloseable {

	private final Queue<DeadLetter> returned = new ArrayDeque<>();

	private final ActorClient<M> client;

	ActorProbe(ActorClient<M> client, Patience patience) {
		super(client.ref().path().toString(), patience);
		this.client = client;
	}

	/**
	 * A probe in a runtime with threads of its own.
	 * @param runtime a runtime that runs
	 * @param name unique among the living actors and groups
	 * @param type the type of a message
	 * @param <M> the type of a message
	 * @return a new probe, whose expectations wait for {@link TestKit#PATIENCE}
	 */
	public static <M> ActorProbe<M> of(ConcurrencyRuntime runtime, String name, Class<M> type) {
		return new ActorProbe<>(runtime.client(name, type), Patience.OF_THREADS);
	}

	/**
	 * How others address it.
	 * @return a thread-safe reference
	 */
	public ActorRef<M> ref() {
		return this.client.ref();
	}

	/**
	 * Sends in the probe's name.
	 * @param actor to whom
	 * @param message the message
	 * @param <N> the type of the actor's messages
	 * @return as {@link ActorRef#tryTell}
	 */
	@CheckReturnValue
	public <N> Admission tryTell(ActorRef<N> actor, N message) {
		return this.client.tryTell(actor, message);
	}

	/**
	 * Waits until a message comes back that was sent from here and not handled.
	 * @return the message and why
	 * @throws AssertionError if none does
	 */
	public DeadLetter expectUndeliverable() {
		boolean there = waitUntil(() -> {
			fetch();
			return !this.returned.isEmpty();
		});
		if (!there) {
			throw new AssertionError(this + " got no message back");
		}
		return Objects.requireNonNull(this.returned.poll());
	}

	/**
	 * Waits until a process has ended and is not restarted.
	 * @param process which process
	 * @return why it failed, empty after a clean end
	 * @throws AssertionError if it does not end
	 */
	public Optional<Throwable> expectTerminated(BackgroundProcess process) {
		CompletableFuture<?> end = process.termination().toCompletableFuture();
		if (!waitUntil(end::isDone)) {
			throw new AssertionError(process.path() + " has not ended: it is " + process.status());
		}
		try {
			end.get();
			return Optional.empty();
		}
		catch (ExecutionException ex) {
			return Optional.of((ex.getCause() != null) ? ex.getCause() : ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	void fetch() {
		try {
			Optional<M> next = this.client.receive(Duration.ZERO);
			while (next.isPresent()) {
				take(next.get());
				next = this.client.receive(Duration.ZERO);
			}
			this.returned.addAll(this.client.undeliverable());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/** Takes nothing more; who sends to it finds it closed. Idempotent. */
	@Override
	public void close() {
		this.client.close();
	}

}
