package dev.concurrency.test;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Supervisable;

/**
 * A loop of the user's own that ends when its signal is given, or as the test says.
 * Thread-safe.
 */
class Loop implements Supervisable {

	private final String name;

	private final AtomicInteger initialized = new AtomicInteger();

	private final AtomicInteger run = new AtomicInteger();

	private volatile CompletableFuture<Void> order = new CompletableFuture<>();

	Loop(String name) {
		this.name = name;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public Run initialize(ShutdownSignal shutdown) throws Exception {
		CompletableFuture<Void> mine = new CompletableFuture<>();
		this.order = mine;
		this.initialized.incrementAndGet();
		onInitialize(shutdown);
		shutdown.onRequest(() -> mine.complete(null));
		return () -> {
			this.run.incrementAndGet();
			follow(mine);
		};
	}

	/** What the test adds to the initialization. */
	void onInitialize(ShutdownSignal shutdown) throws Exception {
	}

	private static void follow(CompletableFuture<Void> order) throws Exception {
		try {
			order.get();
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof Error error) {
				throw error;
			}
			throw (Exception) ex.getCause();
		}
	}

	/** The current incarnation ends cleanly. */
	void end() {
		this.order.complete(null);
	}

	/** The current incarnation fails. */
	void fail(Throwable cause) {
		this.order.completeExceptionally(cause);
	}

	int initialized() {
		return this.initialized.get();
	}

	int run() {
		return this.run.get();
	}

}
