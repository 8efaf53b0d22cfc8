package dev.concurrency.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The latest things that a process went through, or a group with its actors: comings,
 * goings and failures, not each batch or message. Empty, it takes next to nothing.
 * <p>
 * Thread-safe without a lock: the entries are one immutable list that is replaced, so a
 * reader never waits and a snapshot copies nothing.
 */
public final class FlightRecorder {

	/** So many entries are kept. */
	public static final int SIZE = 64;

	private final AtomicReference<List<FlightEntry>> entries = new AtomicReference<>(List.of());

	/** A recorder without entries. */
	public FlightRecorder() {
	}

	/**
	 * Remembers an event if it is worth it.
	 * @param event what happened
	 */
	public void record(ProcessEvent event) {
		FlightEntry entry = FlightEntry.of(event);
		if (entry != null) {
			add(entry);
		}
	}

	void add(FlightEntry entry) {
		this.entries.updateAndGet((old) -> append(old, entry));
	}

	private static List<FlightEntry> append(List<FlightEntry> old, FlightEntry entry) {
		int dropped = (old.size() == SIZE) ? 1 : 0;
		List<FlightEntry> longer = new ArrayList<>(old.size() + 1);
		longer.addAll(old.subList(dropped, old.size()));
		longer.add(entry);
		return List.copyOf(longer);
	}

	/**
	 * What is remembered.
	 * @return an unmodifiable list, oldest first
	 */
	public List<FlightEntry> entries() {
		return Objects.requireNonNull(this.entries.get());
	}

}
