package dev.concurrency.sink;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Incarnation;
import dev.concurrency.process.Nursery;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.Terminated;

/**
 * Makes the incarnations of all lanes one: it is ready when all are, it fails when the
 * first does, and it is over when all are. Thread-safe.
 */
final class LaneIncarnations implements Incarnation {

	private final Incarnation whole;

	private final AtomicInteger notReady;

	private final AtomicInteger alive;

	private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

	private final Runnable onFailure;

	/**
	 * All lanes are to start.
	 * @param onFailure called once, by the first lane that fails, to end the others
	 */
	LaneIncarnations(Incarnation whole, int lanes, Runnable onFailure) {
		this.whole = whole;
		this.notReady = new AtomicInteger(lanes);
		this.alive = new AtomicInteger(lanes);
		this.onFailure = onFailure;
	}

	boolean hasFailed() {
		return this.failure.get() != null;
	}

	@Override
	public ProcessId id() {
		return this.whole.id();
	}

	@Override
	public CompletionStage<Terminated> ended() {
		return this.whole.ended();
	}

	@Override
	public Nursery parent() {
		return this.whole.parent();
	}

	@Override
	public @Nullable Throwable previousFailure() {
		return this.whole.previousFailure();
	}

	@Override
	public void ready() {
		if (this.notReady.decrementAndGet() == 0) {
			this.whole.ready();
		}
	}

	@Override
	public void hangs(Throwable cause) {
		this.whole.hangs(cause);
	}

	@Override
	public void exited(@Nullable Throwable cause) {
		if (cause != null && this.failure.compareAndSet(null, cause)) {
			this.onFailure.run();
		}
		if (this.alive.decrementAndGet() == 0) {
			this.whole.exited(this.failure.get());
		}
	}

}
