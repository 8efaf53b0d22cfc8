package dev.concurrency.dataspace;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.concurrency.process.ProcessContext;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ShutdownSignal;

/** An incarnation that ends when the test says so. */
class FakeProcess implements ProcessContext {

	final CompletableFuture<Void> end = new CompletableFuture<>();

	private final ProcessId id;

	FakeProcess(long id) {
		this.id = new ProcessId(id);
	}

	@Override
	public ProcessPath path() {
		return ProcessPath.ROOT.child("p");
	}

	@Override
	public ProcessId id() {
		return this.id;
	}

	@Override
	public ShutdownSignal shutdown() {
		return ShutdownSignal.never();
	}

	@Override
	public CompletionStage<?> ended() {
		return this.end;
	}

	void end() {
		this.end.complete(null);
	}

}
