package dev.concurrency.process;

import org.jspecify.annotations.Nullable;

/** A row with one call, on a thread that only says that it was interrupted. */
final class ShownCall implements Callee {

	private volatile boolean interrupted;

	private final CallRow row = CallRow.open(new Thread() {
		@Override
		public void interrupt() {
			ShownCall.this.interrupted = true;
		}
	}, false);

	@SuppressWarnings("NullAway") // Nothing asks for the context.
	void enter() {
		this.row.enter(this, null);
	}

	void leave() {
		this.row.leave(null);
	}

	boolean interrupt() {
		return this.row.interrupt(this);
	}

	boolean isInterrupted() {
		return this.interrupted;
	}

	@Override
	public @Nullable Object call() {
		return this;
	}

	@Override
	public ProcessRef ref() {
		throw new UnsupportedOperationException();
	}

	@Override
	public ProcessRecord record() {
		throw new UnsupportedOperationException();
	}

}
