package dev.concurrency.worker;

import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.IncarnationContext;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.InterruptibleSection;
import dev.concurrency.process.ProcessContext;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessRecord;
import dev.concurrency.process.Seat;

/**
 * The user's task of one incarnation: the one place that calls it. Nothing that it throws
 * comes out, and no interrupt that was meant for it reaches what its thread does
 * afterwards. Belongs to the holder of the turn, but for the methods that interrupt.
 */
final class GuardedTask {

	private final InterruptibleSection section = new InterruptibleSection();

	private final InterruptibleSection initialization = new InterruptibleSection();

	private final ProcessEnvironment environment;

	private final ProcessRecord record;

	private final WorkerLedger ledger;

	private final InstanceSource<PeriodicTask> tasks;

	private final IncarnationContext context;

	private @Nullable PeriodicTask task;

	GuardedTask(ProcessEnvironment environment, ProcessRecord record, WorkerLedger ledger,
			InstanceSource<PeriodicTask> tasks, IncarnationContext context) {
		this.environment = environment;
		this.record = record;
		this.ledger = ledger;
		this.tasks = tasks;
		this.context = context;
	}

	/**
	 * Makes the task and starts it.
	 * @param stopping looked at once an interrupt reaches the start
	 * @return what it threw, null if it has started
	 */
	@Nullable Throwable start(BooleanSupplier stopping) {
		return named(() -> {
			this.initialization.enter();
			try {
				// Looked at inside: a request that comes later interrupts.
				if (!stopping.getAsBoolean()) {
					create();
				}
			}
			finally {
				this.initialization.leave();
			}
		});
	}

	private void create() throws Exception {
		PeriodicTask created = this.tasks.create();
		try {
			created.onStart();
		}
		catch (Throwable ex) {
			destroy(created, ex);
			throw ex;
		}
		this.task = created;
	}

	/** After a failed start, which matters more than what the destruction may throw. */
	private void destroy(PeriodicTask created, Throwable failure) {
		// What interrupts the start is not meant for the destruction.
		this.initialization.leave();
		this.section.beginHooks();
		try {
			this.tasks.destroy(created);
		}
		catch (Throwable ex) {
			failure.addSuppressed(ex);
		}
	}

	/** Runs one tick if its guard lets it, and looks after it if it has a limit. */
	Result tick(TickContext tick, WorkerSettings settings) {
		// One with a limit of its own is looked after by that.
		Seat seat = TickWatch.isReporting(settings) ? Seat.NONE
				: this.environment.watchdog().enter(this.record, settings.nonBlocking());
		try {
			return ticked(tick, settings);
		}
		finally {
			seat.leave();
		}
	}

	private Result ticked(TickContext tick, WorkerSettings settings) {
		if (!TickWatch.isNeeded(settings)) {
			return run(tick, settings);
		}
		TickWatch watch = new TickWatch(this.environment.timer(), this.environment.watchdog().timer(), this.record,
				this.ledger, this.section, settings);
		Attempt attempt = new Attempt();
		Throwable failure = called(settings, () -> {
			watch.begin();
			try {
				attempt.ran = admitted(tick, settings.guard());
			}
			finally {
				attempt.interrupted = watch.end();
			}
		});
		if (failure instanceof Exception && attempt.interrupted) {
			return new Result(TickOutcome.INTERRUPTED, new TickTimeoutException(settings.interruptAfter(), failure));
		}
		return Result.of(attempt.ran, failure);
	}

	private Result run(TickContext tick, WorkerSettings settings) {
		Attempt attempt = new Attempt();
		Throwable failure = called(settings, () -> attempt.ran = admitted(tick, settings.guard()));
		return Result.of(attempt.ran, failure);
	}

	private @Nullable Throwable called(WorkerSettings settings, Callback callback) {
		if (settings.nonBlocking()) {
			return onTimer(callback);
		}
		return settings.isFrequent() ? guarded(callback) : named(callback);
	}

	/** Answers whether the tick ran. */
	private boolean admitted(TickContext tick, @Nullable TickGuard guard) throws Exception {
		PeriodicTask current = Objects.requireNonNull(this.task);
		if (guard == null) {
			current.tick(tick);
			return true;
		}
		try (TickGuard.Hold hold = guard.enter()) {
			if (hold == null) {
				return false;
			}
			current.tick(tick);
			return true;
		}
	}

	/**
	 * Runs the last hooks if the task was started.
	 * @return what they threw
	 */
	List<Throwable> stop() {
		PeriodicTask current = this.task;
		if (current == null) {
			return List.of();
		}
		this.task = null;
		this.section.beginHooks();
		Throwable failure = named(current::onStop);
		Throwable undestroyed = named(() -> this.tasks.destroy(current));
		return Stream.of(failure, undestroyed).filter(Objects::nonNull).map(Throwable.class::cast).toList();
	}

	/** Interrupts the start. Any thread. */
	void interruptStart() {
		this.initialization.interrupt();
	}

	/** Interrupts a start or a tick; the last hooks in a second. Any thread. */
	void abort() {
		this.section.abort(this.environment.timer());
	}

	/**
	 * Interrupts whatever runs. Any thread.
	 * @return where that is
	 */
	String abandon() {
		String stack = this.section.stack();
		// A hook that began after the first interrupt has not seen it.
		this.section.interrupt();
		return stack;
	}

	/**
	 * Without the section: whoever would interrupt the callback waits for the timer,
	 * whose thread this is.
	 */
	private @Nullable Throwable onTimer(Callback callback) {
		ProcessContext before = this.context.enter();
		try {
			callback.call();
			return null;
		}
		catch (Throwable ex) {
			return ex;
		}
		finally {
			IncarnationContext.leave(before);
			Thread.interrupted();
		}
	}

	/** On a thread that has the name of the process meanwhile. */
	private @Nullable Throwable named(Callback callback) {
		Thread thread = Thread.currentThread();
		String before = thread.getName();
		thread.setName(this.record.path().value());
		try {
			return guarded(callback);
		}
		finally {
			thread.setName(before);
		}
	}

	private @Nullable Throwable guarded(Callback callback) {
		ProcessContext before = this.context.enter();
		this.section.enter();
		try {
			callback.call();
			return null;
		}
		catch (Throwable ex) {
			return ex;
		}
		finally {
			this.section.leave();
			IncarnationContext.leave(before);
		}
	}

	/** Code of the user's. */
	@FunctionalInterface
	private interface Callback {

		void call() throws Exception;

	}

	/** What came of an attempt to run a tick. */
	private static final class Attempt {

		private boolean ran;

		private boolean interrupted;

	}

	/**
	 * How a tick ended.
	 *
	 * @param outcome in one word
	 * @param failure what it threw, null if it returned or did not run
	 */
	record Result(TickOutcome outcome, @Nullable Throwable failure) {

		static Result of(boolean ran, @Nullable Throwable failure) {
			if (failure != null) {
				return new Result(TickOutcome.FAILED, failure);
			}
			return new Result(ran ? TickOutcome.SUCCEEDED : TickOutcome.LOCKED, null);
		}

	}

}
