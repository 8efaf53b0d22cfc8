package dev.concurrency.actor;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.InterruptibleSection;

/**
 * Work that an actor has done on another thread. What follows it runs in the actor again;
 * if the incarnation ends first, the work is interrupted and nothing follows but the
 * cancellation. Thread-safe.
 * <p>
 * The result is written before the actor is told, and read in its turn.
 *
 * @param <M> the type of the actor's messages
 * @param <R> the type of the result
 */
final class Errand<M, R> implements Arrival<M>, Tied, Runnable {

	private final CompletableFuture<R> stage = new CompletableFuture<>();

	private final InterruptibleSection section = new InterruptibleSection();

	private final ActorCell<M> cell;

	private final Callable<? extends R> work;

	private volatile boolean cut;

	private @Nullable R result;

	private @Nullable Throwable failure;

	private Errand(ActorCell<M> cell, Callable<? extends R> work) {
		this.cell = cell;
		this.work = work;
	}

	/** Sends work out. The actor's own code. */
	static <M, R> CompletionStage<R> start(ActorCell<M> cell, Callable<? extends R> work, Executor executor) {
		Errand<M, R> errand = new Errand<>(cell, work);
		Holdings<M> holdings = cell.holdings();
		holdings.sendOut();
		holdings.tie(errand);
		try {
			executor.execute(errand);
		}
		catch (RejectedExecutionException ex) {
			holdings.takeIn();
			holdings.untie(errand);
			errand.stage.completeExceptionally(ex);
		}
		return errand.stage;
	}

	@Override
	public void run() {
		this.section.enter();
		try {
			if (this.cut) {
				return;
			}
			this.result = this.work.call();
		}
		catch (Throwable ex) {
			this.failure = ex;
		}
		finally {
			this.section.leave();
		}
		this.cell.arrive(this);
	}

	@Override
	public void serve(Actor<M> actor, Turn<M> turn) {
		if (this.cut) {
			return;
		}
		Holdings<M> holdings = this.cell.holdings();
		holdings.takeIn();
		holdings.untie(this);
		Throwable failed = this.failure;
		if (failed != null) {
			this.stage.completeExceptionally(failed);
		}
		else {
			this.stage.complete(this.result);
		}
	}

	@Override
	public void cut() {
		this.cut = true;
		this.section.interrupt();
		this.stage.completeExceptionally(new CancellationException("The actor " + this.cell.path() + " has ended"));
	}

}
