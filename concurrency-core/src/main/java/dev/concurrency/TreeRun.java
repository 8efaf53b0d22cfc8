package dev.concurrency;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Incarnation;
import dev.concurrency.process.Nursery;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.Terminated;
import dev.concurrency.supervision.SupervisionException;
import dev.concurrency.supervision.Supervisor;
import dev.concurrency.time.Durations;
import dev.concurrency.time.TimeSource;

/**
 * One run of the tree, from start to stop. Thread-safe.
 * <p>
 * What the root says comes in the order of its decisions, on their thread. So the status
 * of the root changes there, and its listeners hear of that under no lock: that it runs
 * before anyone who waits for the start goes on, that it has stopped before the next run
 * can begin.
 */
final class TreeRun implements Incarnation {

	private final ProcessId id;

	private final Supervisor root;

	private final TimeSource time;

	private final Runnable over;

	private final CompletableFuture<@Nullable Void> ready = new CompletableFuture<>();

	private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();

	private volatile @Nullable Throwable failure;

	private volatile @Nullable Asked asked;

	private volatile boolean leftBehind;

	/**
	 * A run that has not begun.
	 * @param id its id
	 * @param root the root of the tree
	 * @param time tells how long the stop takes
	 * @param over makes room for the next run; idempotent
	 */
	TreeRun(ProcessId id, Supervisor root, TimeSource time, Runnable over) {
		this.id = id;
		this.root = root;
		this.time = time;
		this.over = over;
	}

	@Override
	public ProcessId id() {
		return this.id;
	}

	@Override
	public CompletionStage<Terminated> ended() {
		return this.root.watch();
	}

	@Override
	public Nursery parent() {
		throw new IllegalStateException("The root has no supervisor");
	}

	@Override
	public @Nullable Throwable previousFailure() {
		return null;
	}

	@Override
	public void ready() {
		this.root.record().running();
		this.ready.complete(null);
	}

	@Override
	public void exited(@Nullable Throwable cause) {
		this.failure = cause;
		try {
			tellEnd(cause);
		}
		finally {
			// Also if the memory or the stack was not enough for that.
			this.over.run();
			this.end.complete(null);
			// Without effect when it was ready.
			this.ready.completeExceptionally((cause != null) ? cause : stoppedTooEarly());
		}
	}

	private void tellEnd(@Nullable Throwable cause) {
		Asked stop = this.asked;
		Duration took = (stop != null) ? Duration.ofNanos(this.time.nanoTime() - stop.at) : Duration.ZERO;
		this.root.record().ended(cause);
		this.root.record().over(cause, "asked to stop", took, this.root.summary());
		// Who waits for the termination may start the next run at once.
		this.root.record().publishEnd(this.over);
	}

	/** Answers whether this is the first request to stop. Under the gate of the tree. */
	boolean askToStop() {
		if (this.asked != null) {
			return false;
		}
		this.asked = new Asked(this.time.nanoTime(), BeforeStop.of(this.root.process()));
		return true;
	}

	/** How things stood when it was asked to stop. */
	BeforeStop beforeStop() {
		Asked stop = this.asked;
		return (stop != null) ? stop.before : BeforeStop.NOTHING;
	}

	/** How many processes had to be interrupted. */
	int aborted() {
		return SupervisionException.ShutdownTimedOut.abortedIn(this.failure);
	}

	/** Nobody waits for it any more; it keeps its place until it ends. */
	void leaveBehind() {
		this.leftBehind = true;
		this.ready.completeExceptionally(stoppedTooEarly());
	}

	boolean isLeftBehind() {
		return this.leftBehind;
	}

	private static IllegalStateException stoppedTooEarly() {
		return new IllegalStateException("The runtime was stopped while it started");
	}

	/** Without a timeout: only so Spring interrupts it when the JVM is shut down. */
	void awaitReady() throws InterruptedException {
		try {
			this.ready.get();
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : new CompletionException(ex.getCause());
		}
	}

	/**
	 * Waits out the time even if the thread is interrupted: a stop is not to be cut
	 * short.
	 */
	boolean awaitEnd(Duration timeout) {
		boolean interrupted = false;
		long limit = Durations.toNanos(timeout);
		long begun = System.nanoTime();
		try {
			while (true) {
				try {
					this.end.get(limit - (System.nanoTime() - begun), TimeUnit.NANOSECONDS);
					return true;
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
				catch (TimeoutException ex) {
					return false;
				}
				catch (ExecutionException ex) {
					throw new IllegalStateException(ex);
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/** The first request to stop: when it came, and how things stood then. */
	private record Asked(long at, BeforeStop before) {
	}

}
