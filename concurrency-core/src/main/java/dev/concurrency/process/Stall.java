package dev.concurrency.process;

import java.time.Instant;

/** A call that takes too long. Thread-safe. */
public final class Stall {

	private final ProcessRecord record;

	private final ProcessRef who;

	private final Instant since;

	Stall(ProcessRecord record, ProcessRef who, Instant since) {
		this.record = record;
		this.who = who;
		this.since = since;
	}

	/** Who was called. */
	ProcessRef who() {
		return this.who;
	}

	/** When the call began, or was seen first. */
	Instant since() {
		return this.since;
	}

	/**
	 * The call is over. Idempotent.
	 * @return false if nobody is interested any more: it is that of an incarnation that
	 * was left behind
	 */
	public boolean end() {
		return this.record.over(this) && !(this.record.status() instanceof ProcessStatus.Abandoned);
	}

}
