package dev.concurrency;

import java.util.List;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessRef;
import dev.concurrency.process.UndeliveredHandler;
import dev.concurrency.time.SetTime;

import static org.assertj.core.api.Assertions.assertThat;

class LoggingUndeliveredHandlerTests {

	private static final ProcessRef AUDIT = new ProcessRef(ProcessKind.SINK, ProcessPath.ROOT.child("audit"), null);

	private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

	private final Logger logger = (Logger) LoggerFactory.getLogger(UndeliveredHandler.class);

	private final LoggingUndeliveredHandler handler = new LoggingUndeliveredHandler(new SetTime());

	@BeforeEach
	void record() {
		this.logger.addAppender(this.lines);
		this.lines.start();
	}

	@AfterEach
	void forget() {
		this.logger.detachAppender(this.lines);
	}

	@Test
	void everyLossIsWritten() {
		for (int i = 0; i < 5; i++) {
			this.handler.undelivered(AUDIT, List.of(1, 2), "the sink was stopped");
		}
		assertThat(this.lines.list).hasSize(5);
	}

	@Test
	void evictionsAreWrittenAtEveryDoubling() {
		for (int i = 0; i < 1000; i++) {
			this.handler.evicted(AUDIT, i);
		}
		assertThat(this.lines.list).hasSize(10);
		assertThat(this.lines.list.get(9).getFormattedMessage()).contains("512 times");
	}

}
