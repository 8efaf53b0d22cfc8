package dev.concurrency.actor;

/** Sums over actors. Not thread-safe. */
final class GroupTally {

	private long restarts;

	private long queued;

	private long handled;

	private long failures;

	private long deadLetters;

	void add(ActorCell<?> cell) {
		this.queued += cell.size();
		this.handled += cell.handled();
		ActorProcess<?> process = cell.process();
		if (process != null) {
			this.restarts += process.record().restarts();
			this.failures += process.failures();
			this.deadLetters += process.deadLetters();
		}
	}

	GroupTally copy() {
		GroupTally copy = new GroupTally();
		copy.restarts = this.restarts;
		copy.queued = this.queued;
		copy.handled = this.handled;
		copy.failures = this.failures;
		copy.deadLetters = this.deadLetters;
		return copy;
	}

	GroupSnapshot snapshot(int live, long created, long passivated, ActorType<?> type) {
		return new GroupSnapshot(live, created, passivated, this.restarts, this.queued, this.handled, type.asks().sum(),
				this.failures, this.deadLetters, type.full().sum(), type.counts().snapshot());
	}

}
