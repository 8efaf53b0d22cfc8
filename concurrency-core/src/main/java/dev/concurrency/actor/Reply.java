package dev.concurrency.actor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.AfterTurn;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.SharedPool;
import dev.concurrency.time.Durations;
import dev.concurrency.time.Timer;

/**
 * The port of one question. Completes its stage once, on the shared dispatcher: with the
 * reply, a failure or the timeout, whichever is first. Thread-safe.
 *
 * @param <R> the type of the reply
 */
final class Reply<R> extends AfterTurn implements OncePort<R> {

	private static final VarHandle ANSWERED;

	static {
		try {
			ANSWERED = MethodHandles.lookup().findVarHandle(Reply.class, "answered", boolean.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final CompletableFuture<R> stage = new CompletableFuture<>();

	private final Supplier<ProcessPath> actor;

	private final Executor executor;

	private volatile boolean answered;

	private volatile Timer.@Nullable Timeout timeout;

	// Written by who answers first, before the executor gets this.

	private @Nullable R value;

	private @Nullable Throwable failure;

	/**
	 * An open question.
	 * @param actor who is asked
	 * @param executor completes the stage
	 */
	Reply(Supplier<ProcessPath> actor, Executor executor) {
		this.actor = actor;
		this.executor = executor;
	}

	/** Whether it has got its answer, which may be under way. */
	boolean isAnswered() {
		return this.answered;
	}

	/** The stage itself, not a copy: it belongs to the one who asked. */
	@Override
	public CompletionStage<R> stage() {
		return this.stage;
	}

	/** Fails the question after a while, unless it is answered before. */
	void expectWithin(Duration limit, Timer timer) {
		Timer.Timeout armed = timer.schedule(Durations.toNanos(limit),
				() -> fail(new AskException.TimedOut(this.actor.get(), limit)));
		this.timeout = armed;
		if (this.answered) {
			armed.cancel();
		}
	}

	@Override
	public boolean send(R reply) {
		return answer(reply, null);
	}

	@Override
	public boolean fail(Throwable cause) {
		return answer(null, Objects.requireNonNull(cause, "cause"));
	}

	private boolean answer(@Nullable R reply, @Nullable Throwable cause) {
		if (!ANSWERED.compareAndSet(this, false, true)) {
			return false;
		}
		this.value = reply;
		this.failure = cause;
		Timer.Timeout armed = this.timeout;
		if (armed != null) {
			armed.cancel();
		}
		try {
			execute();
		}
		catch (RejectedExecutionException ex) {
			// The runtime is closed: rather here than never.
			run();
		}
		return true;
	}

	/** Not inside the turn that answers. */
	private void execute() {
		if (this.executor instanceof SharedPool pool) {
			pool.executeAfter(this);
		}
		else {
			this.executor.execute(this);
		}
	}

	/** Completes the stage, once it is answered. */
	@Override
	public void run() {
		Throwable cause = this.failure;
		if (cause != null) {
			this.stage.completeExceptionally(cause);
		}
		else {
			this.stage.complete(this.value);
		}
	}

}
