package dev.concurrency.sample;

import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

import dev.concurrency.process.ProcessRef;
import dev.concurrency.process.UndeliveredHandler;

/**
 * Says which flights were accepted and are not in the table. A service in earnest would
 * put them somewhere.
 */
@Component
class UndeliveredLog implements UndeliveredHandler {

	private static final Logger logger = LoggerFactory.getLogger(UndeliveredLog.class);

	@Override
	public void undelivered(ProcessRef process, List<?> items, String reason) {
		logger.warn("{}: {} not delivered, from {} to {}: {}", process, items.size(), items.get(0),
				items.get(items.size() - 1), reason);
	}

}
