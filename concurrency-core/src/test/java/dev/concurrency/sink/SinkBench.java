package dev.concurrency.sink;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import dev.concurrency.process.ContextRelay;
import dev.concurrency.process.FlightRecorder;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessRecord;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.queue.BoundedQueue;
import dev.concurrency.sink.RecordingDrain.Hook;
import dev.concurrency.time.TimeSource;

/**
 * The parts of a sink without its thread: a test pushes, steps the loop and moves time.
 */
final class SinkBench implements TimeSource {

	final RecordingDrain drain = new RecordingDrain();

	final List<ProcessEvent> events = new ArrayList<>();

	final Backlog<Integer> backlog;

	final FlushBarriers barriers;

	final BoundedQueue<Object> queue;

	final ProcessRecord record;

	final SteppedTimer timer = new SteppedTimer();

	final List<Throwable> hangs = new ArrayList<>();

	final List<String> undelivered = new ArrayList<>();

	private SinkSettings settings;

	private boolean paused;

	private ShutdownSignal.Pair shutdown = ShutdownSignal.pair();

	private @Nullable DrainLoop<Integer> loop;

	private @Nullable GuardedDrain<Integer> guarded;

	private long now;

	SinkBench(SinkSettings settings) {
		ProcessPath path = ProcessPath.ROOT.child("sinks").child("audit");
		this.settings = settings;
		this.queue = new BoundedQueue<>(settings.capacity());
		this.backlog = new Backlog<>(this.queue, null, ContextRelay.OFF);
		this.barriers = new FlushBarriers(path, Runnable::run);
		this.barriers.open();
		this.record = new ProcessRecord(ProcessKind.SINK, path, this, this.events::add, Runnable::run,
				new FlightRecorder());
	}

	static SinkSettings settings(int capacity, int batchSize, Duration linger) {
		return SinkSettings.defaults().withSizes(capacity, batchSize).withLinger(linger);
	}

	/** Begins an incarnation. */
	SinkBench open() throws Exception {
		this.shutdown = ShutdownSignal.pair();
		this.loop = loop(this.drain);
		var unused = this.loop.initialize(this.shutdown.signal());
		return this;
	}

	/** A loop that is not begun. */
	DrainLoop<Integer> loop(@Nullable DeadLetterHandler<Integer> deadLetters) {
		Object turn = new Object();
		this.backlog.own(turn);
		CallDeadline deadline = new CallDeadline(this.timer, this.hangs::add);
		ProcessEnvironment environment = new ProcessEnvironment(this, this.timer, Thread::new, Runnable::run,
				Runnable::run, this.events::add, (process, items, reason) -> this.undelivered
					.add(items + (Thread.currentThread().isInterrupted() ? " interrupted " : " ") + reason));
		this.guarded = new GuardedDrain<>(this.record, environment, InstanceSource.of(this.drain),
				new SinkHandlers<>(deadLetters, null, null, null), deadline, () -> !this.backlog.isOwnedBy(turn));
		return new DrainLoop<>("audit", this, this.queue, this.backlog, turn, this.barriers, this.guarded,
				() -> this.settings, () -> this.paused);
	}

	/** What is written to the log, at every level, while something is done. */
	static List<String> logged(Hook work) throws Exception {
		Logger logger = (Logger) LoggerFactory.getLogger(BackgroundSink.class);
		Level before = logger.getLevel();
		ListAppender<ILoggingEvent> lines = new ListAppender<>();
		lines.start();
		logger.addAppender(lines);
		logger.setLevel(Level.DEBUG);
		try {
			work.call();
			return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
		}
		finally {
			logger.setLevel(before);
			logger.detachAppender(lines);
		}
	}

	void reconfigure(UnaryOperator<SinkSettings> change) {
		this.settings = change.apply(this.settings);
	}

	void pause(boolean newPaused) {
		this.paused = newPaused;
	}

	/** As the supervisor does with a loop that hangs. */
	void seize() {
		this.backlog.seize();
	}

	DrainLoop<Integer> loop() {
		return Objects.requireNonNull(this.loop);
	}

	GuardedDrain<Integer> guarded() {
		return Objects.requireNonNull(this.guarded);
	}

	long step() throws Exception {
		return loop().step();
	}

	/** Steps until the loop wants to wait or is done. Answers what it answered last. */
	long settle() throws Exception {
		long answer = step();
		while (answer == DrainLoop.AGAIN) {
			answer = step();
		}
		return answer;
	}

	void push(int... items) {
		for (int item : items) {
			if (this.queue.offer(item) < 0) {
				throw new IllegalStateException("refused " + item);
			}
		}
	}

	/** As a sink's own flush does. */
	Flush flush() {
		Flush flush = new Flush();
		CompletionStage<Void> stage = this.barriers.add(this.queue.accepted());
		stage.whenComplete(flush::complete);
		return flush;
	}

	/** As a sink's own stop does. */
	void stop() {
		this.queue.close();
		this.shutdown.handle().trigger();
	}

	void advance(Duration duration) {
		this.now += duration.toNanos();
		this.timer.advanceTo(this.now);
	}

	SinkSnapshot counts() {
		Backlog.Counts counts = this.backlog.counts();
		return counts(counts.queued(), counts.inFlight(), counts.accepted(), counts.written(), counts.deadLettered());
	}

	/** Without what a bench has not. */
	SinkSnapshot counts(int queued, int inFlight, long accepted, long written, long deadLettered) {
		return new SinkSnapshot(this.settings.capacity(), queued, inFlight, accepted, 0, written, deadLettered, 0, 0, 0,
				Duration.ZERO, this.settings.maxAge());
	}

	@Override
	public long nanoTime() {
		return this.now;
	}

	@Override
	public Instant instant() {
		return Instant.EPOCH.plusNanos(this.now);
	}

	@Override
	public void park(Object blocker, long nanos) {
		throw new UnsupportedOperationException("a bench has no thread that could wait");
	}

	/** How a flush ended, if it did. */
	static final class Flush {

		private int completions;

		private @Nullable Throwable failure;

		private void complete(@Nullable Void result, @Nullable Throwable ex) {
			this.completions++;
			this.failure = (ex instanceof CompletionException) ? ex.getCause() : ex;
		}

		boolean isDone() {
			return this.completions > 0;
		}

		@Nullable Throwable failure() {
			if (this.completions != 1) {
				throw new IllegalStateException("completed " + this.completions + " times");
			}
			return this.failure;
		}

	}

}
