package dev.concurrency.sink;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ProcessPath;
import dev.concurrency.queue.Mark;

/**
 * Who waits for which items to be written. A barrier takes no room in the queue: it is
 * the place behind what was accepted before it. Callers of one moment share one. A
 * failure that nobody was told, since all have given up, is left to the next.
 * <p>
 * Thread-safe. Invariants: the barriers are in the order in which they are reached;
 * {@code next} is the first of them, so that the drain, which polls it for every batch,
 * takes no lock while nobody waits. Stages are completed outside the lock.
 */
final class FlushBarriers {

	private final ReentrantLock lock = new ReentrantLock();

	private final ProcessPath sink;

	private final Executor completions;

	private final Deque<Barrier> waiting = new ArrayDeque<>();

	private volatile @Nullable Mark next;

	// The first since somebody was told.
	private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

	private boolean open;

	/**
	 * Nobody waits.
	 * @param sink whose items
	 * @param completions runs what follows a flush, which is not the drain's business
	 */
	FlushBarriers(ProcessPath sink, Executor completions) {
		this.sink = sink;
		this.completions = completions;
	}

	void open() {
		this.lock.lock();
		try {
			this.open = true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Fails who waits, and who comes later. */
	void close() {
		List<Barrier> rest;
		this.lock.lock();
		try {
			this.open = false;
			rest = new ArrayList<>(this.waiting);
			this.waiting.clear();
			this.next = null;
		}
		finally {
			this.lock.unlock();
		}
		List<FlushStage> callers = callers(rest);
		if (!callers.isEmpty()) {
			this.completions.execute(() -> callers
				.forEach((caller) -> caller.completeExceptionally(new SinkClosedException(this.sink))));
		}
	}

	/**
	 * Waits for all items up to a place.
	 * @param end behind the last item that has to be written
	 * @return the stage of this caller
	 */
	FlushStage add(Mark end) {
		FlushStage stage = new FlushStage();
		this.lock.lock();
		try {
			if (!this.open) {
				stage.completeExceptionally(new SinkClosedException(this.sink));
				return stage;
			}
			Barrier last = this.waiting.peekLast();
			// Callers read the place before they get here, so one may come late with an
			// earlier one: it waits a little longer than it must.
			if (last == null || !last.end.covers(end)) {
				last = new Barrier(end);
				this.waiting.addLast(last);
				this.next = this.waiting.getFirst().end;
			}
			last.callers.add(stage);
			return stage;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Whether someone waits at all: then batches do not linger. */
	boolean isWaiting() {
		return this.next != null;
	}

	/** Whether someone waits for no more than what was taken from the queue. */
	boolean isReached(Supplier<Mark> drained) {
		Mark first = this.next;
		return first != null && drained.get().covers(first);
	}

	/** Remembers the first failure for those whose barrier is reached next. */
	void failed(Throwable ex) {
		this.failure.compareAndSet(null, ex);
	}

	/** Remembers a failure that somebody was to be told who is gone. */
	void notTold(Throwable ex) {
		this.failure.set(ex);
	}

	/** Tells those who waited for no more than what was taken from the queue. */
	void reached(Mark drained) {
		List<Barrier> done = new ArrayList<>();
		this.lock.lock();
		try {
			while (!this.waiting.isEmpty() && drained.covers(this.waiting.getFirst().end)) {
				done.add(this.waiting.removeFirst());
			}
			this.next = this.waiting.isEmpty() ? null : this.waiting.getFirst().end;
		}
		finally {
			this.lock.unlock();
		}
		List<FlushStage> callers = callers(done);
		if (!callers.isEmpty()) {
			Throwable first = this.failure.getAndSet(null);
			this.completions.execute(() -> tell(callers, first));
		}
	}

	/** Those who have not given up. */
	private static List<FlushStage> callers(List<Barrier> barriers) {
		return barriers.stream()
			.flatMap((barrier) -> barrier.callers.stream())
			.filter((caller) -> !caller.isDone())
			.toList();
	}

	private void tell(List<FlushStage> callers, @Nullable Throwable first) {
		boolean told = false;
		for (FlushStage caller : callers) {
			told |= caller.tell(first);
		}
		if (!told && first != null) {
			notTold(first);
		}
	}

	private static final class Barrier {

		private final Mark end;

		// Under the lock until it is reached.
		private final List<FlushStage> callers = new ArrayList<>();

		Barrier(Mark end) {
			this.end = end;
		}

	}

}
