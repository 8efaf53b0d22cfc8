package dev.concurrency;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterMethod;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

import dev.concurrency.boundary.Boundary;
import dev.concurrency.boundary.BoundaryMode;
import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.boundary.FinishedTask;
import dev.concurrency.process.ProcessKind;

/**
 * The rules of Reactive Streams, as their own test kit understands them. A publisher of
 * so many elements is a boundary with so many tasks that is stopped when they are over.
 */
@Test
public class BoundaryPublisherTckTests extends FlowPublisherVerification<FinishedTask> {

	private static final int MANY = 1000;

	private static final long LATE_MILLIS = 5_000;

	private static final long NEVER_MILLIS = 100;

	private static final BoundarySettings SETTINGS = BoundarySettings.defaults()
		.withBoundary(Boundary.defaults().withMode(BoundaryMode.PULL_ONLY).withLimits(4, MANY));

	private ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().build();

	private int publishers;

	public BoundaryPublisherTckTests() {
		// A busy machine may be late; only what must not come is waited for to the end.
		super(new TestEnvironment(LATE_MILLIS, NEVER_MILLIS));
	}

	@BeforeMethod
	void start() {
		this.runtime = ConcurrencyRuntime.builder().build();
		this.runtime.start();
	}

	@AfterMethod
	void close() {
		this.runtime.close();
	}

	@Override
	public Flow.Publisher<FinishedTask> createFlowPublisher(long elements) {
		String name = "tck-" + this.publishers++;
		BoundaryRuntime boundary = this.runtime.boundary(name, SETTINGS);
		CompletableFuture<?> started = this.runtime.supervisorOf(ProcessKind.BOUNDARY)
			.restart(name)
			.toCompletableFuture();
		started.join();
		CompletableFuture<?>[] tasks = IntStream.range(0, (int) Math.min(elements, MANY))
			.mapToObj((i) -> boundary.submit("task-" + i, () -> i).toCompletableFuture())
			.toArray(CompletableFuture<?>[]::new);
		if (elements <= MANY) {
			var unused = CompletableFuture.allOf(tasks)
				.thenCompose((nothing) -> this.runtime.supervisorOf(ProcessKind.BOUNDARY).terminate(name));
		}
		return boundary.asPublisher();
	}

	/** It fails only when its process does, which a user's task cannot bring about. */
	@Override
	public Flow.@Nullable Publisher<FinishedTask> createFailedFlowPublisher() {
		return null;
	}

}
