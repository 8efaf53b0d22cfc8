package dev.concurrency.dataspace;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.ProcessContext;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Spawned;
import dev.concurrency.process.Supervisable;
import dev.concurrency.process.Terminated;

/** An incarnation that ends when the test says so. */
class FakeProcess implements ProcessContext {

	final CompletableFuture<Terminated> end = new CompletableFuture<>();

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
	public CompletionStage<Terminated> ended() {
		return this.end;
	}

	@Override
	public Spawned spawn(Supervisable body, ChildSpec spec) {
		throw new UnsupportedOperationException();
	}

	void end() {
		this.end.complete(new Terminated(this.id, Instant.EPOCH, null));
	}

}
