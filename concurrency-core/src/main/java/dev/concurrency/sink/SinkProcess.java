package dev.concurrency.sink;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Admission;
import dev.concurrency.process.Failures;
import dev.concurrency.process.FixedSetting;
import dev.concurrency.process.Incarnation;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.KindSnapshot;
import dev.concurrency.process.LiveSettings;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.RecordedProcess;
import dev.concurrency.process.SharedThread;
import dev.concurrency.time.Durations;

/**
 * A sink: its lanes, mostly one, and what they have in common. Thread-safe. A failure of
 * one lane ends the incarnation of all.
 *
 * @param <T> the type of an item
 */
final class SinkProcess<T> extends RecordedProcess implements BackgroundSink<T> {

	private final ProcessEnvironment environment;

	private final LiveSettings<SinkSettings> settings;

	private final @Nullable LaneKey<? super T> laneKey;

	private final @Nullable WeightBound weights;

	private final List<Lane<T>> lanes;

	private final Lane<T> first;

	private final Set<SinkSubscriber<T>> subscribers = ConcurrentHashMap.newKeySet();

	// Orders a stop and the end of the lanes for the sake of one that failed.
	private final ReentrantLock ending = new ReentrantLock();

	// Under that lock.
	private boolean stopping;

	SinkProcess(ProcessEnvironment environment, ProcessPath path, InstanceSource<? extends SinkDrain<T>> drains,
			SinkSettings settings, SinkHandlers<T> handlers) {
		super(environment.record(ProcessKind.SINK, path));
		handlers.requireFor(settings);
		this.environment = environment;
		this.settings = new LiveSettings<>(settings);
		this.laneKey = (settings.lanes() > 1) ? handlers.laneKey() : null;
		this.weights = (settings.maxWeight() > 0) ? new WeightBound(settings.maxWeight()) : null;
		InstanceSource<SinkDrain<T>> source = widen(drains);
		this.lanes = IntStream.range(0, settings.lanes())
			.mapToObj((number) -> new Lane<>(environment, record(), number, source, settings, handlers, this.weights))
			.toList();
		this.first = this.lanes.get(0);
	}

	/** A source hands back to itself only what it made, so its type may be forgotten. */
	@SuppressWarnings("unchecked")
	private static <T> InstanceSource<SinkDrain<T>> widen(InstanceSource<? extends SinkDrain<T>> source) {
		return (InstanceSource<SinkDrain<T>>) source;
	}

	@Override
	public Admission tryPush(T item) {
		return lane(item).intake().tryPush(item);
	}

	@Override
	public Admission push(T item) throws InterruptedException {
		return push(item, Durations.MAX);
	}

	@Override
	public Admission push(T item, Duration timeout) throws InterruptedException {
		SharedThread.refuse("push", "tryPush");
		return lane(item).intake().push(item, Durations.toNanos(timeout), this.environment.time());
	}

	private Lane<T> lane(T item) {
		return (this.laneKey == null) ? this.first : this.lanes.get(laneNumber(item));
	}

	private int laneNumber(T item) {
		LaneKey<? super T> key = this.laneKey;
		if (key == null) {
			return 0;
		}
		Object value = key.of(Objects.requireNonNull(item, "item"));
		int hash = Objects.requireNonNull(value, () -> record().ref() + ": its LaneKey answers null for an item")
			.hashCode();
		// The high bits too: keys that count up, or whose hashes are multiples, spread.
		return Math.floorMod(hash ^ (hash >>> 16), this.lanes.size());
	}

	@Override
	public CompletionStage<@Nullable Void> flush() {
		return (this.lanes.size() == 1) ? this.first.flush() : LanesFlush.of(this.lanes);
	}

	@Override
	public Flow.Subscriber<T> asSubscriber() {
		if (this.weights != null) {
			throw new IllegalStateException(record().ref()
					+ " bounds the weight of what waits: what a publisher will send cannot be weighed in advance");
		}
		SinkSettings now = settings();
		int window = Math.max(1, Math.min(now.batchSize(), now.capacity() / now.lanes() / 4));
		return new SinkSubscriber<>(record(), this.lanes.stream().map(Lane::subscriberRoom).toList(), this::laneNumber,
				window, this.environment.completions(), this::undelivered, this.subscribers);
	}

	@Override
	public void pause() {
		pause(true);
	}

	@Override
	public void resume() {
		pause(false);
	}

	private void pause(boolean newPaused) {
		record().paused(newPaused);
		this.lanes.forEach(Lane::wakeUp);
	}

	@Override
	public SinkSettings settings() {
		return this.settings.get();
	}

	@Override
	public SinkSettings reconfigure(UnaryOperator<SinkSettings> change) {
		SinkSettings changed = this.settings.change(change);
		this.lanes.forEach(Lane::wakeUp);
		return changed;
	}

	@Override
	public List<FixedSetting> apply(SinkSettings wanted) {
		List<FixedSetting> fixed = this.settings.apply(wanted);
		this.lanes.forEach(Lane::wakeUp);
		return fixed;
	}

	@Override
	public SinkSnapshot snapshot() {
		long now = this.environment.time().nanoTime();
		Backlog.Counts counts = this.lanes.stream()
			.map((lane) -> lane.backlog().counts())
			.reduce(Backlog.Counts.NONE, Backlog.Counts::plus);
		long age = this.lanes.stream().mapToLong((lane) -> lane.backlog().age(now)).max().orElse(0);
		long rejected = this.lanes.stream().mapToLong((lane) -> lane.intake().rejected()).sum();
		return new SinkSnapshot(settings().capacity(), counts.queued(), counts.inFlight(), counts.accepted(), rejected,
				counts.written(), counts.deadLettered(), counts.undelivered(), counts.evicted(),
				(this.weights != null) ? this.weights.used() : 0, Duration.ofNanos(age), settings().maxAge());
	}

	@Override
	public void start(Incarnation incarnation) {
		this.ending.lock();
		try {
			this.stopping = false;
		}
		finally {
			this.ending.unlock();
		}
		LaneIncarnations whole = new LaneIncarnations(incarnation, this.lanes.size(), this::endOthers);
		this.lanes.forEach((lane) -> start(lane, whole));
		// One of the first may have failed before the others were there.
		if (whole.hasFailed()) {
			endOthers();
		}
	}

	/**
	 * The lanes that have started end with one that cannot, so they hear of it as ever.
	 */
	private void start(Lane<T> lane, LaneIncarnations whole) {
		try {
			lane.start(whole, this::settings, record()::isPaused);
		}
		catch (Throwable ex) {
			whole.exited(ex);
		}
	}

	/** A lane has failed: unless a stop is under way another incarnation follows. */
	private void endOthers() {
		this.ending.lock();
		try {
			if (!this.stopping) {
				this.lanes.forEach(Lane::suspend);
			}
		}
		finally {
			this.ending.unlock();
		}
	}

	@Override
	public void suspend() {
		this.lanes.forEach(Lane::suspend);
	}

	@Override
	public void stop() {
		this.ending.lock();
		try {
			this.stopping = true;
			this.lanes.forEach(Lane::stop);
		}
		finally {
			this.ending.unlock();
		}
		this.subscribers.forEach(SinkSubscriber::cancelLater);
	}

	@Override
	public void abort() {
		this.lanes.forEach(Lane::abort);
	}

	@Override
	public String abandon() {
		return this.lanes.stream()
			.map(Lane::abandon)
			.filter((stack) -> !stack.isEmpty())
			.collect(Collectors.joining(System.lineSeparator()));
	}

	@Override
	public @Nullable Runnable parked(@Nullable Throwable cause) {
		List<T> begun = this.lanes.stream()
			.map((lane) -> lane.leaveHanging(cause))
			.flatMap(Collection::stream)
			.toList();
		this.subscribers.forEach(SinkSubscriber::cancelLater);
		return begun.isEmpty() ? null : () -> undelivered(begun, "the drain hangs"
				+ ((cause != null) ? " (" + Failures.text(cause) + ")" : "") + " and may have written some of these");
	}

	@Override
	public @Nullable Runnable notFollowed(@Nullable Throwable cause) {
		return terminated(cause);
	}

	@Override
	public @Nullable Runnable terminated(@Nullable Throwable cause) {
		List<Backlog.Left<T>> left = this.lanes.stream().map(Lane::leave).toList();
		this.subscribers.forEach(SinkSubscriber::cancelLater);
		List<T> begun = merged(left, Backlog.Left::begun);
		List<T> waiting = merged(left, Backlog.Left::waiting);
		if (begun.isEmpty() && waiting.isEmpty()) {
			return null;
		}
		String reason = (cause != null) ? "the sink ended with " + Failures.text(cause) : "the sink was stopped";
		return () -> {
			undelivered(begun, reason + "; the drain had begun with these and may have written some");
			undelivered(waiting, reason);
		};
	}

	private static <T> List<T> merged(Collection<Backlog.Left<T>> left, Function<Backlog.Left<T>, List<T>> part) {
		return left.stream().map(part).flatMap(Collection::stream).toList();
	}

	private void undelivered(List<T> items, String reason) {
		record().undelivered(this.environment.undelivered(), items, reason);
	}

	@Override
	public KindSnapshot details() {
		return snapshot();
	}

	@Override
	public String summary() {
		SinkSnapshot counts = snapshot();
		String done = "accepted " + counts.accepted() + ", written " + counts.written() + ", dead-lettered "
				+ counts.deadLettered() + ", left over " + counts.undelivered();
		return (counts.evicted() > 0) ? done + ", evicted " + counts.evicted() : done;
	}

}
