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
		BackgroundProcess one = oneOf(process);
		Watching<M> watching = new Watching<>(cell, message);
		cell.holdings().tie(watching);
		// Only a failure ends the first stage exceptionally; the second says which.
		CompletionStage<Terminated> ended = one.termination()
			.handle((nothing, failure) -> one.watch())
			.thenCompose(Function.identity());
		var unused = ended.thenAccept(watching::ended);
	}

	/** Whoever has the key of an actor later is another one. */
	private static BackgroundProcess oneOf(BackgroundProcess process) {
		BackgroundProcess wanted = (process instanceof BestEffortRef<?> ref) ? ref.actor() : process;
		return (wanted instanceof Recipient<?> actor) ? actor.current() : wanted;
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
