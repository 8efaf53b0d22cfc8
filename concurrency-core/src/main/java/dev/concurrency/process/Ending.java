package dev.concurrency.process;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * How something ends, for those who follow it: what they do then is theirs and runs on
 * the given executor, not on the supervisor's thread. Thread-safe. Costs next to nothing
 * while nobody follows.
 * <p>
 * Invariant: the state is null while nobody follows, open while somebody does, and over
 * from the end on. Followers and the end meet in one CAS: a follower either has the
 * future that the end completes or sees the end.
 *
 * @param <T> how it ends
 */
final class Ending<T extends @Nullable Object> {

	private final AtomicReference<@Nullable State<T>> state = new AtomicReference<>();

	// Made by the first who may leave again.
	private final AtomicReference<@Nullable Map<Object, Runnable>> followers = new AtomicReference<>();

	private final Executor completions;

	Ending(Executor completions) {
		this.completions = completions;
	}

	/** The end, also when it has come already. */
	CompletionStage<T> stage() {
		State<T> current = this.state.get();
		while (current == null) {
			this.state.compareAndSet(null, new State<>(new CompletableFuture<>(), false));
			current = this.state.get();
		}
		return current.end.minimalCompletionStage();
	}

	/**
	 * Has somebody told of the end who may leave before it; a stage keeps whoever hangs
	 * on it as long as the process lives. Who has come and who tells meet in the map:
	 * each is written to it before it is looked whether the end has come, and the end is
	 * written before the map is read. Whoever takes a follower out tells it.
	 * @param follower told once, here if the end has come
	 * @return forgets the follower; idempotent
	 */
	Runnable follow(Runnable follower) {
		Map<Object, Runnable> all = this.followers
			.updateAndGet((made) -> (made != null) ? made : new ConcurrentHashMap<>(2));
		Object place = new Object();
		Objects.requireNonNull(all).put(place, follower);
		if (isOver()) {
			tell(all, place);
		}
		return () -> all.remove(place);
	}

	private static void tell(Map<Object, Runnable> all, Object place) {
		Runnable follower = all.remove(place);
		if (follower != null) {
			follower.run();
		}
	}

	/** Whether the end has come; followers may hear of it later. */
	boolean isOver() {
		State<T> current = this.state.get();
		return current != null && current.over;
	}

	/** Only the first end counts. */
	void complete(CompletableFuture<T> end) {
		State<T> over = new State<>(end, true);
		State<T> before = this.state.getAndUpdate((current) -> (current != null && current.over) ? current : over);
		if (before != null && !before.over) {
			this.completions.execute(() -> pass(end, before.end));
		}
		Map<Object, Runnable> told = this.followers.get();
		if (told != null && !told.isEmpty()) {
			this.completions.execute(() -> told.keySet().forEach((place) -> tell(told, place)));
		}
	}

	private static <T extends @Nullable Object> void pass(CompletableFuture<T> end, CompletableFuture<T> followed) {
		var unused = end.whenComplete((result, failure) -> {
			if (failure != null) {
				followed.completeExceptionally(failure);
			}
			else {
				followed.complete(result);
			}
		});
	}

	private record State<T extends @Nullable Object>(CompletableFuture<T> end, boolean over) {
	}

}
