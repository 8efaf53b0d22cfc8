package dev.concurrency.boundary;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.boundary.Effects.Limited;
import dev.concurrency.boundary.Effects.Told;
import dev.concurrency.process.BoundedPool;
import dev.concurrency.process.FixedSetting;
import dev.concurrency.process.Incarnation;
import dev.concurrency.process.KindSnapshot;
import dev.concurrency.process.LiveSettings;
import dev.concurrency.process.PatientExecutor;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.RecordedProcess;
import dev.concurrency.time.Durations;

/**
 * A boundary: what outlives its incarnations and both of its sides, the users' and the
 * supervisor's.
 * <p>
 * Thread-safe. Everything is decided by {@link TaskTable} under one lock, in O(log n)
 * steps, and what follows is done when the lock is free: no callback runs and no other
 * lock is taken under it, but that of the section that the thread of a task enters.
 * Observers read what was published last and take no lock.
 */
final class BoundaryProcess extends RecordedProcess implements BoundaryRuntime {

	private static final Logger logger = LoggerFactory.getLogger(BoundaryRuntime.class);

	private final ReentrantLock lock = new ReentrantLock();

	private final ProcessEnvironment environment;

	private final LiveSettings<BoundarySettings> settings;

	private final Executor pool;

	private final Answers answers;

	// Under the lock.
	private final TaskTable tasks;

	private volatile BoundaryState state;

	private volatile BoundarySnapshot counts;

	BoundaryProcess(ProcessEnvironment environment, ProcessPath path, BoundarySettings settings, BoundedPool pool) {
		super(environment.record(ProcessKind.BOUNDARY, path));
		this.environment = environment;
		this.settings = new LiveSettings<>(settings);
		// What is in flight is bounded: it may wait for a thread, and for nothing else.
		this.pool = new PatientExecutor(pool, pool.width(), environment.time(), environment.timer());
		this.answers = new Answers(environment.threads(), environment.timer(), path.value() + "/answers");
		this.tasks = new TaskTable(settings, environment.time());
		this.state = this.tasks.state();
		this.counts = this.tasks.snapshot();
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T extends @Nullable Object> CompletionStage<TaskOutcome<T>> submit(String key, Callable<? extends T> task) {
		Objects.requireNonNull(key, "key");
		Objects.requireNonNull(task, "task");
		// Captured outside of the lock.
		Callable<? extends T> carried = this.environment.contexts().carrying(kind(), path(), task);
		CompletionStage<?> outcome = decided((effects) -> this.tasks.submit(key, carried, effects));
		// Its value is what the task returned.
		return (CompletionStage<TaskOutcome<T>>) outcome;
	}

	@Override
	public CompletionStage<TaskOutcome<?>> retry(String key) {
		Objects.requireNonNull(key, "key");
		return decided((effects) -> this.tasks.retry(key, effects));
	}

	@Override
	public CompletionStage<TaskOutcome<?>> cancel(String key, String reason) {
		Objects.requireNonNull(key, "key");
		Objects.requireNonNull(reason, "reason");
		return decided((effects) -> this.tasks.cancel(key, reason, effects));
	}

	@Override
	public Optional<BoundaryError> forget(String key) {
		Objects.requireNonNull(key, "key");
		return decided((effects) -> this.tasks.forget(key));
	}

	@Override
	public List<String> startAvailable() {
		return poll(Integer.MAX_VALUE);
	}

	@Override
	public List<String> poll(int atMost) {
		if (settings().boundary().mode() == BoundaryMode.PUSH_ONLY) {
			throw new IllegalStateException(
					record().ref() + " is push-only: nobody asks for its tasks; set mode to push-pull or pull-only");
		}
		return decided((effects) -> this.tasks.poll(atMost, effects));
	}

	@Override
	public Flow.Publisher<FinishedTask> asPublisher() {
		BoundaryMode mode = settings().boundary().mode();
		if (mode != BoundaryMode.PULL_ONLY) {
			throw new IllegalStateException(record().ref() + " is " + mode.label()
					+ ": its tasks start before a subscriber asks for them; set mode to pull-only");
		}
		return (subscriber) -> {
			TaskSubscription subscription = new TaskSubscription(this, subscriber);
			boolean kept = decided((effects) -> this.tasks.subscribe(subscription));
			subscription.begin();
			if (!kept) {
				subscription.end(null);
			}
		};
	}

	/** A subscriber asks for more. */
	void demand(TaskSubscription subscription, long count) {
		decide((effects) -> {
			subscription.demand(count);
			this.tasks.startMore(effects);
		});
	}

	/** A subscriber was told of a task. */
	void delivered(TaskSubscription subscription) {
		decide((effects) -> {
			subscription.caughtUp();
			this.tasks.startMore(effects);
		});
	}

	void unsubscribe(TaskSubscription subscription) {
		decide((effects) -> this.tasks.unsubscribe(subscription));
	}

	@Override
	public BoundaryState state() {
		return this.state;
	}

	@Override
	public BoundarySettings settings() {
		return this.settings.get();
	}

	@Override
	public BoundarySettings reconfigure(UnaryOperator<BoundarySettings> change) {
		BoundarySettings changed = this.settings.change(change);
		reconfigure();
		return changed;
	}

	@Override
	public List<FixedSetting> apply(BoundarySettings wanted) {
		List<FixedSetting> fixed = this.settings.apply(wanted);
		reconfigure();
		return fixed;
	}

	/** Read under the lock: of several who change them the last one is heard. */
	private void reconfigure() {
		decide((effects) -> this.tasks.reconfigure(settings(), effects));
	}

	@Override
	public void pause() {
		pause(true);
	}

	@Override
	public void resume() {
		pause(false);
	}

	/** The record under the lock too: both say the same. */
	private void pause(boolean newPaused) {
		decide((effects) -> {
			record().paused(newPaused);
			this.tasks.pause(newPaused, effects);
		});
	}

	@Override
	public BoundarySnapshot snapshot() {
		return this.counts;
	}

	@Override
	public void start(Incarnation incarnation) {
		BoundaryRun run = new BoundaryRun(this.environment, record(), incarnation);
		// Before it is said to be ready: who hears that finds it open.
		decide((effects) -> this.tasks.open(run, effects));
		run.ready();
	}

	@Override
	public void suspend() {
		decide(this.tasks::suspend);
	}

	@Override
	public void stop() {
		decide(this.tasks::stop);
		if (settings().onStop() == BoundaryStopAction.CANCEL) {
			hurry();
		}
	}

	@Override
	public void abort() {
		hurry();
		decide(this.tasks::abort);
	}

	private void hurry() {
		decided((effects) -> this.tasks.run()).ifPresent(BoundaryRun::hurry);
	}

	@Override
	public String abandon() {
		List<Attempt> hanging = decided(this.tasks::abandon);
		String stacks = hanging.stream()
			.map(Attempt::stack)
			.filter((stack) -> !stack.isEmpty())
			.collect(Collectors.joining(System.lineSeparator()));
		hanging.forEach(Attempt::abort);
		return stacks;
	}

	@Override
	public @Nullable Runnable parked(@Nullable Throwable cause) {
		List<String> undone = decided((effects) -> this.tasks.park());
		return undone.isEmpty() ? null
				: () -> undelivered(undone, "these tasks were interrupted when the boundary was to start again");
	}

	@Override
	public @Nullable Runnable notFollowed(@Nullable Throwable cause) {
		return terminated(cause);
	}

	@Override
	public @Nullable Runnable terminated(@Nullable Throwable cause) {
		Left left = decided(this.tasks::terminate);
		if (!left.subscriptions().isEmpty()) {
			this.answers.execute(() -> left.subscriptions().forEach((subscription) -> subscription.end(cause)));
		}
		if (left.interrupted().isEmpty() && left.notBegun().isEmpty()) {
			return null;
		}
		return () -> {
			undelivered(left.interrupted(), "these tasks were interrupted when the boundary was stopped");
			undelivered(left.notBegun(), "these tasks had not begun when the boundary was stopped");
		};
	}

	private void undelivered(List<String> keys, String reason) {
		record().undelivered(this.environment.undelivered(), keys, reason);
	}

	@Override
	public KindSnapshot details() {
		return snapshot();
	}

	@Override
	public String summary() {
		BoundarySnapshot now = snapshot();
		String done = "accepted " + now.accepted() + ", succeeded " + now.succeeded() + ", failed " + now.failed()
				+ ", cancelled " + now.cancelled();
		return (now.abandoned() > 0) ? done + ", left behind " + now.abandoned() : done;
	}

	private void decide(Consumer<Effects> decision) {
		decided((effects) -> {
			decision.accept(effects);
			return effects;
		});
	}

	private <R> R decided(Function<Effects, R> decision) {
		Effects effects = new Effects();
		R result;
		this.lock.lock();
		try {
			result = decision.apply(effects);
			this.state = this.tasks.state();
			this.counts = this.tasks.snapshot();
		}
		finally {
			this.lock.unlock();
		}
		carryOut(effects);
		return result;
	}

	private void carryOut(Effects effects) {
		effects.interrupted().forEach(Attempt::interrupt);
		effects.aborted().forEach(Attempt::abort);
		Limited limited = effects.limited();
		if (limited != null) {
			limited.attempt()
				.budget(this.environment.timer()
					.schedule(Durations.toNanos(limited.budget()),
							() -> decide((later) -> this.tasks.expire(limited, later))));
		}
		Limited hanging = effects.leftBehind();
		if (hanging != null) {
			// Before anybody is told, who may block.
			warn(hanging, hanging.attempt().stack());
		}
		effects.told().forEach((told) -> this.answers.execute(() -> tell(told)));
		for (int i = 0; i < effects.jobs(); i++) {
			this.pool.execute(this::runNext);
		}
		BoundaryRun ended = effects.ended();
		if (ended != null) {
			ended.exit();
		}
	}

	/** On a thread of the pool. */
	private void runNext() {
		Attempt next = decided((effects) -> Optional.ofNullable(this.tasks.begin())).orElse(null);
		if (next != null) {
			run(next);
		}
	}

	private void run(Attempt attempt) {
		try {
			called(attempt);
		}
		finally {
			decide((effects) -> this.tasks.leaveThread(attempt, effects));
		}
	}

	private void called(Attempt attempt) {
		long begun = this.environment.time().nanoTime();
		TaskOutcome<?> result = Objects.requireNonNull(attempt.run).call(attempt);
		attempt.work().leave();
		long took = this.environment.time().nanoTime() - begun;
		Optional<TaskOutcome<?>> outcome = decided(
				(effects) -> Optional.ofNullable(this.tasks.finish(attempt, result, took, effects)));
		outcome.ifPresent((decided) -> {
			worked(decided, took);
			attempt.answerHere(decided);
		});
	}

	private void tell(Told told) {
		try {
			told.tell();
		}
		finally {
			decide((effects) -> this.tasks.told());
		}
	}

	/** Whom somebody else has ended says nothing about how long a task takes. */
	private void worked(TaskOutcome<?> outcome, long tookNanos) {
		if (!(outcome instanceof TaskOutcome.Cancelled<?>)) {
			record().worked(1, Duration.ofNanos(tookNanos),
					(outcome instanceof TaskOutcome.Failed<?> failed) ? failed.cause() : null);
		}
	}

	/** Not on the timer's thread: a log may be slow. */
	private void warn(Limited hanging, String stack) {
		this.answers.execute(() -> logger.warn(
				"{}: the task '{}' has not ended {} after it was cancelled and is left behind; its thread is {}",
				record().ref(), hanging.attempt().key(), Durations.text(hanging.budget()), stack));
	}

}
