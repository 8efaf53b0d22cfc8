package dev.concurrency.process;

import java.util.concurrent.CompletionStage;

/** Is in one call all the time, if nobody shows another. */
record TestCallee(ProcessRecord record) implements ProcessContext, Callee {

	@Override
	public Object call() {
		return this;
	}

	@Override
	public ProcessRef ref() {
		return this.record.ref();
	}

	@Override
	public ProcessPath path() {
		return this.record.path();
	}

	@Override
	public ProcessId id() {
		throw new UnsupportedOperationException();
	}

	@Override
	public ShutdownSignal shutdown() {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletionStage<Terminated> ended() {
		throw new UnsupportedOperationException();
	}

	@Override
	public Spawned spawn(Supervisable body, ChildSpec spec) {
		throw new UnsupportedOperationException();
	}

}
