package dev.concurrency.process;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import dev.concurrency.time.Timer;

/**
 * The threads that actors share. Thread-safe.
 * <p>
 * An actor that a turn of another one has made ready is kept by the thread of that turn
 * and runs there next: no other thread need be woken for it, and what was just written is
 * still in this core's cache. That goes on for a bounded number of turns, then those that
 * wait in the pool have theirs. A thread keeps one; what it makes ready beside goes to
 * the pool.
 * <p>
 * What follows an answer waits until the turn that gave it is over, and runs there too,
 * or as one task of the pool if the thread has a turn to run next: a turn may give many
 * answers, and a task for each would wake a thread for each.
 * <p>
 * Nothing is kept for long: while threads keep anything a watch looks every
 * {@link #PATIENCE}, and hands to the pool what a thread has kept since the last time
 * ({@link KeepingThread}), because its current turn computes or waits. A thread writes
 * what it keeps and then looks for the watch; the watch says that it is gone and then
 * looks once more, a while later, when every such write has long been visible.
 */
public final class SharedPool implements Executor, AutoCloseable {

	/** So many turns in a row. */
	private static final int ROW = 64;

	private static final long PATIENCE = Duration.ofMillis(5).toNanos();

	private static final long KEEP_ALIVE_SECONDS = 10;

	private final List<SharedThread> threads = new CopyOnWriteArrayList<>();

	private final AtomicBoolean watched = new AtomicBoolean();

	private final AtomicInteger number = new AtomicInteger();

	private final Pool pool;

	private final Timer timer;

	private volatile @Nullable Watchdog watchdog;

	// From then on nobody watches.
	private volatile boolean closed;

	/**
	 * A pool without threads yet.
	 * @param width how many threads it may have
	 * @param prefix begins their names
	 * @param loader their context class loader
	 * @param timer wakes the watch
	 */
	public SharedPool(int width, String prefix, ClassLoader loader, Timer timer) {
		this.timer = timer;
		this.pool = new Pool(width, (forkJoin) -> newThread(forkJoin, prefix, loader));
	}

	private SharedThread newThread(ForkJoinPool forkJoin, String prefix, ClassLoader loader) {
		SharedThread thread = new SharedThread(forkJoin, this, prefix + this.number.incrementAndGet(), loader);
		this.threads.add(thread);
		return thread;
	}

	/** From now on this one looks at the threads. */
	void watchedBy(Watchdog newWatchdog) {
		this.watchdog = newWatchdog;
	}

	/** A thread has shown whose turn it runs. */
	void stirred() {
		Watchdog looking = this.watchdog;
		if (looking != null) {
			looking.stir();
		}
	}

	/** Answers whether any thread runs anything. */
	boolean look(Sighting.Look look) {
		boolean any = false;
		for (SharedThread thread : this.threads) {
			any |= thread.look(look);
		}
		return any;
	}

	void left(SharedThread thread) {
		this.threads.remove(thread);
	}

	@Override
	public void execute(Runnable work) {
		this.pool.execute((work instanceof ForkJoinTask<?>) ? work : () -> Guarded.run(work));
	}

	/**
	 * Runs a turn on this thread when its current turn is over, or else on any.
	 * @param turn runs itself by {@link #run} if it is a task of the fork-join pool
	 */
	public void executeNext(Runnable turn) {
		if (Thread.currentThread() instanceof SharedThread thread && thread.isInsideOf(this) && thread.keep(turn)) {
			watch();
		}
		else {
			this.pool.execute(turn);
		}
	}

	/**
	 * Runs what a turn leads to, outside of it: when the current turn of this thread is
	 * over, or else on any thread.
	 * @param work what to run
	 * @throws RejectedExecutionException if the pool is closed
	 */
	public void executeAfter(AfterTurn work) {
		if (!this.closed && Thread.currentThread() instanceof SharedThread thread && thread.isInsideOf(this)) {
			thread.addAfter(work);
			watch();
		}
		else {
			execute(work);
		}
	}

	/**
	 * Runs a turn, and the turns that it and they make ready, a number of them.
	 * @param turn what to run first
	 */
	public static void run(Runnable turn) {
		if (Thread.currentThread() instanceof SharedThread thread && thread.enter()) {
			Runnable next = turn;
			for (int i = 0; i < ROW && next != null; i++) {
				Guarded.run(next);
				next = thread.take();
				runAfter(thread, next == null);
				if (next == null) {
					next = thread.take();
				}
			}
			thread.leave();
			if (next != null) {
				((Pool) thread.getPool()).takeTurns(next);
			}
		}
		else {
			Guarded.run(turn);
		}
	}

	/** A thread that has nothing else to do does it here. */
	private static void runAfter(SharedThread thread, boolean here) {
		AfterTurn newest = thread.takeAfter();
		if (newest != null && here) {
			runAll(newest.reversed());
			// What that has led to.
			newest = thread.takeAfter();
		}
		if (newest != null) {
			((Pool) thread.getPool()).executeAll(newest.reversed());
		}
	}

	/** While one of them waits the others can be taken away. */
	private static void runAll(AfterTurn oldest) {
		if (Thread.currentThread() instanceof SharedThread thread && thread.begin(oldest)) {
			if (oldest.link != null) {
				thread.owner().watch();
			}
			for (AfterTurn work = thread.takeNext(); work != null; work = thread.takeNext()) {
				Guarded.run(work);
			}
		}
		else {
			for (AfterTurn work = oldest; work != null; work = work.link) {
				Guarded.run(work);
			}
		}
	}

	private void watch() {
		if (!this.watched.get() && this.watched.compareAndSet(false, true)) {
			again();
		}
	}

	private void again() {
		try {
			this.timer.schedule(PATIENCE, this::look);
		}
		catch (RejectedExecutionException ex) {
			// The runtime is closed: nothing is kept any more.
			this.watched.set(false);
			handOver(true);
		}
	}

	private void look() {
		if (handOver(false)) {
			again();
		}
		else if (this.watched.compareAndSet(true, false)) {
			lookOnceMore();
		}
	}

	private void lookOnceMore() {
		try {
			this.timer.schedule(PATIENCE, () -> {
				if (handOver(false)) {
					watch();
				}
			});
		}
		catch (RejectedExecutionException ex) {
			handOver(true);
		}
	}

	/**
	 * Takes from each thread what it has kept since the last look, or all.
	 * @return whether a thread keeps anything
	 */
	private boolean handOver(boolean all) {
		boolean any = false;
		for (SharedThread thread : this.threads) {
			any |= thread.handOver(all, this.pool::execute, this.pool::executeAll);
		}
		return any;
	}

	/** What was handed to it before is still done. */
	@Override
	public void close() {
		this.closed = true;
		handOver(true);
		this.pool.shutdown();
	}

	/** The pool, which takes tasks in order. */
	private static final class Pool extends ForkJoinPool {

		Pool(int width, ForkJoinWorkerThreadFactory threads) {
			super(width, threads, null, true, 0, width, 1, null, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
		}

		/** As one task; here if it is closed, rather than never. */
		void executeAll(AfterTurn oldest) {
			try {
				execute(() -> runAll(oldest));
			}
			catch (RejectedExecutionException ex) {
				runAll(oldest);
			}
		}

		/**
		 * Lets one that waits outside have its turn before the next: a thread does all
		 * its own tasks before it looks outside, and these may never end.
		 */
		void takeTurns(Runnable next) {
			ForkJoinTask<?> waiting = pollSubmission();
			if (waiting != null) {
				waiting.fork();
			}
			execute(next);
		}

	}

}
