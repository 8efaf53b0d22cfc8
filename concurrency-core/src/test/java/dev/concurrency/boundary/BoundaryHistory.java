package dev.concurrency.boundary;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.TestIncarnation;
import dev.concurrency.time.TimeSource;
import dev.concurrency.time.Timer;

import static org.assertj.core.api.Assertions.assertThat;

/** One random history; pool, timer, threads and supervisor are the test. */
final class BoundaryHistory implements TimeSource, Timer {

	private static final int STEPS = 60;

	private static final int DEPTH = 4;

	private static final List<BoundaryMode> MODES = List.of(BoundaryMode.PUSH_PULL, BoundaryMode.PUSH_ONLY,
			BoundaryMode.PULL_ONLY);

	private final List<String> lines = new ArrayList<>();

	private final List<Runnable> work = new ArrayList<>();

	private final List<Runnable> scheduled = new ArrayList<>();

	private final List<CompletableFuture<?>> stages = new ArrayList<>();

	private final List<Follower> followers = new ArrayList<>();

	private final SplittableRandom random;

	private final BoundarySettings settings;

	private final BoundaryProcess boundary;

	private Phase phase = Phase.ENDED;

	private boolean exited = true;

	private boolean terminated;

	private @Nullable Throwable broken;

	private int depth;

	private int entered;

	private long now;

	private int undelivered;

	BoundaryHistory(SplittableRandom random) {
		this.random = random;
		this.settings = new BoundarySettings(
				Boundary.defaults()
					.withMode(MODES.get(random.nextInt(MODES.size())))
					.withLimits(1 + random.nextInt(3), 1 + random.nextInt(4)),
				BoundaryPool.BLOCKING, random.nextInt(4),
				random.nextBoolean() ? BoundaryStopAction.DRAIN : BoundaryStopAction.CANCEL);
		ProcessEnvironment environment = new ProcessEnvironment(this, this, this::thread, Runnable::run, this::execute,
				(event) -> {
				}, (process, items, reason) -> this.undelivered += items.size());
		this.boundary = new BoundaryProcess(environment, ProcessPath.ROOT.child("geocode"), this.settings,
				this::execute);
	}

	String text() {
		return this.settings + "\n" + String.join("\n", this.lines);
	}

	void play() {
		for (int i = 0; i < STEPS; i++) {
			step();
		}
		end();
		assertThat(this.broken).isNull();
		BoundarySnapshot counts = this.boundary.snapshot();
		assertThat(counts).extracting("queued", "inFlight", "hanging").containsExactly(0, 0, 0);
		assertThat(counts.succeeded() + counts.failed() + counts.cancelled())
			.isEqualTo(counts.accepted() + counts.retried());
		assertThat(this.boundary.state().tasks()).hasSizeLessThanOrEqualTo(this.settings.history());
		assertThat(this.stages).allSatisfy((stage) -> assertThat(stage).isCompleted());
		assertThat((long) this.undelivered).isLessThanOrEqualTo(counts.cancelled());
		this.followers.forEach(Follower::check);
	}

	/** As a supervisor does, without a limit. */
	private void end() {
		say("end");
		if (this.phase == Phase.RUNNING || this.phase == Phase.SUSPENDING) {
			this.phase = Phase.STOPPING;
			this.boundary.stop();
		}
		for (int i = 0; i < 10_000 && !(this.phase == Phase.ENDED && this.work.isEmpty()); i++) {
			if (this.phase == Phase.PARKED || (this.exited && this.phase == Phase.STOPPING)) {
				terminate();
			}
			else if (!this.work.isEmpty()) {
				this.work.remove(0).run();
			}
			else if (!this.scheduled.isEmpty()) {
				this.scheduled.remove(0).run();
			}
		}
		assertThat(this.phase).isEqualTo(Phase.ENDED);
		assertThat(this.exited).isTrue();
	}

	private void step() {
		int choice = this.random.nextInt(20);
		if (choice < 5) {
			submit();
		}
		else if (choice < 8) {
			ask();
		}
		else if (choice < 13) {
			runOne();
		}
		else if (choice == 13 && !this.scheduled.isEmpty()) {
			say("timer");
			this.scheduled.remove(this.random.nextInt(this.scheduled.size())).run();
		}
		else if (choice < 17) {
			pull();
		}
		else {
			supervise();
		}
	}

	private void submit() {
		String key = key();
		say("submit " + key);
		follow(this.boundary.submit(key, this::call));
	}

	private void ask() {
		String key = key();
		switch (this.random.nextInt(3)) {
			case 0 -> {
				say("cancel " + key);
				follow(this.boundary.cancel(key, "not needed"));
			}
			case 1 -> {
				say("retry " + key);
				follow(this.boundary.retry(key));
			}
			default -> {
				say("forget " + key);
				this.boundary.forget(key);
			}
		}
	}

	private void runOne() {
		if (!this.work.isEmpty() && this.depth < DEPTH) {
			Runnable next = this.work.remove(this.random.nextInt(this.work.size()));
			this.depth++;
			next.run();
			this.depth--;
		}
	}

	private void pull() {
		if (this.settings.boundary().mode() == BoundaryMode.PUSH_ONLY) {
			return;
		}
		int atMost = this.random.nextInt(3);
		if (this.settings.boundary().mode() == BoundaryMode.PUSH_PULL || this.random.nextBoolean()) {
			say("poll " + atMost + " -> " + this.boundary.poll(atMost));
		}
		else if (this.followers.isEmpty() || this.random.nextInt(4) == 0) {
			Follower follower = new Follower();
			follower.over = this.terminated;
			this.followers.add(follower);
			this.boundary.asPublisher().subscribe(follower);
		}
		else {
			this.followers.get(this.random.nextInt(this.followers.size())).act();
		}
	}

	/** A task, in whose time anything else may happen. */
	private int call() {
		this.entered++;
		try {
			assertThat(this.entered - this.boundary.snapshot().hanging())
				.isLessThanOrEqualTo(this.settings.boundary().maxInFlight());
			for (int steps = this.random.nextInt(4); steps > 0; steps--) {
				step();
			}
		}
		catch (AssertionError | RuntimeException ex) {
			// The boundary would take it for an outcome.
			this.broken = ex;
		}
		this.entered--;
		if (this.random.nextInt(3) == 0) {
			throw new IllegalStateException("planted");
		}
		return this.entered;
	}

	private void supervise() {
		switch (this.phase) {
			case ENDED -> {
				if (this.exited) {
					start();
				}
			}
			case RUNNING -> {
				boolean suspend = this.random.nextBoolean();
				this.phase = suspend ? Phase.SUSPENDING : Phase.STOPPING;
				if (this.random.nextInt(4) == 0) {
					say("abort without a word");
					this.boundary.abort();
				}
				else if (suspend) {
					say("suspend");
					this.boundary.suspend();
				}
				else {
					say("stop");
					this.boundary.stop();
				}
			}
			case SUSPENDING -> {
				if (this.exited && this.random.nextInt(4) > 0) {
					start();
				}
				else if (this.exited) {
					terminate();
				}
				else {
					urge();
				}
			}
			case STOPPING -> {
				if (this.exited) {
					terminate();
				}
				else {
					urge();
				}
			}
			case PARKED -> {
				if (this.exited) {
					start();
				}
				else if (this.random.nextInt(4) == 0) {
					terminate();
				}
			}
		}
	}

	private void urge() {
		switch (this.random.nextInt(4)) {
			case 0 -> {
				say("stop");
				this.phase = Phase.STOPPING;
				this.boundary.stop();
			}
			case 1 -> {
				say("abort, abandon");
				this.boundary.abort();
				if (!this.exited) {
					this.boundary.abandon();
					leaveBehind();
				}
			}
			default -> {
				say("abort");
				this.boundary.abort();
			}
		}
	}

	private void start() {
		say("start");
		this.phase = Phase.RUNNING;
		this.exited = false;
		this.terminated = false;
		this.boundary.start(new Run());
	}

	private void leaveBehind() {
		if (this.phase == Phase.STOPPING || this.random.nextBoolean()) {
			terminate();
			return;
		}
		say("parked");
		this.phase = Phase.PARKED;
		report(this.boundary.parked(null));
	}

	private void terminate() {
		boolean parked = this.phase == Phase.PARKED;
		say(parked ? "not followed" : "terminated");
		this.phase = Phase.ENDED;
		this.terminated = true;
		Runnable report = parked ? this.boundary.notFollowed(null) : this.boundary.terminated(null);
		this.followers.forEach((follower) -> follower.over = true);
		report(report);
	}

	private static void report(@Nullable Runnable report) {
		if (report != null) {
			report.run();
		}
	}

	private void follow(CompletionStage<?> stage) {
		this.stages.add(stage.toCompletableFuture());
	}

	private String key() {
		return "k" + this.random.nextInt(8);
	}

	private void say(String line) {
		this.lines.add("  ".repeat(this.depth) + line);
	}

	private void execute(Runnable task) {
		if (this.random.nextInt(10) == 0) {
			throw new RejectedExecutionException("no room");
		}
		this.work.add(task);
	}

	private Thread thread(Runnable body) {
		return new Thread(body) {
			@Override
			public synchronized void start() {
				BoundaryHistory.this.work.add(body);
			}
		};
	}

	@Override
	public long nanoTime() {
		return this.now++;
	}

	@Override
	public Instant instant() {
		return Instant.EPOCH.plusNanos(this.now);
	}

	@Override
	public void park(Object blocker, long nanos) {
		throw new AssertionError("nothing waits");
	}

	@Override
	public Timeout schedule(long delayNanos, Runnable task) {
		this.scheduled.add(task);
		assertThat(Duration.ofNanos(delayNanos)).isPositive();
		return () -> this.scheduled.remove(task);
	}

	@Override
	public void close() {
		this.scheduled.clear();
	}

	private enum Phase {

		RUNNING, SUSPENDING, STOPPING, PARKED, ENDED

	}

	private final class Run implements TestIncarnation {

		private boolean over;

		@Override
		public void exited(@Nullable Throwable cause) {
			say("exited");
			assertThat(cause).isNull();
			assertThat(this.over).isFalse();
			this.over = true;
			BoundaryHistory.this.exited = true;
		}

	}

	/** Looks whether what it is told keeps the rules. */
	private final class Follower implements Flow.Subscriber<FinishedTask> {

		private Flow.@Nullable Subscription subscription;

		private long requested;

		private long told;

		private boolean cancelled;

		private boolean over;

		private int completions;

		@Override
		public void onSubscribe(Flow.Subscription given) {
			assertThat(this.subscription).isNull();
			this.subscription = given;
		}

		@Override
		public void onNext(FinishedTask task) {
			assertThat(this.cancelled).isFalse();
			assertThat(this.completions).isZero();
			this.told++;
			assertThat(this.told).isLessThanOrEqualTo(this.requested);
			assertThat(task.outcome()).isNotInstanceOf(TaskOutcome.Rejected.class);
		}

		@Override
		public void onError(Throwable failure) {
			throw new AssertionError(failure);
		}

		@Override
		public void onComplete() {
			assertThat(this.cancelled).isFalse();
			this.completions++;
		}

		void act() {
			Flow.Subscription current = this.subscription;
			assertThat(current).isNotNull();
			if (BoundaryHistory.this.random.nextInt(5) == 0) {
				say("unsubscribe");
				this.cancelled = true;
				current.cancel();
			}
			else {
				long count = BoundaryHistory.this.random.nextLong(1, 4);
				say("request " + count);
				this.requested += count;
				current.request(count);
			}
		}

		void check() {
			// One that cancelled need not be told.
			assertThat(this.completions).isBetween((this.over && !this.cancelled) ? 1 : 0, this.over ? 1 : 0);
		}

	}

}
