package dev.concurrency.benchmarks.actor;

import java.util.function.LongSupplier;

/**
 * Tells as fast as it can. Unless the mailbox refuses messages itself, it waits when too
 * many have not been handled, and looks for that as rarely as possible. Belongs to one
 * thread.
 */
final class Sender {

	private final long window;

	private final LongSupplier handled;

	private long sent;

	private long limit;

	/**
	 * A sender that has told nobody.
	 * @param window how many messages may wait
	 * @param handled how many messages were handled
	 */
	Sender(long window, LongSupplier handled) {
		this.window = window;
		this.handled = handled;
		this.limit = window;
	}

	@SuppressWarnings("ThreadPriorityCheck")
	void tell(Target target, Object message) {
		while (this.sent >= this.limit) {
			this.limit = this.handled.getAsLong() + this.window;
			if (this.sent >= this.limit) {
				Thread.yield();
			}
		}
		while (!target.tell(message)) {
			Thread.yield();
		}
		this.sent++;
	}

}
