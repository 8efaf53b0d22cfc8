package dev.concurrency.worker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Who has asked one incarnation for a tick and waits for its end. Thread-safe.
 * <p>
 * Each is in one of two lists: those of {@code waiting} want a tick that has not begun,
 * those of {@code served} have it. Whoever ends the incarnation closes this first and
 * then takes both lists; who asks adds itself and then looks whether it is closed: one of
 * the two finds it.
 */
final class TickRequests {

	private final AtomicReference<@Nullable TickRequest> waiting = new AtomicReference<>();

	private final AtomicReference<@Nullable TickRequest> served = new AtomicReference<>();

	private final Executor completions;

	private final Supplier<? extends RuntimeException> over;

	private volatile boolean closed;

	/**
	 * Nobody waits.
	 * @param completions runs what follows a stage
	 * @param over says that no tick follows
	 */
	TickRequests(Executor completions, Supplier<? extends RuntimeException> over) {
		this.completions = completions;
		this.over = over;
	}

	/** Asks for a tick. */
	CompletionStage<LastTick> add() {
		CompletableFuture<LastTick> stage = new CompletableFuture<>();
		this.waiting.updateAndGet((before) -> new TickRequest(stage, before));
		if (this.closed) {
			close();
		}
		return stage.minimalCompletionStage();
	}

	/**
	 * The next tick is for those who wait now. The holder of the turn's.
	 * @return whether there is anyone
	 */
	boolean serve() {
		TickRequest first = this.waiting.getAndSet(null);
		if (first == null) {
			return false;
		}
		this.served.set(first);
		if (this.closed) {
			close();
		}
		return true;
	}

	/** Tells those whose tick is over. */
	void tell(Supplier<LastTick> tick, @Nullable Throwable failure) {
		TickRequest first = (this.served.get() != null) ? this.served.getAndSet(null) : null;
		if (first != null && failure != null) {
			complete(first, (stage) -> stage.completeExceptionally(failure));
		}
		else if (first != null) {
			LastTick ended = tick.get();
			complete(first, (stage) -> stage.complete(ended));
		}
	}

	/** No tick follows, and the one that runs tells nothing any more. Idempotent. */
	void close() {
		this.closed = true;
		complete(this.served.getAndSet(null), (stage) -> stage.completeExceptionally(this.over.get()));
		complete(this.waiting.getAndSet(null), (stage) -> stage.completeExceptionally(this.over.get()));
	}

	private void complete(@Nullable TickRequest first, Consumer<CompletableFuture<LastTick>> answer) {
		if (first != null) {
			this.completions.execute(() -> {
				for (TickRequest each = first; each != null; each = each.before()) {
					answer.accept(each.stage());
				}
			});
		}
	}

}
