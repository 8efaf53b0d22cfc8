package dev.concurrency;

/**
 * Where actors come in until those of the runtime are destroyed. Thread-safe.
 * <p>
 * Who closes it looks for actors afterwards; who brings one looks whether it is closed
 * once more when the actor can be found: one of the two sees the other.
 */
final class ActorGate {

	private volatile boolean closed;

	void close() {
		this.closed = true;
	}

	boolean isClosed() {
		return this.closed;
	}

	void requireOpen() {
		if (this.closed) {
			throw new IllegalStateException("The actors of this runtime were destroyed: it takes no further ones");
		}
	}

}
