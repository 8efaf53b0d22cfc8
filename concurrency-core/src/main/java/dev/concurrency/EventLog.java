package dev.concurrency;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;

import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessListener;

/**
 * Writes events to the log. A failure that repeats is written with its stack when it
 * comes first, then at every doubling of its count. Thread-safe.
 */
final class EventLog implements ProcessListener {

	/** So many distinct failures are told apart; then counting begins anew. */
	private static final int MAX_DISTINCT = 1000;

	private final Logger logger;

	private final Map<String, Long> repeats = new ConcurrentHashMap<>();

	EventLog(Logger logger) {
		this.logger = logger;
	}

	@Override
	public void onEvent(ProcessEvent event) {
		if (event instanceof ProcessEvent.Worked worked) {
			if (worked.failure() != null) {
				failedWork(worked, worked.failure());
			}
		}
		else if (event instanceof ProcessEvent.Started started) {
			if (started.restarts() > 0) {
				this.logger.info("{} runs again, restart {}", started.process(), started.restarts());
			}
			else {
				this.logger.debug("{} runs", started.process());
			}
		}
		else if (event instanceof ProcessEvent.Failed failed) {
			this.logger.warn("{} failed", failed.process(), failed.cause());
		}
		else if (event instanceof ProcessEvent.Restarting restarting) {
			restarting(restarting);
		}
		else if (event instanceof ProcessEvent.GaveUp gaveUp) {
			this.logger.error("{} has used up its restarts: {}", gaveUp.process(), String.valueOf(gaveUp.cause()));
		}
		else if (event instanceof ProcessEvent.Abandoned abandoned) {
			this.logger.error("{} ignored every request to end and is left behind: {}", abandoned.process(),
					abandoned.stack());
		}
		else if (event instanceof ProcessEvent.Stopped stopped) {
			stopped(stopped);
		}
	}

	private void restarting(ProcessEvent.Restarting restarting) {
		if (restarting.attempt() == 0) {
			this.logger.info("{} starts again as an operator asked", restarting.process());
		}
		else {
			this.logger.info("{} starts again in {} ms, attempt {}", restarting.process(),
					restarting.delay().toMillis(), restarting.attempt());
		}
	}

	private void failedWork(ProcessEvent.Worked worked, Throwable failure) {
		if (this.repeats.size() >= MAX_DISTINCT) {
			this.repeats.clear();
		}
		long count = this.repeats.merge(worked.process().path() + " " + failure.getClass().getName(), 1L, Long::sum);
		if (count == 1) {
			this.logger.warn("{} failed on {} items", worked.process(), worked.items(), failure);
		}
		else if (Long.bitCount(count) == 1) {
			this.logger.warn("{} failed {} times: {}", worked.process(), count, String.valueOf(failure));
		}
	}

	private void stopped(ProcessEvent.Stopped stopped) {
		if (stopped.process().kind() == ProcessKind.SUPERVISOR) {
			this.logger.debug("{} stopped after {} ms", stopped.process(), stopped.took().toMillis());
		}
		else if (stopped.cause() == null) {
			this.logger.info("{} stopped after {} ms: {}", stopped.process(), stopped.took().toMillis(),
					stopped.summary());
		}
		else {
			this.logger.warn("{} stopped after {} ms: {}; it ended with {}", stopped.process(),
					stopped.took().toMillis(), stopped.summary(), String.valueOf(stopped.cause()));
		}
	}

}
