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
 * Those of {@code waiting} want a tick that has not begun, those of {@code served} have
 * it. Whoever ends the incarnation closes this first and then takes both; who asks leaves
 * a request and then looks whether this is closed: one of the two finds it.
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
		TickRequest first = TickRequest.create();
		TickRequest before = this.waiting.getAndUpdate((there) -> (there != null) ? there : first);
		if (this.closed) {
			close();
		}
		return ((before != null) ? before : first).stage();
	}

	/**
	 * The next tick is for those who wait now. The holder of the turn's.
	 * @return whether there is anyone
	 */
	boolean serve() {
		TickRequest request = this.waiting.getAndSet(null);
		if (request == null) {
			return false;
		}
		this.served.set(request);
		if (this.closed) {
			close();
		}
		return true;
	}

	/** Tells those whose tick is over. */
	void tell(Supplier<LastTick> tick, @Nullable Throwable failure) {
		TickRequest request = (this.served.get() != null) ? this.served.getAndSet(null) : null;
		if (request != null && failure != null) {
			complete(request, (future) -> future.completeExceptionally(failure));
		}
		else if (request != null) {
			LastTick ended = tick.get();
			complete(request, (future) -> future.complete(ended));
		}
	}

	/** No tick follows, and the one that runs tells nothing any more. Idempotent. */
	void close() {
		this.closed = true;
		complete(this.served.getAndSet(null), (future) -> future.completeExceptionally(this.over.get()));
		complete(this.waiting.getAndSet(null), (future) -> future.completeExceptionally(this.over.get()));
	}

	private void complete(@Nullable TickRequest request, Consumer<CompletableFuture<LastTick>> answer) {
		if (request != null) {
			this.completions.execute(() -> answer.accept(request.future()));
		}
	}

}
