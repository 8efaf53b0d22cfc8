package dev.concurrency.actor;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

import dev.concurrency.process.Admission;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.CheckReturnValue;

/**
 * What takes letters in this JVM: an actor, or whoever has a key at the moment. Stateless
 * but for what implements it; thread-safe.
 *
 * @param <M> the type of a message
 */
interface Recipient<M> extends ActorRef<M> {

	/** Offers a letter once. */
	@CheckReturnValue
	Admission send(Letter<M> letter);

	/** Why a question was not taken. */
	AskException refusal(Admission answer);

	/**
	 * The actor itself, to be followed to its end.
	 * @throws IllegalStateException if there is none at the moment
	 */
	BackgroundProcess current();

	/** What it shares with others. */
	ActorType<M> type();

	@Override
	default <R> CompletionStage<R> ask(Function<OncePort<R>, M> message, Duration timeout) {
		Reply<R> reply = new Reply<>(this::path, type().environment().shared());
		Admission answer = send(type().letter(question(message, reply), reply));
		if (answer != Admission.ACCEPTED) {
			reply.fail(refusal(answer));
			return reply.stage();
		}
		type().asks().increment();
		try {
			reply.expectWithin(timeout, type().environment().timer());
		}
		catch (RejectedExecutionException ex) {
			reply.fail(new AskException.Ended(path(), ex));
		}
		return reply.stage();
	}

	private static <M, R> M question(Function<OncePort<R>, M> message, Reply<R> reply) {
		try {
			return Objects.requireNonNull(message.apply(reply), "message");
		}
		catch (RuntimeException ex) {
			reply.fail(ex);
			throw ex;
		}
	}

	@Override
	default ActorRef<M> bestEffort() {
		return new BestEffortRef<>(this);
	}

}
