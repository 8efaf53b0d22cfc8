package dev.concurrency.actor;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.Recorded;
import dev.concurrency.process.Terminated;

/**
 * Tells an actor of the end of another process with a message. Thread-safe. Once it is
 * cut nothing of it is left with the other process.
 *
 * @param <M> the type of a message
 */
final class Watching<M> implements Tied {

	private final AtomicReference<@Nullable Watcher<M>> watcher;

	private volatile @Nullable Runnable leave;

	private Watching(ActorCell<M> cell, Function<? super Terminated, ? extends M> message) {
		this.watcher = new AtomicReference<>(new Watcher<>(cell, message));
	}

	/** Begins. The actor's own code. */
	static <M> void start(ActorCell<M> cell, BackgroundProcess process,
			Function<? super Terminated, ? extends M> message) {
		BackgroundProcess one = oneOf(process);
		Watching<M> watching = new Watching<>(cell, message);
		cell.holdings().tie(watching);
		watching.leaves(follow(one, () -> {
			var unused = one.watch().thenAccept(watching::ended);
		}));
	}

	/**
	 * Has somebody told of the end of a process.
	 * @param process one that stays the same
	 * @param told runs once
	 * @return has the process forget that
	 */
	static Runnable follow(BackgroundProcess process, Runnable told) {
		if (process instanceof Recorded recorded) {
			return recorded.record().follow(told);
		}
		// None of ours: its stage keeps what hangs on it.
		var unused = process.termination().whenComplete((nothing, failure) -> told.run());
		return () -> {
		};
	}

	/** It may have been cut before. */
	private void leaves(Runnable forget) {
		this.leave = forget;
		if (this.watcher.get() == null) {
			forget.run();
		}
	}

	/** Whoever has the key of an actor later is another one. */
	static BackgroundProcess oneOf(BackgroundProcess process) {
		BackgroundProcess wanted = process;
		if (wanted instanceof WeakRef<?> weak) {
			wanted = weak.there();
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
		Runnable forget = this.leave;
		if (forget != null) {
			forget.run();
		}
	}

	private record Watcher<M>(ActorCell<M> cell, Function<? super Terminated, ? extends M> message) {
	}

}
