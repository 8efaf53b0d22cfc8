package dev.concurrency.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.ProcessControl;
import dev.concurrency.fixture.BlockedDrain;
import dev.concurrency.fixture.DirectRuntime;
import dev.concurrency.process.Admission;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.test.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/** What operators have done is in the log, with who, what and how it was before. */
@ExtendWith(OutputCaptureExtension.class)
class OperationLogTests {

	private static final String AUDIT = "sink root/sinks/audit: ";

	private final BlockedDrain drain = new BlockedDrain();

	private final ConcurrencyRuntime runtime = DirectRuntime.builder(new ManualTime()).build();

	private final BackgroundSink<String> sink = this.runtime.sink("audit", this.drain,
			SinkSettings.defaults().withLinger(Duration.ZERO));

	private final Sizes settings = new Sizes();

	@BeforeEach
	void start() {
		this.runtime.start();
	}

	@AfterEach
	void close() {
		this.drain.release();
		this.runtime.close();
	}

	@Test
	void aChangeOfTheStateSaysWhatItWasAndWho(CapturedOutput output) {
		operate(Map.of("state", "paused"), "alice");
		operate(Map.of("state", "running"), null);
		assertThat(output.getOut().lines()).filteredOn((line) -> line.contains(AUDIT))
			.satisfiesExactly(
					(line) -> assertThat(line).contains("INFO").endsWith(AUDIT + "running -> paused by operator alice"),
					(line) -> assertThat(line).endsWith(AUDIT + "paused -> running by an operator"));
	}

	@Test
	void anActionIsNamed(CapturedOutput output) {
		operate(Map.of("action", "flush"), "alice");
		assertThat(output).contains(AUDIT + "flush by operator alice");
	}

	@Test
	void whatIsNotDoneYetSaysSo(CapturedOutput output) throws InterruptedException {
		assertThat(this.sink.tryPush("a")).isEqualTo(Admission.ACCEPTED);
		this.drain.awaitBatch();
		operate(Map.of("action", "flush"), "alice");
		assertThat(output).contains(AUDIT + "flush by operator alice, it is not done yet");
	}

	@Test
	void aSettingIsNamedByItsKeyWithAllThatChangesAlongWithIt(CapturedOutput output) {
		operate(Map.of("setting", "BatchSize", "value", "500"), "alice");
		assertThat(output).contains(AUDIT + "batch-size 100 -> 500, max-age none -> 1m by operator alice");
	}

	@Test
	void aSettingThatIsSoAlreadyHasNotChanged(CapturedOutput output) {
		operate(Map.of("setting", "batch-size", "value", "100"), "alice");
		assertThat(output).contains(AUDIT + "no setting changed by operator alice");
	}

	@Test
	void whatIsRefusedIsNotLogged(CapturedOutput output) {
		operate(Map.of("setting", "capacity", "value", "500"), "alice");
		operate(Map.of("state", "lost"), "alice");
		assertThat(output).doesNotContain(AUDIT);
	}

	private void operate(Map<String, String> members, @Nullable String who) {
		new Operator(this.runtime, this.settings, (event) -> {
		}, Duration.ofMillis(1)).operate("sink", "audit", members, who);
	}

	/** Of a batch size: anything but 100 comes with an age. */
	private static final class Sizes implements EffectiveSettings {

		private final Map<String, EffectiveSetting> values = new LinkedHashMap<>();

		private Sizes() {
			put("batch-size", "100");
			put("max-age", null);
		}

		private void put(String key, @Nullable String value) {
			this.values.put(key, EffectiveSetting.ofOperator(value, "operator", Instant.EPOCH, true));
		}

		@Override
		public Map<String, EffectiveSetting> of(ProcessControl process) {
			return new LinkedHashMap<>(this.values);
		}

		@Override
		public Optional<String> change(ProcessControl process, String key, String value, @Nullable String operator) {
			if (key.equals("capacity")) {
				return Optional.of("it cannot be changed");
			}
			if (!value.equals("100")) {
				put("batch-size", value);
				put("max-age", "1m");
			}
			return Optional.empty();
		}

	}

}
