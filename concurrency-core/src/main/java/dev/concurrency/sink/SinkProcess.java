package dev.concurrency.sink;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Admission;
import dev.concurrency.process.Incarnation;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.KindSnapshot;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.RecordedProcess;
import dev.concurrency.process.SharedThread;
import dev.concurrency.process.ThreadedIncarnation;
import dev.concurrency.queue.BoundedQueue;
import dev.concurrency.time.Durations;

/**
 * A sink: what outlives its incarnations (queue, counts, barriers) and both of its sides,
 * the producers' and the supervisor's. Thread-safe.
 * <p>
 * Ownership: the queue's consumer side, the batch in flight and the counts of the
 * {@link SinkLedger} belong to the current {@link DrainLoop}. {@link #terminated} takes
 * them over only when that loop has ended or has been revoked, which {@link GuardedDrain}
 * decides; the supervisor's events order the two.
 *
 * @param <T> the type of an item
 */
final class SinkProcess<T> extends RecordedProcess implements BackgroundSink<T> {

	private final ProcessEnvironment environment;

	private final InstanceSource<SinkDrain<T>> drains;

	private final SinkSettings settings;

	private final @Nullable DeadLetterHandler<? super T> deadLetters;

	private final BoundedQueue<T> queue;

	private final FlushBarriers barriers;

	private final SinkLedger<T> ledger = new SinkLedger<>();

	private final LongAdder rejected = new LongAdder();

	// Written and read by the supervisor's events only, which come one at a time.
	private @Nullable GuardedDrain<T> drain;

	private @Nullable DrainLoop<T> loop;

	private @Nullable ThreadedIncarnation thread;

	SinkProcess(ProcessEnvironment environment, ProcessPath path, InstanceSource<? extends SinkDrain<T>> drains,
			SinkSettings settings, @Nullable DeadLetterHandler<? super T> deadLetters) {
		super(environment.record(ProcessKind.SINK, path));
		this.environment = environment;
		this.drains = widen(drains);
		this.settings = settings;
		this.deadLetters = deadLetters;
		this.queue = new BoundedQueue<>(settings.capacity());
		this.queue.close();
		this.barriers = new FlushBarriers(path, environment.shared());
	}

	/** A source hands back to itself only what it made, so its type may be forgotten. */
	@SuppressWarnings("unchecked")
	private static <T> InstanceSource<SinkDrain<T>> widen(InstanceSource<? extends SinkDrain<T>> source) {
		return (InstanceSource<SinkDrain<T>>) source;
	}

	@Override
	public Admission tryPush(T item) {
		return admission(this.queue.offer(item));
	}

	@Override
	public Admission push(T item) throws InterruptedException {
		return put(item, Long.MAX_VALUE);
	}

	@Override
	public Admission push(T item, Duration timeout) throws InterruptedException {
		return put(item, Durations.toNanos(timeout));
	}

	private Admission put(T item, long timeoutNanos) throws InterruptedException {
		SharedThread.refuse("push", "tryPush");
		return admission(
				this.queue.put(item, timeoutNanos, this.environment.time()::park, this.environment.time()::nanoTime));
	}

	private Admission admission(long answer) {
		if (answer >= 0) {
			return Admission.ACCEPTED;
		}
		if (answer == BoundedQueue.FULL) {
			this.rejected.increment();
			return Admission.FULL;
		}
		return Admission.CLOSED;
	}

	@Override
	public CompletionStage<Void> flush() {
		CompletionStage<Void> flushed = this.barriers.add(this.queue.accepted());
		this.queue.wakeUp();
		return flushed;
	}

	@Override
	public SinkSnapshot snapshot() {
		return this.ledger.snapshot(this.queue, this.rejected.sum());
	}

	@Override
	public void start(Incarnation incarnation) {
		GuardedDrain<T> newDrain = new GuardedDrain<>(record(), this.environment.time(), this.drains, this.deadLetters);
		DrainLoop<T> newLoop = new DrainLoop<>(path().name(), this.environment.time(), this.queue, this.barriers,
				this.ledger, newDrain, this.settings);
		this.drain = newDrain;
		this.loop = newLoop;
		this.barriers.open();
		this.queue.reopen();
		this.thread = ThreadedIncarnation.start(this.environment, record(), newLoop, incarnation);
	}

	@Override
	public void suspend() {
		DrainLoop<T> current = Objects.requireNonNull(this.loop, "not started");
		current.suspend();
		Objects.requireNonNull(this.thread, "not started").stop();
		current.interruptNeedlessInitialization();
		this.queue.wakeUp();
	}

	@Override
	public void stop() {
		this.queue.close();
		Objects.requireNonNull(this.thread, "not started").stop();
		Objects.requireNonNull(this.loop, "not started").interruptNeedlessInitialization();
		this.queue.wakeUp();
	}

	@Override
	public void abort() {
		DrainLoop<T> current = Objects.requireNonNull(this.loop, "not started");
		if (!current.isSuspended()) {
			this.queue.close();
		}
		// Otherwise another incarnation follows, or terminated() closes.
		current.abort();
		Objects.requireNonNull(this.thread, "not started").abort();
	}

	@Override
	public String abandon() {
		Objects.requireNonNull(this.drain, "not started").revoke();
		ThreadedIncarnation hanging = Objects.requireNonNull(this.thread, "not started");
		String stack = hanging.stack();
		// A hook that began after the first interrupt has not seen it.
		hanging.abort();
		return stack;
	}

	@Override
	public @Nullable Runnable terminated(@Nullable Throwable cause) {
		this.queue.close();
		List<T> left = new ArrayList<>(this.ledger.inFlight());
		int queued;
		do {
			queued = this.queue.drainTo(left, this.settings.batchSize());
		}
		while (queued > 0);
		this.ledger.undelivered(left.size());
		this.barriers.close();
		if (left.isEmpty()) {
			return null;
		}
		String reason = (cause != null) ? "the sink ended with " + cause : "the sink was stopped";
		return () -> record().undelivered(this.environment.undelivered(), left, reason);
	}

	@Override
	public KindSnapshot details() {
		return snapshot();
	}

	@Override
	public String summary() {
		SinkSnapshot counts = snapshot();
		return "accepted " + counts.accepted() + ", written " + counts.written() + ", dead-lettered "
				+ counts.deadLettered() + ", left over " + counts.undelivered();
	}

}
