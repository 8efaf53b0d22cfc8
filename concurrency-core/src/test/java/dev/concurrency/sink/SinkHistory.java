package dev.concurrency.sink;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Admission;
import dev.concurrency.process.TestIncarnation;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessRef;
import dev.concurrency.time.Backoff;
import dev.concurrency.time.TimeSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Plays one history of a {@link SinkProcess} on one thread: the loop runs on the test's
 * own thread, and whenever it waits or calls the drain, this does something at random,
 * the supervisor's part included.
 */
final class SinkHistory implements SinkDrain<Integer>, DeadLetterHandler<Integer>, TestIncarnation, TimeSource {

	private final StringBuilder text = new StringBuilder();

	private final SinkBooks books;

	private final SplittableRandom random;

	private final SinkSettings settings;

	private final SteppedTimer timer = new SteppedTimer();

	private final boolean weighed;

	private final boolean poisonous;

	private final SinkProcess<Integer> sink;

	private @Nullable Runnable body;

	private @Nullable Throwable cause;

	private int next;

	private int patience;

	private long now;

	private boolean exited;

	private boolean stopping;

	private boolean ended = true;

	SinkHistory(SplittableRandom random) {
		this.random = random;
		int batchSize = 1 + random.nextInt(4);
		this.weighed = random.nextInt(4) == 0;
		this.poisonous = random.nextBoolean();
		SinkSettings chosen = SinkSettings.defaults()
			.withSizes(batchSize + random.nextInt(6), batchSize)
			.withLinger(Duration.ofMillis(random.nextInt(3) * 10L))
			.withOverflow((random.nextInt(3) == 0) ? SinkOverflow.DROP_OLDEST : SinkOverflow.REJECT)
			.withMaxWeight(this.weighed ? 1 + random.nextInt(20) : 0)
			.withOnFailure(onFailure());
		this.settings = random.nextBoolean() ? chosen : chosen.withRetry(retry());
		ProcessEnvironment environment = new ProcessEnvironment(this, this.timer, this::thread, Runnable::run,
				Runnable::run, (event) -> {
				}, this::undelivered);
		SinkHandlers<Integer> handlers = SinkHandlers.<Integer>none()
			.withDeadLetters(this)
			.withWeigher((item) -> 1 + item % 5);
		this.sink = new SinkProcess<>(environment, ProcessPath.ROOT.child("sinks").child("audit"),
				InstanceSource.of(this), this.settings, handlers);
		this.books = new SinkBooks(this.sink);
	}

	private SinkFailureAction onFailure() {
		List<SinkFailureAction> all = List.of(SinkFailureAction.values());
		return all.get(this.random.nextInt(all.size()));
	}

	private SinkRetry retry() {
		Backoff backoff = new Backoff(Duration.ofMillis(this.random.nextInt(20)), Duration.ofMillis(20), 2, 0.5,
				Duration.ZERO);
		return new SinkRetry(1 + this.random.nextInt(3), backoff, List.of(), List.of(Poison.class));
	}

	void play() {
		push();
		for (int runs = 1 + this.random.nextInt(3); runs > 0; runs--) {
			this.patience = this.random.nextInt(25);
			this.sink.resume();
			this.stopping = false;
			this.ended = false;
			while (!this.ended) {
				incarnation();
				between();
			}
			push();
			requestFlush();
			this.books.checkAtRest();
			this.books.checkPaired();
		}
	}

	private void incarnation() {
		say("start");
		this.exited = false;
		this.cause = null;
		this.sink.start(this);
		Runnable current = this.body;
		assertThat(current).isNotNull();
		current.run();
		Thread.interrupted();
		assertThat(this.exited).as("an incarnation says when it is over").isTrue();
	}

	/** The supervisor's decision after an incarnation. */
	private void between() {
		if (this.ended) {
			return;
		}
		say("exited by " + this.cause);
		if (!this.stopping) {
			assertThat(this.cause).as("ends by itself only when it fails").isNotNull();
			disturb();
		}
		if (this.stopping || this.random.nextInt(8) == 0) {
			terminate(this.cause);
		}
	}

	private void terminate(@Nullable Throwable reason) {
		say("terminated");
		this.ended = true;
		this.stopping = true;
		this.books.closing();
		Runnable left = this.sink.terminated(reason);
		if (left != null) {
			left.run();
		}
		this.books.checkAtRest();
	}

	private void disturb() {
		for (int i = this.random.nextInt(3); i > 0; i--) {
			switch (this.random.nextInt(12)) {
				case 0, 1, 2, 3, 4, 5 -> push();
				case 6, 7 -> requestFlush();
				case 8, 9 -> advance(this.random.nextInt(15) * 1_000_000L);
				case 10 -> {
					if (this.patience-- < 0 && !this.stopping && !this.exited) {
						stop();
					}
				}
				default -> rough();
			}
		}
	}

	/** The rarer things a supervisor or a stranger does to a running loop. */
	private void rough() {
		if (this.exited || this.ended) {
			return;
		}
		switch (this.random.nextInt(9)) {
			case 0 -> abort();
			case 3 -> pause();
			case 4 -> {
				say("resume");
				this.sink.resume();
			}
			case 5 -> reconfigure();
			case 1 -> {
				abort();
				say("abandon");
				var unused = this.sink.abandon();
				terminate(new IllegalStateException("left behind"));
				this.books.freeze();
			}
			case 2 -> Thread.currentThread().interrupt();
			default -> this.sink.snapshot();
		}
	}

	private void pause() {
		say("pause");
		this.sink.pause();
	}

	private void reconfigure() {
		SinkFailureAction changed = onFailure();
		SinkRetry retry = this.random.nextBoolean() ? SinkRetry.NEVER : retry();
		say("on failure " + changed + ", " + retry.maxAttempts() + " attempts");
		this.sink.reconfigure((before) -> before.withOnFailure(changed).withRetry(retry));
	}

	private void push() {
		for (int i = this.random.nextInt(5); i > 0; i--) {
			Admission answer = this.sink.tryPush(this.next);
			say("push " + this.next + " " + answer);
			this.books.pushed(this.next, answer, this.ended || this.stopping, this.settings);
			this.next++;
		}
	}

	private void requestFlush() {
		say("flush");
		this.books.flush(!this.ended);
	}

	private void stop() {
		say("stop");
		this.stopping = true;
		this.sink.stop();
	}

	private void abort() {
		say("abort");
		this.stopping = true;
		this.sink.abort();
		Thread.currentThread().interrupt();
	}

	private Thread thread(Runnable runnable) {
		this.body = runnable;
		return new Thread("never started") {
			@Override
			public synchronized void start() {
				// The history runs the body itself.
			}
		};
	}

	@Override
	public void open() throws Exception {
		this.books.opening();
		disturb();
		fail(20);
		this.books.opened();
	}

	@Override
	public void drain(List<Integer> batch) throws Exception {
		say("drain " + batch);
		this.books.draining(batch, this.settings.batchSize());
		disturb();
		try {
			if (this.poisonous && batch.stream().anyMatch((item) -> item % 7 == 3)) {
				throw new Poison("poison in " + batch);
			}
			fail(4);
		}
		catch (Throwable ex) {
			this.books.drainFailed(ex);
			throw ex;
		}
		this.books.written(batch);
		batch.clear();
	}

	@Override
	public void flush() throws Exception {
		say("flushing");
		this.books.flushing();
		disturb();
		try {
			fail(8);
		}
		catch (Throwable ex) {
			this.books.failed(ex);
			throw ex;
		}
	}

	@Override
	public void deadLetter(ProcessRef process, List<Integer> batch, Throwable failure) {
		say("dead letter " + batch);
		this.books.deadLettered(batch, failure);
		disturb();
	}

	@Override
	public void close() throws Exception {
		this.books.closed();
		disturb();
		fail(5);
	}

	private void undelivered(ProcessRef process, List<?> items, String reason) {
		say("undelivered " + items + ": " + reason);
		if (reason.startsWith("evicted")) {
			this.books.evicted((Integer) items.get(0));
		}
		else {
			this.books.undelivered(items);
		}
	}

	private void fail(int chances) throws Exception {
		switch (this.random.nextInt(3 * chances)) {
			case 0 -> throw new IllegalStateException("exception " + this.next++);
			case 1 -> throw new StackOverflowError("error " + this.next++);
			case 2 -> throw new InterruptedException("interrupted " + this.next++);
			default -> {
			}
		}
	}

	@Override
	public void park(Object blocker, long nanos) {
		assertThat(this.stopping && nanos == Long.MAX_VALUE).as("who is to stop does not wait for ever").isFalse();
		say("park");
		this.patience--;
		if (this.patience < 0 && this.random.nextBoolean()) {
			stop();
		}
		else if (this.random.nextBoolean() && nanos != Long.MAX_VALUE) {
			advance(nanos);
		}
		else {
			disturb();
		}
	}

	@Override
	public @Nullable Throwable previousFailure() {
		return null;
	}

	@Override
	public void ready() {
		say("ready");
	}

	@Override
	public void exited(@Nullable Throwable newCause) {
		this.exited = true;
		this.cause = newCause;
		this.books.exited(newCause);
	}

	@Override
	public long nanoTime() {
		return this.now;
	}

	@Override
	public Instant instant() {
		return Instant.EPOCH.plusNanos(this.now);
	}

	private void advance(long nanos) {
		this.now += nanos;
		this.timer.advanceTo(this.now);
	}

	private void say(String line) {
		this.text.append(line).append('\n');
	}

	String text() {
		return this.settings + "\n" + this.text;
	}

	/** What an item always causes that cannot be written. */
	private static final class Poison extends Exception {

		Poison(String message) {
			super(message);
		}

	}

}
