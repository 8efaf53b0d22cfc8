package dev.concurrency.actor;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.Terminated;

/**
 * Tells an actor of the end of another process with a message. Thread-safe.
 *
 * @param <M> the type of a message
 */
final class Watching<M> implements Tied {

	private final ActorCell<M> cell;

	private final Function<? super Terminated, ? extends M> message;

	private volatile boolean cut;

	private Watching(ActorCell<M> cell, Function<? super Terminated, ? extends M> message) {
		this.cell = cell;
		this.message = message;
	}

	/** Begins. The actor's own code. */
	static <M> void start(ActorCell<M> cell, BackgroundProcess process,
			Function<? super Terminated, ? extends M> message) {
		Watching<M> watching = new Watching<>(cell, message);
		cell.holdings().tie(watching);
		// Only a failure ends the first stage exceptionally; the second says which.
		CompletionStage<Terminated> ended = process.termination()
			.handle((nothing, failure) -> process.watch())
			.thenCompose(Function.identity());
		var unused = ended.thenAccept(watching::ended);
	}

	private void ended(Terminated terminated) {
		if (!this.cut) {
			this.cell.arrive((actor, turn) -> {
				this.cell.holdings().untie(this);
				if (!this.cut) {
					turn.handle(actor, this.message.apply(terminated));
				}
			});
		}
	}

	@Override
	public void cut() {
		this.cut = true;
	}

}
