package dev.concurrency;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.process.ProcessPath;
import dev.concurrency.time.Durations;
import dev.concurrency.time.Timer;

/**
 * Says in the log who is waited for when a start takes long: after 10 s, and again
 * whenever that time has doubled. Thread-safe.
 */
final class SlowStart {

	static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final Logger logger = LoggerFactory.getLogger(ConcurrencyRuntime.class);

	private final Timer timer;

	private final Supplier<List<ProcessPath>> awaited;

	private volatile boolean over;

	private volatile Timer.@Nullable Timeout next;

	/**
	 * A start that begins now.
	 * @param timer runs the watch
	 * @param awaited who is being initialized
	 */
	SlowStart(Timer timer, Supplier<List<ProcessPath>> awaited) {
		this.timer = timer;
		this.awaited = awaited;
		schedule(PATIENCE, PATIENCE);
	}

	/** A start does not fail because nobody watches it. */
	private void schedule(Duration delay, Duration elapsed) {
		try {
			this.next = this.timer.schedule(Durations.toNanos(delay), () -> tell(elapsed));
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			logger.warn("Nobody will be told if the start takes longer than {}", Durations.text(elapsed), ex);
		}
		if (this.over) {
			cancel();
		}
	}

	private void cancel() {
		Timer.Timeout pending = this.next;
		if (pending != null) {
			pending.cancel();
		}
	}

	private void tell(Duration elapsed) {
		if (this.over) {
			return;
		}
		logger.warn("The start is not over after {}: it waits for {} to be initialized", Durations.text(elapsed),
				this.awaited.get());
		schedule(elapsed, elapsed.multipliedBy(2));
	}

	/** The start has come to its end: nothing more is said. */
	void end() {
		this.over = true;
		cancel();
	}

}
