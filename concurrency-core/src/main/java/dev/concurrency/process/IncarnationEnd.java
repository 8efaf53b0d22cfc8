package dev.concurrency.process;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * The end of one incarnation, for those who watch it; before the first incarnation of a
 * process the end of that one. Thread-safe. Costs next to nothing while nobody watches.
 * <p>
 * Invariant: the state is null while nobody watches, a {@link Watch} while somebody does,
 * and the {@link Terminated} from the end on. Watchers and the end meet in one CAS: a
 * watcher either has the future that the end completes or sees the end.
 */
final class IncarnationEnd {

	private final AtomicReference<@Nullable Object> state = new AtomicReference<>();

	private final Executor completions;

	IncarnationEnd(Executor completions) {
		this.completions = completions;
	}

	/** The end, also when it has come already. */
	CompletionStage<Terminated> stage() {
		while (true) {
			Object current = this.state.get();
			if (current instanceof Terminated over) {
				return CompletableFuture.completedStage(over);
			}
			if (current instanceof Watch watch) {
				return watch.end.minimalCompletionStage();
			}
			this.state.compareAndSet(null, new Watch());
		}
	}

	/** Whether the incarnation has ended. */
	boolean isOver() {
		return this.state.get() instanceof Terminated;
	}

	/** Only the first end of an incarnation counts. */
	void complete(Terminated over) {
		Object before = this.state.getAndUpdate((current) -> (current instanceof Terminated) ? current : over);
		if (before instanceof Watch watch) {
			this.completions.execute(() -> watch.end.complete(over));
		}
	}

	/** Somebody watches. */
	private static final class Watch {

		private final CompletableFuture<Terminated> end = new CompletableFuture<>();

	}

}
