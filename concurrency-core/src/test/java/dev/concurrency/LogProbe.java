package dev.concurrency;

import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.slf4j.LoggerFactory;

/** Keeps the lines of some loggers, from its creation until it is closed. */
final class LogProbe implements AutoCloseable {

	private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

	private final List<Logger> loggers;

	private LogProbe(List<Logger> loggers) {
		this.loggers = loggers;
		this.lines.start();
		loggers.forEach((logger) -> logger.addAppender(this.lines));
	}

	static LogProbe of(Class<?>... types) {
		return new LogProbe(List.of(types).stream().map((type) -> (Logger) LoggerFactory.getLogger(type)).toList());
	}

	/** With what they say only to who looks for it. */
	static LogProbe ofAll(Class<?>... types) {
		LogProbe probe = of(types);
		probe.loggers.forEach((logger) -> logger.setLevel(Level.DEBUG));
		return probe;
	}

	List<ILoggingEvent> lines() {
		synchronized (this.lines) {
			return List.copyOf(this.lines.list);
		}
	}

	List<String> messages() {
		return lines().stream().map(ILoggingEvent::getFormattedMessage).toList();
	}

	@Override
	public void close() {
		this.loggers.forEach((logger) -> {
			logger.setLevel(null);
			logger.detachAppender(this.lines);
		});
	}

}
