package dev.concurrency.actor;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** How many messages were not handled to their end, by reason. Thread-safe. */
final class DeadLetterCounts {

	private final ConcurrentMap<String, LongAdder> counts = new ConcurrentHashMap<>();

	void increment(DeadLetterReason reason) {
		this.counts.computeIfAbsent(reason.label(), (label) -> new LongAdder()).increment();
	}

	/** The counts of the reasons that there were. */
	Map<String, Long> snapshot() {
		Map<String, Long> now = new TreeMap<>();
		this.counts.forEach((label, count) -> now.put(label, count.sum()));
		return now;
	}

}
