package dev.concurrency.worker;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.process.InterruptibleSection;
import dev.concurrency.process.ProcessRecord;
import dev.concurrency.process.Stall;
import dev.concurrency.time.Durations;
import dev.concurrency.time.Timer;

/**
 * Looks after one tick that may take too long: says where it is, once and then whenever
 * it has taken twice as long, and interrupts it. To give back its lock is a part of the
 * tick that is not interrupted. Thread-safe.
 * <p>
 * Invariant: the tick leaves the section only after {@link #end}, and nothing is done to
 * it but under the lock and before that; it gives back its lock only after
 * {@link #returned}, and is interrupted only before that. So neither a stack nor an
 * interrupt is that of what follows.
 */
final class TickWatch {

	private static final Logger logger = LoggerFactory.getLogger(PeriodicWorker.class);

	private final ReentrantLock lock = new ReentrantLock();

	private final Timer timer;

	private final Timer watchdogTimer;

	private final ProcessRecord record;

	private final WorkerLedger ledger;

	private final InterruptibleSection section;

	private final WorkerSettings settings;

	// The fields below are written and read under the lock.

	private boolean returned;

	private boolean over;

	private boolean interrupted;

	private Timer.@Nullable Timeout report;

	private Timer.@Nullable Timeout interrupt;

	private @Nullable Stall stall;

	/**
	 * Looks after a tick that has not begun.
	 * @param timer interrupts it
	 * @param watchdogTimer says where it is, to listeners too: they may be slow, and the
	 * other timer has the ticks of all to begin
	 * @param record the worker's
	 * @param ledger the worker's
	 * @param section where the tick runs
	 * @param settings the limits
	 */
	TickWatch(Timer timer, Timer watchdogTimer, ProcessRecord record, WorkerLedger ledger, InterruptibleSection section,
			WorkerSettings settings) {
		this.timer = timer;
		this.watchdogTimer = watchdogTimer;
		this.record = record;
		this.ledger = ledger;
		this.section = section;
		this.settings = settings;
	}

	/** Whether there is anything to look after. */
	static boolean isNeeded(WorkerSettings settings) {
		return isReporting(settings) || isLimit(settings.interruptAfter());
	}

	/** Whether it says when a tick takes too long. */
	static boolean isReporting(WorkerSettings settings) {
		return isLimit(settings.maxRunTime());
	}

	private static boolean isLimit(Duration limit) {
		return !limit.equals(Durations.MAX);
	}

	/** The tick is about to begin. */
	void begin() {
		this.lock.lock();
		try {
			if (isReporting(this.settings)) {
				reportAfter(this.settings.maxRunTime(), this.settings.maxRunTime());
			}
			if (isLimit(this.settings.interruptAfter())) {
				this.interrupt = this.timer.schedule(Durations.toNanos(this.settings.interruptAfter()),
						this::interrupt);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void reportAfter(Duration wait, Duration total) {
		this.report = this.watchdogTimer.schedule(Durations.toNanos(wait), () -> report(total));
	}

	private void report(Duration taken) {
		String stack;
		this.lock.lock();
		try {
			if (this.over) {
				return;
			}
			if (taken.equals(this.settings.maxRunTime())) {
				this.ledger.overran();
			}
			stack = this.section.stack();
			reportAfter(taken, taken.multipliedBy(2));
		}
		finally {
			this.lock.unlock();
		}
		logger.warn("{} has been in a tick for {}, longer than its max-run-time of {}; its thread is {}",
				this.record.ref(), Durations.text(taken), Durations.text(this.settings.maxRunTime()), stack);
		if (taken.equals(this.settings.maxRunTime())) {
			// Listeners are told, so not under the lock.
			stalled(this.record.stalled(this.record.ref(), taken, stack));
		}
	}

	private void stalled(Stall newStall) {
		this.lock.lock();
		try {
			if (!this.over) {
				this.stall = newStall;
				return;
			}
		}
		finally {
			this.lock.unlock();
		}
		newStall.end();
	}

	private void interrupt() {
		this.lock.lock();
		try {
			if (!this.returned) {
				this.interrupted = true;
				this.section.interrupt();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/** The user's task has returned or failed. */
	void returned() {
		this.lock.lock();
		try {
			this.returned = true;
			cancel(this.interrupt);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The tick is over; it has not left the section yet.
	 * @return whether it was interrupted because it took too long
	 */
	boolean end() {
		this.lock.lock();
		try {
			this.returned = true;
			this.over = true;
			cancel(this.report);
			cancel(this.interrupt);
			this.ledger.noLongerOverdue();
			if (this.stall != null) {
				this.stall.end();
			}
			return this.interrupted;
		}
		finally {
			this.lock.unlock();
		}
	}

	private static void cancel(Timer.@Nullable Timeout timeout) {
		if (timeout != null) {
			timeout.cancel();
		}
	}

}
