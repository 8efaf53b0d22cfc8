package dev.concurrency.boundary;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.boundary.Effects.Limited;
import dev.concurrency.boundary.Effects.Told;
import dev.concurrency.process.BoundedPool;
import dev.concurrency.process.Failures;
import dev.concurrency.process.PatientExecutor;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessRecord;
import dev.concurrency.process.Repeats;
import dev.concurrency.time.Durations;

/**
 * Has {@link TaskTable} decide and does what follows: gives the pool its jobs, runs tasks
 * there, interrupts them and tells those who wait.
 * <p>
 * Thread-safe. Everything is decided under one lock, in O(log n) steps, and what follows
 * is done when the lock is free: no callback runs and no other lock is taken under it,
 * but that of the section that the thread of a task enters. Observers read what was
 * published last and take no lock.
 */
final class TaskRunner {

	private static final Logger logger = LoggerFactory.getLogger(BoundaryRuntime.class);

	private final ReentrantLock lock = new ReentrantLock();

	private final ProcessEnvironment environment;

	private final ProcessRecord record;

	private final Executor pool;

	private final Answers answers;

	private final Repeats unheard;

	// Under the lock.
	private final TaskTable tasks;

	private volatile BoundaryState state;

	private volatile BoundarySnapshot counts;

	TaskRunner(ProcessEnvironment environment, ProcessRecord record, BoundarySettings settings, BoundedPool pool,
			Answers answers) {
		this.environment = environment;
		this.record = record;
		// What is in flight is bounded: it may wait for a thread, and for nothing else.
		this.pool = new PatientExecutor(pool, pool.width(), environment.time(), environment.timer());
		this.answers = answers;
		this.unheard = new Repeats(environment.time());
		this.tasks = new TaskTable(settings, environment.time());
		this.state = this.tasks.state();
		this.counts = this.tasks.snapshot();
	}

	BoundaryState state() {
		return this.state;
	}

	BoundarySnapshot snapshot() {
		return this.counts;
	}

	/** Has something decided, and does what follows. */
	void decide(BiConsumer<TaskTable, Effects> decision) {
		decided((table, effects) -> {
			decision.accept(table, effects);
			return effects;
		});
	}

	/** Has something decided, does what follows, and answers what was decided. */
	<R> R decided(BiFunction<TaskTable, Effects, R> decision) {
		Effects effects = new Effects();
		R result;
		this.lock.lock();
		try {
			result = decision.apply(this.tasks, effects);
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
							() -> decide((table, later) -> table.expire(limited, later))));
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
		Attempt next = decided((table, effects) -> Optional.ofNullable(table.begin())).orElse(null);
		if (next != null) {
			run(next);
		}
	}

	private void run(Attempt attempt) {
		try {
			called(attempt);
		}
		finally {
			decide((table, effects) -> table.leaveThread(attempt, effects));
		}
	}

	private void called(Attempt attempt) {
		long begun = this.environment.time().nanoTime();
		TaskOutcome<?> result = Objects.requireNonNull(attempt.run).call(attempt);
		// As the task has ended, unless something else is decided.
		Optional<TaskOutcome<?>> outcome = Optional.of(result);
		try {
			attempt.work().leave();
			long took = this.environment.time().nanoTime() - begun;
			outcome = decided((table, effects) -> Optional.ofNullable(table.finish(attempt, result, took, effects)));
			outcome.ifPresent((decided) -> worked(decided, took));
			if (result instanceof TaskOutcome.Failed<?> failed
					&& !(outcome.orElse(null) instanceof TaskOutcome.Failed<?>)) {
				unheard(attempt, failed.cause());
			}
		}
		finally {
			// Whatever has failed here: who waits must not do so forever.
			outcome.ifPresent(attempt::answerHere);
		}
	}

	private void tell(Told told) {
		try {
			told.tell();
		}
		finally {
			decide((table, effects) -> table.told());
		}
	}

	/** Whom somebody else has ended says nothing about how long a task takes. */
	private void worked(TaskOutcome<?> outcome, long tookNanos) {
		if (!(outcome instanceof TaskOutcome.Cancelled<?>)) {
			this.record.worked(1, Duration.ofNanos(tookNanos),
					(outcome instanceof TaskOutcome.Failed<?> failed) ? failed.cause() : null);
		}
	}

	/**
	 * Of one that was cancelled or left behind a failure is what one may expect, and none
	 * of the boundary; but it may say what the task was at.
	 */
	private void unheard(Attempt attempt, Throwable failure) {
		Repeats.Line line = logger.isDebugEnabled() ? this.unheard.next(failure.getClass().getName()) : null;
		if (line != null && line.isFirst()) {
			logger.debug("{}: the task '{}' failed after it was cancelled", this.record.ref(), attempt.key(),
					Failures.loggable(failure));
		}
		else if (line != null) {
			logger.debug("{}: the task '{}' failed after it was cancelled, as did others, {}: {}", this.record.ref(),
					attempt.key(), line.times(), Failures.text(failure));
		}
	}

	/** Not on the timer's thread: a log may be slow. */
	private void warn(Limited hanging, String stack) {
		this.answers.execute(() -> logger.warn(
				"{}: the task '{}' has not ended {} after it was cancelled and is left behind; its thread is {}",
				this.record.ref(), hanging.attempt().key(), Durations.text(hanging.budget()), stack));
	}

}
