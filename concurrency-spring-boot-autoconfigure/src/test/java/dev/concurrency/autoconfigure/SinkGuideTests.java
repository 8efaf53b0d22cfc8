package dev.concurrency.autoconfigure;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.stereotype.Component;

import dev.concurrency.fixture.Guide;
import dev.concurrency.fixture.Yaml;
import dev.concurrency.process.Admission;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.sink.SinkFailureAction;
import dev.concurrency.spring.SinkListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/sinks.md} shows: its settings are accepted, its code is part of this
 * file and runs.
 */
class SinkGuideTests {

	private static final Guide GUIDE = Guide.of("sinks", SinkGuideTests.class);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
		.withBean("audit", AuditWriter.class)
		.withBean(Meter.class)
		.withBean(Producer.class);

	@Test
	void theCodeOfTheGuideIsPartOfThisTest() {
		assertThat(GUIDE.blocks("java")).hasSize(4).allMatch(GUIDE::isTestedInEssence);
	}

	@Test
	void theCodeOfTheGuideRunsWithItsSettings() {
		this.runner.withInitializer(Yaml.of(GUIDE.blocks("yaml").get(0))).run((context) -> {
			BackgroundSink<?> audit = context.getBean("auditSink", BackgroundSink.class);
			assertThat(audit.settings().onFailure()).isEqualTo(SinkFailureAction.BISECT);
			assertThat(audit.settings().retry().on()).containsExactly(IOException.class);
			assertThat(audit.settings().retry().not()).containsExactly(FileNotFoundException.class);
			assertThat(audit.settings().maxAge()).isEqualTo(Duration.ofMinutes(1));
			assertThat(((BackgroundSink<?>) context.getBean("meteringSink")).settings().stripes()).isEqualTo(4);
		});
	}

	/** Who copies one copies the other. */
	@Test
	void whatIsPushedIsWrittenWithTheSettingsOfTheGuide() {
		this.runner.withInitializer(Yaml.of(GUIDE.blocks("yaml").get(0))).run((context) -> {
			Producer producer = context.getBean(Producer.class);
			producer.reconfigure();
			producer.push(new AuditEvent("login"));
			assertThat(Written.all.poll(10, TimeUnit.SECONDS)).isEqualTo(new AuditEvent("login"));
			assertThat(producer.refused.sum()).isZero();
			assertThat(producer.meter(new Reading(7))).isEqualTo(Admission.ACCEPTED);
			assertThat(context.getBean(Meter.class).readings.poll(10, TimeUnit.SECONDS)).isEqualTo(new Reading(7));
		});
	}

	record AuditEvent(String what) {
	}

	record Reading(int value) {
	}

	/** What the guide leaves out. */
	static class Written {

		private static final BlockingQueue<AuditEvent> all = new LinkedBlockingQueue<>();

		static void write(List<AuditEvent> batch) {
			all.addAll(batch);
		}

	}

	@Component("audit")
	static class AuditWriter extends Written implements SinkDrain<AuditEvent> {

		@Override
		public void drain(List<AuditEvent> batch) throws Exception {
			write(batch);
		}

		// ...

	}

	static class Meter {

		private final BlockingQueue<Reading> readings = new LinkedBlockingQueue<>();

		@SinkListener("metering")
		void meter(List<Reading> batch) {
			this.readings.addAll(batch);
		}

	}

	static class Producer {

		private final LongAdder refused = new LongAdder();

		private final BackgroundSink<AuditEvent> audit;

		private final BackgroundSink<Reading> metering;

		Producer(@Qualifier("audit") BackgroundSink<AuditEvent> audit, BackgroundSink<Reading> metering) {
			this.audit = audit;
			this.metering = metering;
		}

		void push(AuditEvent event) {
			if (this.audit.tryPush(event) != Admission.ACCEPTED) {
				this.refused.increment();
			}
		}

		Admission meter(Reading reading) {
			return this.metering.tryPush(reading);
		}

		void reconfigure() {
			this.audit.reconfigure((now) -> now.withBatchSize(64).withLinger(Duration.ofMillis(10)));
		}

	}

}
