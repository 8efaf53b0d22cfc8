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
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.supervision.SupervisionException;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.time.SetTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class EventLogTests {

	private static final ProcessRef AUDIT = ref(ProcessKind.SINK, "audit");

	private static final ProcessRef REPORT = ref(ProcessKind.WORKER, "report");

	private static final Instant NOW = Instant.parse("2001-01-01T00:00:00Z");

	private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

	private final Logger logger = new LoggerContext().getLogger("test");

	private final SetTime time = new SetTime();

	private final EventLog log = new EventLog(this.logger, this.time);

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
		assertThat(messages().get(1))
			.isEqualTo("sink root/audit failed 2 times within an hour: java.lang.IllegalStateException: no disk");
		assertThat(this.lines.list.subList(1, 10)).allMatch((line) -> line.getThrowableProxy() == null);
		assertThat(this.lines.list).allMatch((line) -> line.getLevel() == Level.WARN);
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
	void aTickThatFailsEveryNightIsLoggedInFullEveryNight() {
		for (int night = 0; night < 5; night++) {
			this.log.onEvent(worked(REPORT, new IllegalStateException("no disk")));
			this.time.now += Duration.ofDays(1).toNanos();
		}
		assertThat(messages()).hasSize(5).containsOnly("worker root/report failed on a tick");
		assertThat(this.lines.list).allMatch((line) -> line.getLevel() == Level.WARN)
			.allMatch((line) -> line.getThrowableProxy() != null);
	}

	@Test
	void aTickThatFailsEveryMinuteIsLoggedEveryMinuteAndInFullEveryHour() {
		for (int minute = 0; minute < 120; minute++) {
			this.log.onEvent(worked(REPORT, new IllegalStateException("no disk")));
			this.time.now += Duration.ofMinutes(1).toNanos();
		}
		assertThat(this.lines.list).hasSize(120).allMatch((line) -> line.getLevel() == Level.WARN);
		assertThat(this.lines.list).filteredOn((line) -> line.getThrowableProxy() != null)
			.containsExactly(this.lines.list.get(0), this.lines.list.get(60));
	}

	@Test
	void eachKindOfWorkHasItsWords() {
		this.log.onEvent(worked(AUDIT, new IllegalStateException()));
		this.log.onEvent(new ProcessEvent.Worked(ref(ProcessKind.SINK, "rows"), NOW, 1, Duration.ZERO,
				new IllegalStateException()));
		this.log.onEvent(worked(ref(ProcessKind.BOUNDARY, "geocode"), new IllegalStateException()));
		this.log.onEvent(worked(ref(ProcessKind.ACTOR, "tower"), new IllegalStateException()));
		this.log.onEvent(worked(REPORT, new InterruptedException()));
		assertThat(messages()).containsExactly("sink root/audit failed on 3 items", "sink root/rows failed on 1 item",
				"boundary root/geocode failed on a task", "actor root/tower failed on a message",
				"worker root/report was interrupted while it worked on a tick");
	}

	@Test
	void whenVeryManyFailThoseBeyondABoundAreLoggedTogether() {
		for (int round = 0; round < 10; round++) {
			for (int i = 0; i < 3000; i++) {
				this.log.onEvent(worked(ref(ProcessKind.WORKER, "w" + i), new IllegalStateException("no disk")));
			}
		}
		assertThat(this.lines.list).filteredOn((line) -> line.getThrowableProxy() != null).hasSize(1000);
		assertThat(messages()).filteredOn((line) -> line.endsWith("no disk") && line.contains("within an hour:"))
			.as("twice, four times and eight times")
			.hasSize(3000);
		assertThat(messages()).filteredOn((line) -> line.contains("together with others"))
			.hasSize(15)
			.last()
			.asString()
			.endsWith(" failed 16384 times within an hour, together with others: "
					+ "java.lang.IllegalStateException: no disk");
	}

	@Test
	void whoWasLoggedTogetherWithOthersIsToldApartAfterAnHour() {
		for (int i = 0; i < 1001; i++) {
			this.log.onEvent(worked(ref(ProcessKind.WORKER, "w" + i), new IllegalStateException("no disk")));
		}
		this.time.now += Duration.ofHours(1).toNanos();
		this.log.onEvent(worked(ref(ProcessKind.WORKER, "w1000"), new IllegalStateException("no disk")));
		assertThat(messages()).last().isEqualTo("worker root/w1000 failed on a tick");
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
		IllegalStateException cause = new IllegalStateException("no disk");
		this.log.onEvent(new ProcessEvent.Failed(AUDIT, NOW, cause));
		this.log.onEvent(new ProcessEvent.Restarting(AUDIT, NOW, 1, Duration.ofMillis(100), cause));
		this.log.onEvent(new ProcessEvent.Started(AUDIT, NOW, 1));
		this.log.onEvent(new ProcessEvent.GaveUp(AUDIT, NOW, cause));
		assertThat(this.lines.list).extracting(ILoggingEvent::getLevel)
			.containsExactly(Level.DEBUG, Level.WARN, Level.INFO, Level.INFO, Level.ERROR);
		assertThat(messages().get(2)).endsWith("starts again in 100 ms, attempt 1");
		assertThat(messages().get(4)).contains("no disk");
	}

	@Test
	void theStackOfAFailureThatEndsAnIncarnationIsWrittenOnce() {
		IllegalStateException cause = new IllegalStateException("no disk");
		this.log.onEvent(worked(REPORT, cause));
		this.log.onEvent(new ProcessEvent.Failed(REPORT, NOW, cause));
		assertThat(this.lines.list).hasSize(2).allMatch((line) -> line.getLevel() == Level.WARN);
		assertThat(this.lines.list.get(0).getThrowableProxy()).isNotNull();
		assertThat(this.lines.list.get(1).getThrowableProxy()).isNull();
		assertThat(messages().get(1)).isEqualTo("worker root/report failed: java.lang.IllegalStateException: no disk");
	}

	@Test
	void aFailureThatEndsAnIncarnationHasItsStackIfTheWorkBeforeWasLoggedWithout() {
		this.log.onEvent(worked(REPORT, new IllegalStateException("no disk")));
		IllegalStateException second = new IllegalStateException("no disk");
		this.log.onEvent(worked(REPORT, second));
		this.log.onEvent(new ProcessEvent.Failed(REPORT, NOW, second));
		assertThat(messages()).last().isEqualTo("worker root/report failed");
		assertThat(this.lines.list.get(2).getThrowableProxy()).isNotNull();
	}

	@Test
	void whatAnOperatorBringsBackIsNoRestart() {
		IllegalStateException cause = new IllegalStateException("no disk");
		this.log.onEvent(new ProcessEvent.Restarting(AUDIT, NOW, 1, Duration.ofMillis(100), cause));
		this.log.onEvent(new ProcessEvent.Started(AUDIT, NOW, 1));
		this.log.onEvent(new ProcessEvent.Restarting(AUDIT, NOW, 0, Duration.ZERO, null));
		this.log.onEvent(new ProcessEvent.Started(AUDIT, NOW, 1));
		assertThat(messages()).containsExactly("sink root/audit starts again in 100 ms, attempt 1",
				"sink root/audit runs again, restart 1", "sink root/audit starts again as an operator asked",
				"sink root/audit runs");
	}

	@Test
	void whatAnOperatorDoesNotLetWaitForItsRestartIsNoRestart() {
		IllegalStateException cause = new IllegalStateException("no disk");
		this.log.onEvent(new ProcessEvent.Restarting(AUDIT, NOW, 2, Duration.ofMinutes(1), cause));
		this.log.onEvent(new ProcessEvent.Restarting(AUDIT, NOW, 0, Duration.ZERO, null));
		this.log.onEvent(new ProcessEvent.Started(AUDIT, NOW, 1));
		assertThat(messages()).last().isEqualTo("sink root/audit runs");
	}

	@Test
	void whatWasStoppedWhileItWaitedForItsRestartIsNotRestartedLater() {
		IllegalStateException cause = new IllegalStateException("no disk");
		this.log.onEvent(new ProcessEvent.Restarting(AUDIT, NOW, 2, Duration.ofMillis(100), cause));
		this.log.onEvent(new ProcessEvent.Stopped(AUDIT, NOW, Duration.ZERO, "written 7", cause));
		this.log.onEvent(new ProcessEvent.Started(AUDIT, NOW, 1));
		assertThat(messages()).last().isEqualTo("sink root/audit runs");
	}

	@Test
	void aRestartForASiblingsSakeIsTold() {
		this.log.onEvent(new ProcessEvent.Restarting(AUDIT, NOW, 1, Duration.ofMillis(100), null));
		assertThat(messages()).singleElement()
			.asString()
			.endsWith("starts again in 100 ms along with a sibling, attempt 1");
	}

	/** Which has worked in the name of its group. */
	@Test
	void theStackOfAFailureThatEndsAMemberOfAGroupIsWrittenOnce() {
		IllegalStateException cause = new IllegalStateException("no disk");
		this.log.onEvent(worked(ref(ProcessKind.GROUP, "airports"), cause));
		this.log.onEvent(new ProcessEvent.Failed(ref(ProcessKind.ACTOR, "LHR"), NOW, cause));
		assertThat(this.lines.list).filteredOn((line) -> line.getThrowableProxy() != null).hasSize(1);
	}

	@Test
	void failuresThatEndNothingAreNotRememberedForEver() {
		IllegalStateException first = new IllegalStateException("first");
		this.log.onEvent(worked(REPORT, first));
		for (int i = 0; i < 64; i++) {
			this.log.onEvent(worked(ref(ProcessKind.SINK, "s" + i), new IllegalStateException()));
		}
		this.log.onEvent(new ProcessEvent.Failed(REPORT, NOW, first));
		assertThat(this.lines.list.get(65).getThrowableProxy()).as("as if it were new").isNotNull();
	}

	@Test
	void twoFailuresThatCallThemselvesEqualHaveAStackEach() {
		this.log.onEvent(worked(REPORT, new Alike()));
		this.log.onEvent(new ProcessEvent.Failed(REPORT, NOW, new Alike()));
		assertThat(this.lines.list).hasSize(2).allMatch((line) -> line.getThrowableProxy() != null);
	}

	@Test
	void whatASupervisorAddsToAFailureHasNoStack() {
		this.log.onEvent(new ProcessEvent.Failed(ref(ProcessKind.SUPERVISOR, "ingest"), NOW, supervision()));
		assertThat(this.lines.list).singleElement()
			.returns(Level.WARN, ILoggingEvent::getLevel)
			.returns(null, ILoggingEvent::getThrowableProxy);
		assertThat(messages().get(0)).startsWith("supervisor root/ingest failed: There is a process at root/texts");
	}

	@Test
	void anInterruptHasNoStack() {
		this.log.onEvent(worked(AUDIT, new InterruptedException()));
		assertThat(this.lines.list).singleElement().returns(null, ILoggingEvent::getThrowableProxy);
		assertThat(messages()).containsExactly("sink root/audit was interrupted while it worked on 3 items");
	}

	@Test
	void oneThatGivesUpIsAnErrorOnlyWhereNobodyAboveFailsNext() {
		ProcessRef below = new ProcessRef(ProcessKind.PROCESS, new ProcessPath("root/ingest/tail"), new ProcessId(1));
		this.log.onEvent(new ProcessEvent.GaveUp(below, NOW, new IllegalStateException("no disk")));
		this.log.onEvent(new ProcessEvent.GaveUp(ref(ProcessKind.SUPERVISOR, "ingest"), NOW, supervision()));
		assertThat(this.lines.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.DEBUG, Level.ERROR);
		assertThat(messages().get(1))
			.startsWith("supervisor root/ingest is not started again: There is a process at root/texts");
	}

	@Test
	void whatEndedByAFailureHasNotStoppedAfterSomeTime() {
		this.log.onEvent(
				new ProcessEvent.Stopped(AUDIT, NOW, Duration.ZERO, "written 7", new IllegalStateException("no disk")));
		assertThat(messages()).containsExactly(
				"sink root/audit is over: written 7; it ended with java.lang.IllegalStateException: no disk");
	}

	/** Whatever a supervisor says has a subject and a verb of its own. */
	@Test
	void whatASupervisorSaysOfAnEndIsASentence() {
		this.log.onEvent(new ProcessEvent.Stopped(AUDIT, NOW, Duration.ZERO, "written 7", supervision()));
		this.log.onEvent(new ProcessEvent.Stopped(REPORT, NOW, Duration.ofMillis(1), "7 ticks", supervision()));
		assertThat(messages()).hasSize(2)
			.satisfiesExactly(
					(line) -> assertThat(line)
						.startsWith("sink root/audit is over: written 7; There is a process at root/texts"),
					(line) -> assertThat(line).startsWith(
							"worker root/report stopped after 1 ms: 7 ticks; There is a process at root/texts"));
	}

	@Test
	void whatIsLeftBehindIsAnErrorWithItsStack() {
		this.log.onEvent(new ProcessEvent.Abandoned(AUDIT, NOW, "pool-1\n\tat acme.Drain.write"));
		assertThat(this.lines.list).singleElement().returns(Level.ERROR, ILoggingEvent::getLevel);
		assertThat(messages()).containsExactly("sink root/audit ignored every request to end and is left behind; "
				+ "its thread is pool-1\n\tat acme.Drain.write");
	}

	@Test
	void whatIsLeftBehindHasNotStopped() {
		this.log.onEvent(new ProcessEvent.Abandoned(AUDIT, NOW, ""));
		this.log.onEvent(new ProcessEvent.Stopped(AUDIT, NOW, Duration.ofSeconds(7), "written 7", supervision()));
		assertThat(messages()).containsExactly("sink root/audit ignored every request to end and is left behind",
				"sink root/audit is not waited for any more after 7000 ms: written 7");
	}

	@Test
	void anIncarnationAfterOneThatWasLeftBehindStopsAgain() {
		this.log.onEvent(new ProcessEvent.Abandoned(AUDIT, NOW, ""));
		this.log.onEvent(new ProcessEvent.Started(AUDIT, NOW, 1));
		this.log.onEvent(new ProcessEvent.Stopped(AUDIT, NOW, Duration.ofMillis(1), "written 7", supervision()));
		assertThat(messages().get(2)).startsWith("sink root/audit stopped after 1 ms");
	}

	/** Any: only supervisors can make one. */
	private static SupervisionException supervision() {
		ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().build();
		runtime.root().sink("texts", (batch) -> {
		}, SinkSettings.defaults());
		return catchThrowableOfType(SupervisionException.class,
				() -> runtime.root().supervisor("texts", SupervisorSettings.defaults()));
	}

	private List<String> messages() {
		return this.lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
	}

	/** Equal to all of its class. */
	private static final class Alike extends RuntimeException {

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Alike;
		}

		@Override
		public int hashCode() {
			return 1;
		}

	}

	private static ProcessEvent worked(ProcessRef process, @Nullable Throwable failure) {
		return new ProcessEvent.Worked(process, NOW, 3, Duration.ofMillis(1), failure);
	}

	private static ProcessRef ref(ProcessKind kind, String name) {
		return new ProcessRef(kind, ProcessPath.ROOT.child(name), new ProcessId(1));
	}

}
