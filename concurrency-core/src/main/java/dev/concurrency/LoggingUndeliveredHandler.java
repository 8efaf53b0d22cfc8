package dev.concurrency;

import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.concurrency.process.ProcessRef;
import dev.concurrency.process.Repeats;
import dev.concurrency.process.UndeliveredHandler;
import dev.concurrency.time.TimeSource;

/**
 * Counts in the log what is not delivered, for those who have no handler of their own.
 * Evictions, which may come with every item, are written as {@link Repeats} says.
 */
final class LoggingUndeliveredHandler implements UndeliveredHandler {

	private static final Logger logger = LoggerFactory.getLogger(UndeliveredHandler.class);

	private final Repeats evictions;

	LoggingUndeliveredHandler(TimeSource time) {
		this.evictions = new Repeats(time);
	}

	@Override
	public void undelivered(ProcessRef process, List<?> items, String reason) {
		logger.error("{}: {} items that were accepted are lost, since there is no UndeliveredHandler to take them: {}",
				process, items.size(), reason);
	}

	@Override
	public void evicted(ProcessRef process, Object item) {
		Repeats.Line line = this.evictions.next(process.path().value());
		if (line != null) {
			logger.warn("{} is full and has dropped its oldest item {}", process, line.times());
		}
	}

}
