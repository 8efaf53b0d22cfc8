package dev.concurrency;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessRef;
import dev.concurrency.process.UndeliveredHandler;

/**
 * Counts what is not delivered, for the report of a stop, and passes it on. What had to
 * make room for newer items was not left over by the stop, and is only passed on.
 * Thread-safe.
 */
final class UndeliveredTally implements UndeliveredHandler {

	/** So many processes are named: the actors of a group may be a million. */
	static final int MAX_NAMED = 100;

	private final UndeliveredHandler handler;

	private final LongAdder items = new LongAdder();

	private final Set<ProcessPath> processes = ConcurrentHashMap.newKeySet();

	UndeliveredTally(UndeliveredHandler handler) {
		this.handler = handler;
	}

	@Override
	public void undelivered(ProcessRef process, List<?> undelivered, String reason) {
		this.items.add(undelivered.size());
		if (this.processes.size() < MAX_NAMED) {
			this.processes.add(process.path());
		}
		this.handler.undelivered(process, undelivered, reason);
	}

	@Override
	public void evicted(ProcessRef process, Object item) {
		this.handler.evicted(process, item);
	}

	/** Forgets what was counted: a stop begins. */
	void reset() {
		this.items.reset();
		this.processes.clear();
	}

	/** How many items and messages since the last reset. */
	long items() {
		return this.items.sum();
	}

	/** Whose they were, in the order of their paths. */
	List<ProcessPath> processes() {
		return this.processes.stream().sorted(Comparator.comparing(ProcessPath::value)).toList();
	}

}
