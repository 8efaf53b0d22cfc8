package dev.concurrency.sink;

import dev.concurrency.process.Admission;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;

import dev.concurrency.time.Durations;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A second set of books for a sink, kept by what goes in and what comes out, and compared
 * with the sink's own whenever it is at rest.
 */
final class SinkBooks {

	private final Map<Integer, Fate> items = new HashMap<>();

	private final List<Flush> flushes = new ArrayList<>();

	private final BackgroundSink<Integer> sink;

	private @Nullable SinkSnapshot frozen;

	private @Nullable Throwable failure;

	private @Nullable Throwable drainFailure;

	private @Nullable Throwable told;

	private int toldAt;

	private final Map<Integer, Integer> lastFirst = new HashMap<>();

	private boolean parked;

	private boolean everParked;

	private int drainFlushes;

	private int opens;

	private int closes;

	private boolean open;

	private boolean closing;

	SinkBooks(BackgroundSink<Integer> sink) {
		this.sink = sink;
	}

	/**
	 * An item was offered; an evicted one was told before the answer came.
	 * @param before what the sink counted before
	 * @param settings null if others hold room that this side does not know of
	 */
	void pushed(int item, Admission answer, boolean closed, SinkSnapshot before, @Nullable SinkSettings settings) {
		if (closed) {
			assertThat(answer).isEqualTo(Admission.CLOSED);
		}
		else if (settings != null && settings.lanes() == 1) {
			boolean evicts = settings.overflow() == SinkOverflow.DROP_OLDEST;
			boolean room = before.queued() < settings.capacity();
			boolean light = settings.maxWeight() == 0
					|| before.weight() + Math.min(1 + item % 5, settings.maxWeight()) <= settings.maxWeight();
			assertThat(answer).isEqualTo((evicts || (room && light)) ? Admission.ACCEPTED : Admission.FULL);
		}
		if (answer == Admission.ACCEPTED) {
			this.items.put(item, Fate.WAITING);
		}
		SinkSnapshot now = this.sink.snapshot();
		assertThat(now.queued()).isBetween(0, this.sink.settings().capacity());
		assertThat(now.weight()).isBetween(0L, this.sink.settings().maxWeight());
	}

	/** A publisher sends an item for which there is room, unless the sink was closed. */
	void published(int item) {
		this.items.put(item, Fate.WAITING);
	}

	void refused(int item) {
		assertThat(this.items.remove(item)).isEqualTo(Fate.WAITING);
	}

	void evicted(int item) {
		settle(item, Fate.EVICTED);
	}

	/** A new incarnation begins. */
	void starting() {
		this.frozen = null;
		this.closing = false;
		this.parked = false;
	}

	void opening() {
		assertThat(this.open).as("closed before it is opened again").isFalse();
	}

	void opened() {
		this.open = true;
		this.opens++;
	}

	void closed() {
		assertThat(this.open).as("opened before it is closed").isTrue();
		this.open = false;
		this.closes++;
	}

	void draining(List<Integer> batch, int batchSize) {
		assertThat(this.open).isTrue();
		assertThat(batch).isNotEmpty().hasSizeLessThanOrEqualTo(batchSize).isSorted();
		// A batch that failed may come once more, wholly or in parts, but nothing
		// overtakes it.
		int lane = lane(batch.get(0));
		assertThat(batch).as("of one lane").allMatch((item) -> lane(item) == lane);
		assertThat(batch.get(0)).isGreaterThanOrEqualTo(this.lastFirst.getOrDefault(lane, -1));
		this.lastFirst.put(lane, batch.get(0));
		assertThat(batch).allMatch((item) -> this.items.get(item) == Fate.WAITING);
	}

	/** As the sink does with keys from 0 to 2 and no more than two lanes. */
	private int lane(int item) {
		return (item % 3) % this.sink.settings().lanes();
	}

	void written(List<Integer> batch) {
		if (this.frozen == null && !this.parked) {
			batch.forEach((item) -> settle(item, Fate.WRITTEN));
		}
	}

	/** Counts for a flush only if the batch is not tried again. */
	void drainFailed(Throwable ex) {
		this.drainFailure = ex;
	}

	/** The incarnation is over. */
	void exited(@Nullable Throwable cause) {
		if (cause != null && cause == this.drainFailure) {
			failed(cause);
		}
	}

	void deadLettered(List<Integer> batch, Throwable cause) {
		assertThat(cause).isInstanceOf(Exception.class).isNotInstanceOf(InterruptedException.class);
		assertThat((cause instanceof DrainTimeoutException) ? cause.getCause() : cause).isSameAs(this.drainFailure);
		failed(cause);
		batch.forEach((item) -> settle(item, Fate.DEAD));
	}

	void undelivered(List<?> left) {
		assertThat(this.frozen).as("reported once").isNull();
		for (Object item : left) {
			// A dead letter whose handler hangs or fails is not counted as such.
			if (this.items.get(item) == Fate.DEAD) {
				this.items.put((Integer) item, Fate.WAITING);
			}
			settle((Integer) item, Fate.UNDELIVERED);
		}
	}

	private void settle(Integer item, Fate fate) {
		assertThat(this.items.put(item, fate)).as("item %d is settled once", item).isEqualTo(Fate.WAITING);
	}

	/** A call of the drain failed. */
	void failed(Throwable ex) {
		if (this.failure == null && this.frozen == null) {
			this.failure = ex;
		}
	}

	void flushing() {
		this.drainFlushes++;
	}

	void flush(boolean running) {
		List<Integer> before = this.items.keySet().stream().filter(this::unsettled).toList();
		Flush flush = new Flush(before);
		this.flushes.add(flush);
		this.sink.flush().whenComplete((result, ex) -> completed(flush, ex, running));
	}

	private void completed(Flush flush, @Nullable Throwable ex, boolean running) {
		assertThat(flush.done).as("completes once").isFalse();
		flush.done = true;
		Throwable bare = (ex instanceof CompletionException) ? ex.getCause() : ex;
		if (!running || this.closing) {
			assertThat(bare).isInstanceOf(SinkClosedException.class);
			return;
		}
		assertThat(flush.before).as("all before it is written").noneMatch(this::unsettled);
		assertThat(this.drainFlushes).as("the drain was flushed").isGreaterThan(0);
		if (this.toldAt != this.drainFlushes) {
			this.toldAt = this.drainFlushes;
			this.told = this.failure;
			this.failure = null;
		}
		if (isExact()) {
			assertThat(bare).as("the first failure since the flush before").isSameAs(this.told);
		}
	}

	/** Whether every failure is told as it was thrown, and by one lane. */
	private boolean isExact() {
		SinkSettings settings = this.sink.settings();
		return settings.lanes() == 1 && settings.drainTimeout().equals(Durations.MAX) && !this.everParked;
	}

	/**
	 * A thread is left behind and another incarnation follows: it settles nothing more.
	 */
	void parking() {
		this.parked = true;
		this.everParked = true;
		this.closing = true;
	}

	private boolean unsettled(Integer item) {
		return this.items.get(item) == Fate.WAITING;
	}

	/** The supervisor ends the process. */
	void closing() {
		this.closing = true;
	}

	/** A thread was left behind: nothing changes any more. */
	void freeze() {
		this.frozen = this.sink.snapshot();
	}

	void checkAtRest() {
		SinkSnapshot counts = this.sink.snapshot();
		if (this.frozen != null) {
			assertThat(counts).usingRecursiveComparison()
				.ignoringFields("rejected", "oldestAge")
				.isEqualTo(this.frozen);
		}
		assertThat(counts.accepted()).isEqualTo(this.items.size());
		assertThat(counts.written()).isEqualTo(count(Fate.WRITTEN));
		assertThat(counts.deadLettered()).isEqualTo(count(Fate.DEAD));
		assertThat(counts.undelivered()).isEqualTo(count(Fate.UNDELIVERED));
		assertThat(counts.evicted()).isEqualTo(count(Fate.EVICTED));
		assertThat(counts.weight()).isZero();
		assertThat(counts.queued() + counts.inFlight()).isZero();
		assertThat(count(Fate.WAITING)).isZero();
		assertThat(this.flushes).as("every flush completes").allMatch((flush) -> flush.done);
	}

	void checkPaired() {
		assertThat(this.closes).as("what was opened is closed").isEqualTo(this.opens);
	}

	private long count(Fate fate) {
		return this.items.values().stream().filter((each) -> each == fate).count();
	}

	/** What became of an item. */
	private enum Fate {

		WAITING, WRITTEN, DEAD, UNDELIVERED, EVICTED

	}

	/** One call of flush. */
	private static final class Flush {

		private final List<Integer> before;

		private boolean done;

		Flush(List<Integer> before) {
			this.before = before;
		}

	}

}
