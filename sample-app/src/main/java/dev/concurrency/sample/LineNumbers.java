package dev.concurrency.sample;

import java.util.concurrent.atomic.AtomicLong;

import org.springframework.stereotype.Component;

/**
 * Numbers the flights that are posted, after those of the file and those of earlier runs.
 * Thread-safe.
 */
@Component
class LineNumbers {

	private final AtomicLong last;

	LineNumbers(FlightTable table) {
		this.last = new AtomicLong(Math.max(FlightFile.SIZE, table.lastLine()));
	}

	long next() {
		return this.last.incrementAndGet();
	}

}
