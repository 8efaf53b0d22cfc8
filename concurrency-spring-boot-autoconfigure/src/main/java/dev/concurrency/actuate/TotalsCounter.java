package dev.concurrency.actuate;

import dev.concurrency.actor.ActorSnapshot;
import dev.concurrency.actor.GroupSnapshot;
import dev.concurrency.process.KindSnapshot;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.sink.SinkSnapshot;

/** Adds up a tree. Not thread-safe. */
final class TotalsCounter {

	private int processes;

	private int supervisors;

	private int running;

	private int restarting;

	private int failed;

	private int abandoned;

	private long restarts;

	private long depth;

	/** Adds a process and what is below it; a group has summed up its members itself. */
	void add(ProcessSnapshot process) {
		this.restarts += process.restarts();
		if (process.process().kind() == ProcessKind.SUPERVISOR) {
			this.supervisors++;
		}
		else {
			this.processes++;
			count(process.status());
			queued(process.details());
		}
		if (process.process().kind() != ProcessKind.GROUP) {
			process.children().forEach(this::add);
		}
	}

	private void count(ProcessStatus status) {
		if (status instanceof ProcessStatus.Running) {
			this.running++;
		}
		else if (status instanceof ProcessStatus.Restarting) {
			this.restarting++;
		}
		else if (status instanceof ProcessStatus.Failed) {
			this.failed++;
		}
		else if (status instanceof ProcessStatus.Abandoned) {
			this.abandoned++;
		}
	}

	private void queued(KindSnapshot details) {
		if (details instanceof SinkSnapshot sink) {
			this.depth += sink.queued();
		}
		else if (details instanceof ActorSnapshot actor) {
			this.depth += actor.mailboxSize();
		}
		else if (details instanceof GroupSnapshot group) {
			this.depth += group.queued();
			this.restarts += group.restarts();
		}
	}

	ConcurrencyDescriptor.Totals sums() {
		return new ConcurrencyDescriptor.Totals(this.processes, this.supervisors, this.running, this.restarting,
				this.failed, this.abandoned, this.restarts, this.depth);
	}

}
