package dev.concurrency.actor;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.time.Durations;
import dev.concurrency.time.Timer;

/**
 * Looks now and then which actors of a group have had no message for long: so a million
 * of them need no timer each, and none reads a clock. Thread-safe; one look at a time.
 * <p>
 * Time is counted in looks, eight to the shorter of the two intervals. An actor notes the
 * number of the last look when a message comes, so it has been idle for at least one look
 * less than the difference: nobody is told early, and nobody more than a quarter late, or
 * two looks where these are as short as they may be.
 */
final class IdleSweep {

	private static final int PARTS = 8;

	private final Generation<?, ?> actors;

	private final ProcessEnvironment environment;

	private final long step;

	private final long idleLooks;

	private final long passivateLooks;

	private volatile int looks;

	private volatile Timer.@Nullable Timeout timeout;

	private volatile boolean ended;

	IdleSweep(Generation<?, ?> actors, ActorSettings settings, ProcessEnvironment environment) {
		this.actors = actors;
		this.environment = environment;
		long idle = Durations.toNanos(settings.idleInterval());
		long passivate = Durations.toNanos(settings.passivateAfter());
		this.step = Math.max(Math.min(idle, passivate) / PARTS, Duration.ofMillis(1).toNanos());
		this.idleLooks = looksFor(idle, this.step);
		this.passivateLooks = looksFor(passivate, this.step);
	}

	private static long looksFor(long interval, long step) {
		return (interval == Long.MAX_VALUE) ? Long.MAX_VALUE : (interval + step - 1) / step;
	}

	/** Begins, unless nobody is ever to be told. */
	void start() {
		if (Math.min(this.idleLooks, this.passivateLooks) < Long.MAX_VALUE) {
			again();
		}
	}

	/** How many looks there were; wraps around. */
	int looks() {
		return this.looks;
	}

	private void again() {
		try {
			Timer.Timeout armed = this.environment.timer()
				.schedule(this.step, () -> this.environment.patient().execute(this::look));
			this.timeout = armed;
			if (this.ended) {
				armed.cancel();
			}
		}
		catch (RejectedExecutionException ex) {
			// The runtime is closed: everybody has ended, or is about to.
			this.ended = true;
		}
	}

	@SuppressWarnings("NonAtomicVolatileUpdate")
	private void look() {
		int now = this.looks + 1;
		this.looks = now;
		for (ActorCell<?> cell : this.actors.cells()) {
			int last = cell.lastLook();
			int idle = now - last - 1;
			boolean passivate = idle >= this.passivateLooks;
			boolean tell = idle >= this.idleLooks && idle % this.idleLooks == 0;
			if (passivate || tell) {
				look(cell, passivate, tell, last);
			}
		}
		if (!this.ended) {
			again();
		}
	}

	/** One that has no room for its hook must not keep the others from theirs. */
	private static void look(ActorCell<?> cell, boolean passivate, boolean tell, int last) {
		try {
			cell.idle(passivate, tell, () -> cell.lastLook() == last);
		}
		catch (RejectedExecutionException ex) {
			// Only once the runtime is closed: hooks wait for room.
			cell.schedule();
		}
	}

	void end() {
		this.ended = true;
		Timer.Timeout armed = this.timeout;
		if (armed != null) {
			armed.cancel();
		}
	}

}
