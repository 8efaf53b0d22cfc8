package dev.concurrency.sink;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;

/** A flush of all lanes, as one. Stateless. */
final class LanesFlush {

	private LanesFlush() {
	}

	/** Completes when all lanes have flushed. */
	static <T> FlushStage of(List<Lane<T>> lanes) {
		Map<Lane<T>, FlushStage> parts = new LinkedHashMap<>();
		lanes.forEach((lane) -> parts.put(lane, lane.flush()));
		FlushStage whole = new FlushStage();
		var unused = CompletableFuture.allOf(parts.values().toArray(CompletableFuture<?>[]::new))
			.whenComplete((nothing, failure) -> {
				if (!whole.tell(cause(failure))) {
					parts.forEach(LanesFlush::takeBack);
				}
			});
		// Who gives up the whole gives up the parts that are still to come.
		var unusedToo = whole.whenComplete((nothing, failure) -> parts.values().forEach((part) -> part.cancel(false)));
		return whole;
	}

	/** A part was told what nobody was there to hear. */
	private static void takeBack(Lane<?> lane, FlushStage part) {
		Throwable told = cause(part.handle((nothing, failure) -> failure).getNow(null));
		if (told != null && !(told instanceof CancellationException) && !(told instanceof SinkClosedException)) {
			lane.notTold(told);
		}
	}

	private static @Nullable Throwable cause(@Nullable Throwable failure) {
		return (failure instanceof CompletionException) ? failure.getCause() : failure;
	}

}
