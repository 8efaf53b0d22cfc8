package dev.concurrency.sink;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ProcessPath;
import dev.concurrency.queue.Mark;

/**
 * Who waits for which items to be written. A barrier takes no room in the queue: it is
 * the place behind what was accepted before it. Callers of one moment share one.
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

	// Written and read by the drain's incarnations only, which come one after the other.
	private @Nullable Throwable failure;

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
		complete(rest, new SinkClosedException(this.sink));
	}

	/**
	 * Waits for all items up to a place.
	 * @param end behind the last item that has to be written
	 * @return the stage of that barrier
	 */
	CompletionStage<@Nullable Void> add(Mark end) {
		this.lock.lock();
		try {
			if (!this.open) {
				return CompletableFuture.<Void>failedFuture(new SinkClosedException(this.sink))
					.minimalCompletionStage();
			}
			Barrier last = this.waiting.peekLast();
			// Callers read the place before they get here, so one may come late with an
			// earlier one: it waits a little longer than it must.
			if (last == null || !last.end.covers(end)) {
				last = new Barrier(end);
				this.waiting.addLast(last);
				this.next = this.waiting.getFirst().end;
			}
			return last.stage.minimalCompletionStage();
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
		if (this.failure == null) {
			this.failure = ex;
		}
	}

	/** Tells those who waited for no more than what was taken from the queue. */
	void reached(Mark drained) {
		Throwable first = this.failure;
		this.failure = null;
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
		complete(done, first);
	}

	private void complete(List<Barrier> barriers, @Nullable Throwable ex) {
		if (barriers.isEmpty()) {
			return;
		}
		Runnable completion = () -> barriers.forEach((barrier) -> barrier.complete(ex));
		try {
			this.completions.execute(completion);
		}
		catch (RejectedExecutionException closed) {
			// The runtime is closed: rather here than never.
			completion.run();
		}
	}

	private static final class Barrier {

		private final Mark end;

		private final CompletableFuture<Void> stage = new CompletableFuture<>();

		Barrier(Mark end) {
			this.end = end;
		}

		void complete(@Nullable Throwable ex) {
			if (ex != null) {
				this.stage.completeExceptionally(ex);
			}
			else {
				this.stage.complete(null);
			}
		}

	}

}
