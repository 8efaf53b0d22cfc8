package dev.concurrency.sink;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Flow;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Admission;
import dev.concurrency.process.TestIncarnation;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessRef;
import dev.concurrency.time.Backoff;
import dev.concurrency.time.Durations;
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

	private final List<Runnable> bodies = new ArrayList<>();

	private @Nullable Publisher publisher;

	private @Nullable Throwable cause;

	private int next;

	private int patience;

	private long now;

	private int maxBatchSize;

	// Whether the code of the drain is running.
	private boolean inside;

	private boolean parked;

	private boolean suspended;

	private boolean subscribed;

	private boolean exited;

	private boolean stopping;

	private boolean ended = true;

	SinkHistory(SplittableRandom random) {
		this.random = random;
		int batchSize = 1 + random.nextInt(4);
		int lanes = 1 + random.nextInt(5) / 3;
		this.weighed = random.nextInt(4) == 0;
		this.poisonous = random.nextBoolean();
		SinkOverflow overflow = (random.nextInt(3) == 0) ? SinkOverflow.DROP_OLDEST : SinkOverflow.REJECT;
		SinkSettings chosen = SinkSettings.defaults()
			.withSizes(lanes * batchSize + random.nextInt(6), 1)
			.withLanes(lanes)
			.withBatchSize(batchSize)
			.withStripes((overflow == SinkOverflow.REJECT) ? 1 << random.nextInt(3) : 1)
			.withLinger(Duration.ofMillis(random.nextInt(3) * 10L))
			.withDrainTimeout((random.nextInt(3) == 0) ? Duration.ofMillis(5) : Durations.MAX)
			.withOverflow(overflow)
			.withMaxWeight(this.weighed ? 1 + random.nextInt(20) : 0)
			.withOnFailure(onFailure());
		this.maxBatchSize = batchSize;
		this.settings = random.nextBoolean() ? chosen : chosen.withRetry(retry());
		ProcessEnvironment environment = new ProcessEnvironment(this, this.timer, this::thread, Runnable::run,
				Runnable::run, (event) -> {
				}, this::undelivered);
		SinkHandlers<Integer> handlers = SinkHandlers.<Integer>none()
			.withDeadLetters(this)
			.withLaneKey((item) -> item % 3)
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
		this.suspended = false;
		this.books.starting();
		this.sink.start(this);
		assertThat(this.bodies).hasSize(this.settings.lanes());
		subscribe();
		// A lane may begin as late as it likes, after the others have ended even.
		while (!this.bodies.isEmpty()) {
			this.bodies.remove(this.random.nextInt(this.bodies.size())).run();
			Thread.interrupted();
		}
		assertThat(this.exited).as("an incarnation says when it is over").isTrue();
	}

	/** The supervisor's decision after an incarnation. */
	private void between() {
		if (this.ended) {
			return;
		}
		say("exited by " + this.cause);
		if (this.parked) {
			afterParking();
			return;
		}
		if (!this.stopping) {
			assertThat(this.cause != null || this.suspended).as("ends by itself only when it fails").isTrue();
			disturb();
		}
		if (this.stopping || this.random.nextInt(8) == 0) {
			terminate(this.cause);
		}
	}

	/** The thread ends at last, or the supervisor before it. */
	private void afterParking() {
		this.parked = false;
		if (this.random.nextInt(3) > 0) {
			say("its thread has ended");
			return;
		}
		say("not followed");
		this.ended = true;
		this.stopping = true;
		Runnable left = this.sink.notFollowed(null);
		if (left != null) {
			left.run();
		}
	}

	private void terminate(@Nullable Throwable reason) {
		say("terminated");
		this.publisher = null;
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
				case 8 -> advance(this.random.nextInt(15) * 1_000_000L);
				case 9 -> publish();
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
		if (this.exited || this.ended || this.parked) {
			return;
		}
		switch (this.random.nextInt(11)) {
			case 6 -> {
				say("suspend");
				this.suspended = true;
				this.sink.suspend();
			}
			case 7 -> park();
			case 0 -> abort();
			case 3 -> pause();
			case 4 -> {
				say("resume");
				this.sink.resume();
			}
			case 5 -> reconfigure();
			case 1 -> {
				abort();
				if (!this.stopping) {
					return;
				}
				say("abandon");
				var unused = this.sink.abandon();
				terminate(new IllegalStateException("left behind"));
				this.books.freeze();
			}
			case 2 -> Thread.currentThread().interrupt();
			default -> this.sink.snapshot();
		}
	}

	/** The supervisor leaves a thread behind that another incarnation is to follow. */
	private void park() {
		if (this.stopping || !this.inside) {
			return;
		}
		say("park");
		this.sink.abort();
		Thread.currentThread().interrupt();
		var unused = this.sink.abandon();
		this.books.parking();
		Runnable left = this.sink.parked(new IllegalStateException("hangs"));
		if (left != null) {
			left.run();
		}
		this.parked = true;
		this.publisher = null;
	}

	private void subscribe() {
		boolean inOrder = this.settings.stripes() == 1;
		if (this.random.nextInt(3) == 0 && !this.weighed && inOrder && this.publisher == null) {
			say("subscribe");
			Publisher subscribed = new Publisher(this.sink.asSubscriber());
			this.publisher = subscribed;
			this.subscribed = true;
			subscribed.subscriber.onSubscribe(subscribed);
		}
	}

	private void publish() {
		Publisher current = this.publisher;
		if (current == null || current.requested == 0) {
			return;
		}
		current.requested--;
		say("publish " + this.next);
		this.books.published(this.next);
		int item = this.next++;
		current.subscriber.onNext(item);
		if (this.random.nextInt(5) == 0) {
			say("complete");
			this.publisher = null;
			current.subscriber.onComplete();
		}
	}

	private void pause() {
		say("pause");
		this.sink.pause();
	}

	private void reconfigure() {
		SinkFailureAction changed = onFailure();
		SinkRetry retry = this.random.nextBoolean() ? SinkRetry.NEVER : retry();
		int batchSize = 1 + this.random.nextInt(this.settings.capacity() / this.settings.lanes());
		say("on failure " + changed + ", " + retry.maxAttempts() + " attempts, batches of " + batchSize);
		this.maxBatchSize = Math.max(this.maxBatchSize, batchSize);
		this.sink.reconfigure((before) -> before.withOnFailure(changed).withRetry(retry).withBatchSize(batchSize));
	}

	private void push() {
		for (int i = this.random.nextInt(5); i > 0; i--) {
			SinkSnapshot before = this.sink.snapshot();
			Admission answer = this.sink.tryPush(this.next);
			say("push " + this.next + " " + answer);
			this.books.pushed(this.next, answer, this.ended || this.stopping || this.parked, before,
					this.subscribed ? null : this.settings);
			this.next++;
		}
	}

	private void requestFlush() {
		say("flush");
		this.books.flush(!this.ended && !this.parked);
	}

	private void stop() {
		say("stop");
		this.stopping = true;
		this.sink.stop();
	}

	private void abort() {
		if (this.suspended) {
			return;
		}
		say("abort");
		this.stopping = true;
		if (this.settings.lanes() > 1) {
			// Lanes that a failed one has suspended would go on accepting.
			this.sink.stop();
		}
		this.sink.abort();
		Thread.currentThread().interrupt();
	}

	private Thread thread(Runnable runnable) {
		this.bodies.add(runnable);
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
		this.books.draining(batch, this.maxBatchSize);
		this.inside = true;
		disturb();
		this.inside = false;
		try {
			if (Thread.currentThread().isInterrupted() && this.random.nextBoolean()) {
				throw new InterruptedException("interrupted inside");
			}
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
		if (this.random.nextInt(6) == 0) {
			throw new IllegalStateException("the handler fails");
		}
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
		else if (reason.startsWith("the sink was closed when")) {
			this.books.refused((Integer) items.get(0));
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
		boolean ending = this.stopping || this.suspended || this.parked;
		assertThat(ending && nanos == Long.MAX_VALUE).as("who is to stop does not wait for ever").isFalse();
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

	/** Publishes when the history says so. */
	private static final class Publisher implements Flow.Subscription {

		private final Flow.Subscriber<Integer> subscriber;

		private long requested;

		Publisher(Flow.Subscriber<Integer> subscriber) {
			this.subscriber = subscriber;
		}

		@Override
		public void request(long n) {
			this.requested += n;
		}

		@Override
		public void cancel() {
			this.requested = 0;
		}

	}

	/** What an item always causes that cannot be written. */
	private static final class Poison extends Exception {

		Poison(String message) {
			super(message);
		}

	}

}
