package dev.concurrency;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.process.Shutdown;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Supervisable;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.supervision.Supervisor;
import dev.concurrency.supervision.SupervisorSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a reader of the log finds when things go wrong. */
@Timeout(60)
class TroubleLogTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final CountDownLatch gaveUp = new CountDownLatch(1);

	private final CountDownLatch inside = new CountDownLatch(1);

	private final LogProbe log = LogProbe.of(ConcurrencyRuntime.class, Supervisor.class);

	private final ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().listener((event) -> {
		if (event instanceof ProcessEvent.GaveUp && event.process().path().name().equals("ingest")) {
			this.gaveUp.countDown();
		}
	}).build();

	@AfterEach
	void close() {
		this.runtime.close();
		this.log.close();
	}

	@Test
	void onePartThatGivesUpIsOneStackAndOneErrorWithTheNumbers() throws Exception {
		SupervisorRef ingest = this.runtime.supervisor("ingest",
				SupervisorSettings.defaults().withRestarts(RestartPolicy.NEVER));
		ingest.process(failing((shutdown) -> () -> {
			throw new IllegalStateException("no disk");
		}));
		this.runtime.start();
		assertThat(this.gaveUp.await(10, TimeUnit.SECONDS)).isTrue();
		List<ILoggingEvent> troubles = troubles();
		assertThat(troubles).extracting(ILoggingEvent::getFormattedMessage)
			.containsExactly("process root/ingest/tail failed",
					"process root/ingest/tail is over: ran once; it ended with java.lang.IllegalStateException: no disk",
					"supervisor root/ingest failed: root/ingest/tail failed once more than allowed"
							+ " (0 restarts in 1m): java.lang.IllegalStateException: no disk",
					"supervisor root/ingest is not started again: root/ingest/tail failed once more than allowed"
							+ " (0 restarts in 1m): java.lang.IllegalStateException: no disk");
		assertThat(troubles).filteredOn((line) -> line.getThrowableProxy() != null).hasSize(1);
		assertThat(troubles).filteredOn((line) -> line.getLevel() == Level.ERROR).hasSize(1);
	}

	@Test
	void aStartThatFailsIsOneStack() {
		this.runtime.process(failing((shutdown) -> {
			throw new IllegalStateException("no disk");
		}));
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(this.runtime::start);
		assertThat(troubles()).filteredOn((line) -> line.getThrowableProxy() != null)
			.extracting(ILoggingEvent::getFormattedMessage)
			.containsExactly("process root/processes/tail failed");
	}

	@Test
	void aSinkWhoseTimeToStopIsOverIsToldWithTheSettingAndWithoutAStack() throws Exception {
		BackgroundSink<String> sink = hanging(Duration.ofMillis(10));
		this.runtime.start();
		assertThat(sink.tryPush("one")).isEqualTo(Admission.ACCEPTED);
		this.inside.await();
		this.runtime.stop(LONG);
		assertThat(this.log.messages()).contains(
				"sink root/sinks/texts is interrupted: it did not end within its"
						+ " shutdown of 10ms (concurrency.sinks.instances.texts.shutdown)",
				"sink root/sinks/texts was interrupted while it worked on 1 item");
		assertThat(troubles()).allMatch((line) -> line.getThrowableProxy() == null);
	}

	@Test
	void aStopWhoseTimeIsOverNamesWhatStillRuns() throws Exception {
		BackgroundSink<String> sink = hanging(LONG);
		this.runtime.start();
		assertThat(sink.tryPush("one")).isEqualTo(Admission.ACCEPTED);
		this.inside.await();
		this.runtime.stop(Duration.ofMillis(10));
		assertThat(this.log.messages()).contains(
				"The stop is not over after 10ms: what still runs is interrupted, and has 5s to end: [root/sinks/texts]",
				"sink root/sinks/texts is interrupted: the time to stop root/sinks is over");
	}

	@Test
	void aStopWithoutAnyTimeSaysSoToo() throws Exception {
		BackgroundSink<String> sink = hanging(LONG);
		this.runtime.start();
		assertThat(sink.tryPush("one")).isEqualTo(Admission.ACCEPTED);
		this.inside.await();
		this.runtime.stop(Duration.ZERO);
		assertThat(this.log.messages())
			.contains("sink root/sinks/texts is interrupted: the time to stop root/sinks is over");
	}

	private List<ILoggingEvent> troubles() {
		return this.log.lines().stream().filter((line) -> line.getLevel().isGreaterOrEqual(Level.WARN)).toList();
	}

	private BackgroundSink<String> hanging(Duration shutdown) {
		return this.runtime.supervisorOf(ProcessKind.SINK)
			.with((spec) -> spec.withShutdown(Shutdown.within(shutdown)))
			.sink("texts", (batch) -> {
				this.inside.countDown();
				new CountDownLatch(1).await();
			}, SinkSettings.defaults());
	}

	private static Supervisable failing(Body body) {
		return new Supervisable() {

			@Override
			public String name() {
				return "tail";
			}

			@Override
			public Run initialize(ShutdownSignal shutdown) {
				return body.begin(shutdown);
			}

		};
	}

	/** What the loop does. */
	@FunctionalInterface
	private interface Body {

		Supervisable.Run begin(ShutdownSignal shutdown);

	}

}
