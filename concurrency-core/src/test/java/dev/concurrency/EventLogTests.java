package dev.concurrency;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessRef;

import static org.assertj.core.api.Assertions.assertThat;

class EventLogTests {

	private static final ProcessRef AUDIT = ref(ProcessKind.SINK, "audit");

	private static final Instant NOW = Instant.parse("2001-01-01T00:00:00Z");

	private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

	private final Logger logger = new LoggerContext().getLogger("test");

	private final EventLog log = new EventLog(this.logger);

	@BeforeEach
	void record() {
		this.logger.addAppender(this.lines);
		this.lines.start();
		this.logger.setLevel(Level.DEBUG);
	}

	@Test
	void aRepeatedFailureIsLoggedWithItsStackOnceAndThenAtDoublings() {
		for (int i = 1; i <= 1000; i++) {
			this.log.onEvent(worked(AUDIT, new IllegalStateException("no disk")));
		}
		assertThat(this.lines.list).hasSize(10);
		assertThat(this.lines.list.get(0).getThrowableProxy()).isNotNull();
		assertThat(messages().subList(1, 10)).extracting((line) -> line.replaceAll("\\D+", " ").strip())
			.containsExactly("2", "4", "8", "16", "32", "64", "128", "256", "512");
		assertThat(this.lines.list.subList(1, 10)).allMatch((line) -> line.getThrowableProxy() == null);
	}

	@Test
	void failuresOfAnotherKindOrProcessAreCountedApart() {
		this.log.onEvent(worked(AUDIT, new IllegalStateException("no disk")));
		this.log.onEvent(worked(AUDIT, new IllegalArgumentException("no disk")));
		this.log.onEvent(worked(ref(ProcessKind.SINK, "other"), new IllegalStateException("no disk")));
		assertThat(this.lines.list).hasSize(3).allMatch((line) -> line.getThrowableProxy() != null);
	}

	@Test
	void aMessageThatVariesDoesNotMakeAFailureANewOne() {
		for (int i = 0; i < 1000; i++) {
			this.log.onEvent(worked(AUDIT, new IllegalStateException("row " + i)));
		}
		assertThat(this.lines.list).hasSize(10);
	}

	@Test
	void workThatSucceedsIsNotLogged() {
		this.log.onEvent(worked(AUDIT, null));
		assertThat(this.lines.list).isEmpty();
	}

	@Test
	void manyDistinctFailuresDoNotFillTheMemory() {
		for (int i = 0; i < 2500; i++) {
			this.log.onEvent(worked(ref(ProcessKind.SINK, "sink" + i), new IllegalStateException()));
		}
		this.lines.list.clear();
		this.log.onEvent(worked(ref(ProcessKind.SINK, "sink0"), new IllegalStateException()));
		assertThat(this.lines.list).as("was forgotten meanwhile").hasSize(1);
	}

	@Test
	void aStopIsALineWithWhatWasDoneAndHowLongItTook() {
		this.log.onEvent(new ProcessEvent.Stopped(AUDIT, NOW, Duration.ofMillis(42), "written 7", null));
		assertThat(messages()).singleElement()
			.asString()
			.contains("sink root/audit")
			.contains("42 ms")
			.contains("written 7");
		assertThat(this.lines.list.get(0).getLevel()).isEqualTo(Level.INFO);
	}

	@Test
	void aStopByAFailureIsAWarningThatNamesIt() {
		this.log.onEvent(
				new ProcessEvent.Stopped(AUDIT, NOW, Duration.ZERO, "written 7", new IllegalStateException("no disk")));
		assertThat(messages()).singleElement().asString().contains("no disk");
		assertThat(this.lines.list.get(0).getLevel()).isEqualTo(Level.WARN);
	}

	@Test
	void supervisorsStopQuietly() {
		this.log.onEvent(new ProcessEvent.Stopped(ref(ProcessKind.SUPERVISOR, "sinks"), NOW, Duration.ZERO, "", null));
		assertThat(this.lines.list).singleElement().returns(Level.DEBUG, ILoggingEvent::getLevel);
	}

	@Test
	void aRestartIsTold() {
		this.log.onEvent(new ProcessEvent.Started(AUDIT, NOW, 0));
		this.log.onEvent(new ProcessEvent.Failed(AUDIT, NOW, new IllegalStateException("no disk")));
		this.log.onEvent(new ProcessEvent.Restarting(AUDIT, NOW, 1, Duration.ofMillis(100)));
		this.log.onEvent(new ProcessEvent.Started(AUDIT, NOW, 1));
		this.log.onEvent(new ProcessEvent.GaveUp(AUDIT, NOW, new IllegalStateException("no disk")));
		assertThat(this.lines.list).extracting(ILoggingEvent::getLevel)
			.containsExactly(Level.DEBUG, Level.WARN, Level.INFO, Level.INFO, Level.ERROR);
		assertThat(messages().get(2)).contains("100 ms").contains("attempt 1");
		assertThat(messages().get(4)).contains("no disk");
	}

	@Test
	void whatIsLeftBehindIsAnErrorWithItsStack() {
		this.log.onEvent(new ProcessEvent.Abandoned(AUDIT, NOW, "\tat acme.Drain.write"));
		assertThat(this.lines.list).singleElement().returns(Level.ERROR, ILoggingEvent::getLevel);
		assertThat(messages().get(0)).contains("acme.Drain.write");
	}

	private List<String> messages() {
		return this.lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
	}

	private static ProcessEvent worked(ProcessRef process, @Nullable Throwable failure) {
		return new ProcessEvent.Worked(process, NOW, 3, Duration.ofMillis(1), failure);
	}

	private static ProcessRef ref(ProcessKind kind, String name) {
		return new ProcessRef(kind, ProcessPath.ROOT.child(name), new ProcessId(1));
	}

}
