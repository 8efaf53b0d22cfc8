package dev.concurrency.actor;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A port that knows the type of its value. Thread-safe.
 *
 * @param <T> the type of the value
 */
final class SingleUsePort<T> implements OncePort<T> {

	private final CompletableFuture<T> stage = new CompletableFuture<>();

	private final Class<T> type;

	SingleUsePort(Class<T> type) {
		this.type = type;
	}

	@Override
	public boolean send(T value) {
		return this.stage.complete(this.type.cast(value));
	}

	@Override
	public boolean fail(Throwable cause) {
		return this.stage.completeExceptionally(cause);
	}

	@Override
	public CompletionStage<T> stage() {
		return this.stage.minimalCompletionStage();
	}

}
