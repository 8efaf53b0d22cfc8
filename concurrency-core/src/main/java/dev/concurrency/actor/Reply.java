package dev.concurrency.actor;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ProcessPath;
import dev.concurrency.time.Durations;
import dev.concurrency.time.Timer;

/**
 * The port of one question. Completes its stage once, on the shared dispatcher: with the
 * reply, a failure or the timeout, whichever is first. Thread-safe.
 *
 * @param <R> the type of the reply
 */
final class Reply<R> implements OncePort<R> {

	private final CompletableFuture<R> stage = new CompletableFuture<>();

	private final AtomicBoolean answered = new AtomicBoolean();

	private final Supplier<ProcessPath> actor;

	private final Executor executor;

	private volatile Timer.@Nullable Timeout timeout;

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
		return this.answered.get();
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
		if (this.answered.get()) {
			armed.cancel();
		}
	}

	@Override
	public boolean send(R reply) {
		return complete(() -> this.stage.complete(reply));
	}

	@Override
	public boolean fail(Throwable cause) {
		return complete(() -> this.stage.completeExceptionally(cause));
	}

	private boolean complete(Runnable completion) {
		if (!this.answered.compareAndSet(false, true)) {
			return false;
		}
		Timer.Timeout armed = this.timeout;
		if (armed != null) {
			armed.cancel();
		}
		try {
			this.executor.execute(completion);
		}
		catch (RejectedExecutionException ex) {
			// The runtime is closed: rather here than never.
			completion.run();
		}
		return true;
	}

}
