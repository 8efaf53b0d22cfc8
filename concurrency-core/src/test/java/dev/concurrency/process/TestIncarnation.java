package dev.concurrency.process;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/** An incarnation without a supervisor. */
public interface TestIncarnation extends Incarnation {

	@Override
	default ProcessId id() {
		return new ProcessId(1);
	}

	@Override
	default CompletionStage<Terminated> ended() {
		return new CompletableFuture<>();
	}

	@Override
	default Nursery parent() {
		throw new UnsupportedOperationException();
	}

	@Override
	default @Nullable Throwable previousFailure() {
		return null;
	}

	@Override
	default void ready() {
	}

}
