package dev.concurrency.process;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is told and remembered of one process. Thread-safe. What a listener throws is
 * logged and goes no further.
 */
final class Journal {

	private static final Logger logger = LoggerFactory.getLogger(ProcessRecord.class);

	private final ProcessListener listener;

	private final @Nullable FlightRecorder recorder;

	/**
	 * A journal without entries.
	 * @param listener told of the events
	 * @param recorder remembers them; null if somebody else does
	 */
	Journal(ProcessListener listener, @Nullable FlightRecorder recorder) {
		this.listener = listener;
		this.recorder = recorder;
	}

	/** Remembers what is no event. */
	void note(ProcessRef who, Instant now, String what) {
		if (this.recorder != null) {
			this.recorder.add(FlightEntry.of(now, who, what));
		}
	}

	/** Remembers an event and tells it. */
	void publish(ProcessEvent event) {
		remember(event);
		tell(event);
	}

	/** Remembers an event that is told later. */
	void remember(ProcessEvent event) {
		if (this.recorder != null) {
			this.recorder.record(event);
		}
	}

	/** Tells an event that is remembered already. */
	void tell(ProcessEvent event) {
		try {
			this.listener.onEvent(event);
		}
		catch (Throwable ex) {
			logger.warn("A listener failed on {}", event, Failures.loggable(ex));
		}
	}

	/** Whether anyone wants to hear of each batch, tick or turn. */
	boolean wantsWork() {
		return this.listener.wantsWork();
	}

	/** What is remembered, oldest first. */
	List<FlightEntry> entries() {
		return (this.recorder != null) ? this.recorder.entries() : List.of();
	}

}
