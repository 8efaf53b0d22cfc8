package dev.concurrency.worker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.concurrency.time.wheel.LapTask;

/**
 * The tick that ended last, in numbers: ten thousand workers write often, and to follow a
 * reference that was written costs the collector more than the whole tick. That to a time
 * changes once a minute, unless there is a calendar.
 * <p>
 * One writer at a time, any number of readers. The version is odd while the fields are
 * written. The writer's fence keeps them behind the odd version, and the release of the
 * even one keeps them before that, without a wait for memory; the reader's fence keeps
 * them before its second look. So whoever sees the same even version twice has seen one
 * tick, and otherwise reads again, which a writer that is not interrupted allows at once.
 * <p>
 * The ledger is one of these, rather than has one, so that its numbers lie on the same
 * lines of memory.
 */
class LatestTick {

	private static final VarHandle VERSION;

	static {
		try {
			VERSION = MethodHandles.lookup().findVarHandle(LatestTick.class, "version", int.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private volatile int version;

	private @Nullable Instant base;

	private long sinceBase;

	private long lagNanos;

	private long tookNanos;

	private @Nullable TickOutcome outcome;

	@SuppressWarnings("ReferenceEquality")
	final void set(TickContext tick, long newTookNanos, TickOutcome newOutcome) {
		// Odd whatever is there: a tick that was given up may come back meanwhile, and no
		// reader is to wait for it.
		int odd = this.version | 1;
		VERSION.setOpaque(this, odd);
		VarHandle.storeStoreFence();
		if (this.base != tick.base()) {
			this.base = tick.base();
		}
		this.sinceBase = tick.sinceBase();
		this.lagNanos = tick.lagNanos();
		this.tookNanos = newTookNanos;
		if (this.outcome != newOutcome) {
			this.outcome = newOutcome;
		}
		VERSION.setRelease(this, odd + 1);
	}

	/** The tick, null before the first. */
	final @Nullable LastTick get() {
		while (true) {
			int before = this.version;
			LastTick seen = read();
			VarHandle.loadLoadFence();
			if ((before & 1) == 0 && before == this.version) {
				return seen;
			}
			Thread.onSpinWait();
		}
	}

	/** See {@link LapTask}. */
	long prefetch() {
		return this.version + ((this.outcome != null) ? 1L : 0L);
	}

	private @Nullable LastTick read() {
		TickOutcome ended = this.outcome;
		Instant from = this.base;
		return (ended != null && from != null) ? new LastTick(from.plusNanos(this.sinceBase),
				Duration.ofNanos(this.lagNanos), Duration.ofNanos(this.tookNanos), ended) : null;
	}

}
