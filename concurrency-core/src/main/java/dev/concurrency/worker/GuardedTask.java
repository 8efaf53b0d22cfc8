package dev.concurrency.worker;

import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.Callee;
import dev.concurrency.process.Failures;
import dev.concurrency.process.IncarnationContext;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.InterruptibleSection;
import dev.concurrency.process.ProcessContext;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessRecord;
import dev.concurrency.process.ProcessRef;
import dev.concurrency.process.Seat;

/**
 * The user's task of one incarnation: the one place that calls it, but for the ticks that
 * {@link PlainTicks} calls. Nothing that it throws comes out, and no interrupt that was
 * meant for it reaches what its thread does afterwards. Belongs to the holder of the
 * turn, but for the methods that interrupt.
 * <p>
 * A plain tick can be interrupted in its row, everything else in its section.
 */
final class GuardedTask implements Callee {

	private final InterruptibleSection section = new InterruptibleSection();

	private final InterruptibleSection initialization = new InterruptibleSection();

	private final ProcessRecord record;

	private final WorkerLedger ledger;

	private final InstanceSource<PeriodicTask> tasks;

	private final ProcessEnvironment environment;

	private final IncarnationContext context;

	private final BooleanSupplier aborted;

	private final @Nullable TickGuard guard;

	private @Nullable PeriodicTask task;

	/**
	 * None so far.
	 * @param aborted whether what runs is to be interrupted, and what begins
	 * @param settings give what never changes
	 */
	GuardedTask(ProcessEnvironment environment, ProcessRecord record, WorkerLedger ledger,
			InstanceSource<PeriodicTask> tasks, IncarnationContext context, BooleanSupplier aborted,
			WorkerSettings settings) {
		this.environment = environment;
		this.record = record;
		this.ledger = ledger;
		this.tasks = tasks;
		this.context = context;
		this.aborted = aborted;
		this.guard = settings.guard();
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
			Failures.suppress(failure, ex);
		}
	}

	/** What was started. */
	PeriodicTask started() {
		return Objects.requireNonNull(this.task);
	}

	/** Runs one tick that needs nothing else, where it is interrupted in its section. */
	Result seated(TickContext tick, boolean shared) {
		Seat seat = this.environment.watchdog().enter(this, shared);
		try {
			return Result.of(true, guarded(() -> call(tick)));
		}
		finally {
			seat.leave();
		}
	}

	/**
	 * Runs one tick on a thread of the pool, if its guard lets it, and looks after it if
	 * it has a limit.
	 */
	Result tick(TickContext tick, WorkerSettings settings) {
		// One with a limit of its own is looked after by that.
		Seat seat = TickWatch.isReporting(settings) ? Seat.NONE : this.environment.watchdog().enter(this, false);
		try {
			return ticked(tick, settings);
		}
		finally {
			seat.leave();
		}
	}

	private void call(TickContext tick) throws Exception {
		catchUpWithAbort();
		started().tick(tick);
	}

	/** Where an interrupt reaches the thread: one that found nobody comes now. */
	private void catchUpWithAbort() {
		if (this.aborted.getAsBoolean()) {
			Thread.currentThread().interrupt();
		}
	}

	private Result ticked(TickContext tick, WorkerSettings settings) {
		Attempt attempt = new Attempt();
		Callback callback = TickWatch.isNeeded(settings) ? watched(tick, attempt, settings)
				: () -> admitted(tick, attempt, null);
		Throwable failure = settings.isFrequent() ? guarded(callback) : named(callback);
		if (failure instanceof Exception && attempt.interrupted && !attempt.ran) {
			return new Result(TickOutcome.INTERRUPTED, new TickTimeoutException(settings.interruptAfter(), failure));
		}
		return Result.of(attempt.ran, failure);
	}

	private Callback watched(TickContext tick, Attempt attempt, WorkerSettings settings) {
		TickWatch watch = new TickWatch(this.environment.timer(), this.environment.watchdog().timer(), this.record,
				this.ledger, this.section, settings);
		return () -> {
			watch.begin();
			try {
				admitted(tick, attempt, watch);
			}
			finally {
				attempt.interrupted = watch.end();
			}
		};
	}

	/** Inside the section. */
	private void admitted(TickContext tick, Attempt attempt, @Nullable TickWatch watch) throws Exception {
		if (this.guard == null) {
			call(tick);
			attempt.ran = true;
			return;
		}
		// The guard may block as well.
		catchUpWithAbort();
		try (TickGuard.Hold hold = this.guard.enter()) {
			if (hold != null) {
				try {
					call(tick);
					attempt.ran = true;
				}
				finally {
					// What interrupts the tick is not to keep its lock from going back.
					if (watch != null) {
						watch.returned();
					}
					this.section.beginAftermath();
				}
			}
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

	/**
	 * Interrupts a start or a tick; the last hooks in a second. Any thread, which has
	 * said before that all is aborted: who goes in looks at that afterwards.
	 */
	void abort() {
		if (!this.environment.watchdog().interrupt(this)) {
			this.section.abort(this.environment.timer());
		}
	}

	/**
	 * Interrupts whatever runs. Any thread.
	 * @return where that is
	 */
	String abandon() {
		String stack = Objects.requireNonNullElseGet(this.environment.watchdog().stack(this), this.section::stack);
		// A hook that began after the first interrupt has not seen it.
		if (!this.environment.watchdog().interrupt(this)) {
			this.section.interrupt();
		}
		return stack;
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

	@Override
	public Object call() {
		// Each tick is shown anew.
		return this;
	}

	@Override
	public ProcessRef ref() {
		return this.record.ref();
	}

	@Override
	public ProcessRecord record() {
		return this.record;
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

		static final Result SUCCEEDED = new Result(TickOutcome.SUCCEEDED, null);

		private static final Result LOCKED = new Result(TickOutcome.LOCKED, null);

		static Result of(boolean ran, @Nullable Throwable failure) {
			if (failure != null) {
				return failed(failure);
			}
			return ran ? SUCCEEDED : LOCKED;
		}

		static Result failed(Throwable failure) {
			return new Result(TickOutcome.FAILED, failure);
		}

	}

}
