package dev.concurrency.metrics;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessView;

/**
 * One snapshot of a process for all its meters in one scrape: for a group it means a walk
 * over all its actors. A meter that reads again gets a new one, as does whoever comes
 * later than {@link #MAX_AGE_NANOS}. Thread-safe: two scrapes at once may take one more.
 */
final class SharedSnapshot {

	/** A scrape reads the meters of a process one right after the other. */
	private static final long MAX_AGE_NANOS = Duration.ofMillis(10).toNanos();

	private final Consumer<ProcessSnapshot> observer;

	private final LongSupplier clock;

	private volatile @Nullable Taken latest;

	/**
	 * Nothing is read yet.
	 * @param observer told of each snapshot
	 * @param clock gives nanoseconds
	 */
	SharedSnapshot(Consumer<ProcessSnapshot> observer, LongSupplier clock) {
		this.observer = observer;
		this.clock = clock;
	}

	/** For one meter, whose process is passed in so that it is not held on to. */
	ToDoubleFunction<ProcessView> reading(ToDoubleFunction<ProcessSnapshot> value) {
		return new Reading(value);
	}

	private Taken after(@Nullable Taken seen, ProcessView process) {
		Taken shared = this.latest;
		if (shared != null && shared != seen && this.clock.getAsLong() - shared.at < MAX_AGE_NANOS) {
			return shared;
		}
		ProcessSnapshot snapshot = process.process();
		// Dated when it is there: the walk may have taken longer than it may be old.
		Taken taken = new Taken(snapshot, this.clock.getAsLong());
		this.latest = taken;
		this.observer.accept(snapshot);
		return taken;
	}

	/** Compared by identity. */
	private static final class Taken {

		private final ProcessSnapshot snapshot;

		private final long at;

		Taken(ProcessSnapshot snapshot, long at) {
			this.snapshot = snapshot;
			this.at = at;
		}

	}

	/** What one meter does when it is read. */
	private final class Reading implements ToDoubleFunction<ProcessView> {

		private final ToDoubleFunction<ProcessSnapshot> value;

		private volatile @Nullable Taken seen;

		Reading(ToDoubleFunction<ProcessSnapshot> value) {
			this.value = value;
		}

		@Override
		public double applyAsDouble(ProcessView process) {
			Taken taken = after(this.seen, process);
			this.seen = taken;
			return this.value.applyAsDouble(taken.snapshot);
		}

	}

}
