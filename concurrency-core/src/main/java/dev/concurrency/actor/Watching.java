package dev.concurrency.actor;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.Terminated;

/**
 * Tells an actor of the end of another process with a message. Thread-safe. Once it is
 * cut it knows the actor no more, whoever still knows it.
 *
 * @param <M> the type of a message
 */
final class Watching<M> implements Tied {

	private final AtomicReference<@Nullable Watcher<M>> watcher;

	private Watching(ActorCell<M> cell, Function<? super Terminated, ? extends M> message) {
		this.watcher = new AtomicReference<>(new Watcher<>(cell, message));
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
		BackgroundProcess wanted = process;
		if (wanted instanceof WeakRef<?> weak) {
			ActorRef<?> there = weak.actor().get();
			wanted = (there != null) ? there : wanted;
		}
		if (wanted instanceof BestEffortRef<?> ref) {
			wanted = ref.actor();
		}
		return (wanted instanceof Recipient<?> actor) ? actor.current() : wanted;
	}

	private void ended(Terminated terminated) {
		Watcher<M> told = this.watcher.get();
		if (told != null) {
			told.cell.arrive((actor, turn) -> {
				told.cell.holdings().untie(this);
				if (this.watcher.getAndSet(null) != null) {
					turn.handle(actor, told.message.apply(terminated));
				}
			});
		}
	}

	@Override
	public void cut() {
		this.watcher.set(null);
	}

	private record Watcher<M>(ActorCell<M> cell, Function<? super Terminated, ? extends M> message) {
	}

}
