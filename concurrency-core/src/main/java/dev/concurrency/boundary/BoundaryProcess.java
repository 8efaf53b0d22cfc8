package dev.concurrency.boundary;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.BoundedPool;
import dev.concurrency.process.FixedSetting;
import dev.concurrency.process.Incarnation;
import dev.concurrency.process.KindSnapshot;
import dev.concurrency.process.LiveSettings;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.RecordedProcess;

/**
 * A boundary: what outlives its incarnations and both of its sides, the users' and the
 * supervisor's. Thread-safe: what is asked for is decided, and what follows done, by
 * {@link TaskRunner}.
 */
final class BoundaryProcess extends RecordedProcess implements BoundaryRuntime {

	private final ProcessEnvironment environment;

	private final LiveSettings<BoundarySettings> settings;

	private final Answers answers;

	private final TaskRunner tasks;

	BoundaryProcess(ProcessEnvironment environment, ProcessPath path, BoundarySettings settings, BoundedPool pool) {
		super(environment.record(ProcessKind.BOUNDARY, path));
		this.environment = environment;
		this.settings = new LiveSettings<>(settings);
		this.answers = new Answers(environment.threads(), environment.timer(), path.value() + "/answers");
		this.tasks = new TaskRunner(environment, record(), settings, pool, this.answers);
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T extends @Nullable Object> CompletionStage<TaskOutcome<T>> submit(String key, Callable<? extends T> task) {
		Objects.requireNonNull(key, "key");
		Objects.requireNonNull(task, "task");
		// Captured outside of the lock.
		Callable<? extends T> carried = this.environment.contexts().carrying(kind(), path(), task);
		CompletionStage<?> outcome = this.tasks.decided((table, effects) -> table.submit(key, carried, effects));
		// Its value is what the task returned.
		return (CompletionStage<TaskOutcome<T>>) outcome;
	}

	@Override
	public CompletionStage<TaskOutcome<?>> retry(String key) {
		Objects.requireNonNull(key, "key");
		return this.tasks.decided((table, effects) -> table.retry(key, effects));
	}

	@Override
	public CompletionStage<TaskOutcome<?>> cancel(String key, String reason) {
		Objects.requireNonNull(key, "key");
		Objects.requireNonNull(reason, "reason");
		return this.tasks.decided((table, effects) -> table.cancel(key, reason, effects));
	}

	@Override
	public Optional<BoundaryError> forget(String key) {
		Objects.requireNonNull(key, "key");
		return this.tasks.decided((table, effects) -> table.forget(key));
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
		return this.tasks.decided((table, effects) -> table.poll(atMost, effects));
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
			boolean kept = this.tasks.decided((table, effects) -> table.subscribe(subscription));
			subscription.begin();
			if (!kept) {
				subscription.end(null);
			}
		};
	}

	/** A subscriber asks for more. */
	void demand(TaskSubscription subscription, long count) {
		this.tasks.decide((table, effects) -> {
			subscription.demand(count);
			table.startMore(effects);
		});
	}

	/** A subscriber was told of a task. */
	void delivered(TaskSubscription subscription) {
		this.tasks.decide((table, effects) -> {
			subscription.caughtUp();
			table.startMore(effects);
		});
	}

	void unsubscribe(TaskSubscription subscription) {
		this.tasks.decide((table, effects) -> table.unsubscribe(subscription));
	}

	@Override
	public BoundaryState state() {
		return this.tasks.state();
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
		this.tasks.decide((table, effects) -> table.reconfigure(settings(), effects));
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
		this.tasks.decide((table, effects) -> {
			record().paused(newPaused);
			table.pause(newPaused, effects);
		});
	}

	@Override
	public BoundarySnapshot snapshot() {
		return this.tasks.snapshot();
	}

	@Override
	public void start(Incarnation incarnation) {
		BoundaryRun run = new BoundaryRun(this.environment, record(), incarnation);
		// Before it is said to be ready: who hears that finds it open.
		this.tasks.decide((table, effects) -> table.open(run, effects));
		run.ready();
	}

	@Override
	public void suspend() {
		this.tasks.decide(TaskTable::suspend);
	}

	@Override
	public void stop() {
		this.tasks.decide(TaskTable::stop);
		if (settings().onStop() == BoundaryStopAction.CANCEL) {
			hurry();
		}
	}

	@Override
	public void abort() {
		hurry();
		this.tasks.decide(TaskTable::abort);
	}

	private void hurry() {
		this.tasks.decided((table, effects) -> table.run()).ifPresent(BoundaryRun::hurry);
	}

	@Override
	public String abandon() {
		List<Attempt> hanging = this.tasks.decided(TaskTable::abandon);
		String stacks = hanging.stream()
			.map(Attempt::stack)
			.filter((stack) -> !stack.isEmpty())
			.collect(Collectors.joining(System.lineSeparator()));
		hanging.forEach(Attempt::abort);
		return stacks;
	}

	@Override
	public @Nullable Runnable parked(@Nullable Throwable cause) {
		List<String> undone = this.tasks.decided((table, effects) -> table.park());
		return undone.isEmpty() ? null
				: () -> undelivered(undone, "these tasks were interrupted when the boundary was to start again");
	}

	@Override
	public @Nullable Runnable notFollowed(@Nullable Throwable cause) {
		return terminated(cause);
	}

	@Override
	public @Nullable Runnable terminated(@Nullable Throwable cause) {
		Left left = this.tasks.decided(TaskTable::terminate);
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

}
