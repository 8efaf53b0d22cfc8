package dev.concurrency.process;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The last snapshots of processes that have left the tree. What is kept is bounded: the
 * oldest clean end makes room first, then the newest failure, because the oldest is the
 * one that explains the others.
 * <p>
 * Thread-safe; no code of the user's runs under the lock.
 */
public final class TerminatedProcesses {

	/** So many are kept. */
	public static final int SIZE = 100;

	private final ReentrantLock lock = new ReentrantLock();

	// Both oldest first; under the lock.

	private final Deque<ProcessSnapshot> clean = new ArrayDeque<>();

	private final Deque<ProcessSnapshot> failed = new ArrayDeque<>();

	/** A store without snapshots. */
	public TerminatedProcesses() {
	}

	/**
	 * Keeps a snapshot.
	 * @param last how a process ended; not kept if it never had an incarnation, or if it
	 * ended cleanly and nothing but failures is kept
	 */
	public void add(ProcessSnapshot last) {
		if (last.process().id() == null) {
			return;
		}
		this.lock.lock();
		try {
			boolean failure = last.status() instanceof ProcessStatus.Failed;
			if (this.clean.size() + this.failed.size() == SIZE && !makeRoom(failure)) {
				return;
			}
			(failure ? this.failed : this.clean).addLast(last);
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean makeRoom(boolean failure) {
		if (!this.clean.isEmpty()) {
			this.clean.removeFirst();
			return true;
		}
		if (failure) {
			this.failed.removeLast();
		}
		return failure;
	}

	/**
	 * How a process ended.
	 * @param id its last incarnation
	 * @return empty if it has not ended, stays in the tree, or is forgotten
	 */
	public Optional<ProcessSnapshot> find(ProcessId id) {
		return all().stream().filter((process) -> id.equals(process.process().id())).findFirst();
	}

	/**
	 * All that are kept.
	 * @return an unmodifiable list, failures first, each kind oldest first
	 */
	public List<ProcessSnapshot> all() {
		this.lock.lock();
		try {
			List<ProcessSnapshot> all = new ArrayList<>(this.failed);
			all.addAll(this.clean);
			return List.copyOf(all);
		}
		finally {
			this.lock.unlock();
		}
	}

}
