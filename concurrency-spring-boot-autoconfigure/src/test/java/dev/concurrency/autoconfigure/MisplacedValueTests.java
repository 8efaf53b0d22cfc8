package dev.concurrency.autoconfigure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.concurrency.fixture.FailedStart;

import static org.assertj.core.api.Assertions.assertThat;

/** A value where keys belong. */
@ExtendWith(OutputCaptureExtension.class)
class MisplacedValueTests {

	@TempDir
	private Path directory;

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			sinks.instances.flights.retry         | 3    | ': max-attempts, backoff, on, not.'
			sinks.instances.flights.retry.backoff | 5s   | ': min, max, factor, jitter.'
			sinks.configs.default                 | bulk | ': base-config, enabled, auto-startup,'
			workers.instances.board               | 2s   | ': base-config, enabled, auto-startup,'
			workers.instances.board.backoff       | 5s   | ': min, max, factor, jitter.'
			watchdog                              | 1s   | ': enabled, threshold, shared-threshold.'
			executors.blocking                    | 8    | ': size, queue-capacity.'
			console                               | true | ': enabled.'
			restarts                              | 3    | ': max-restarts, period, backoff.'
			sinks                                 | 1    | ': configs, instances.'
			sinks.instances                       | a    | ' names, each with keys of its own.'
			""")
	void aValueWhereKeysBelongIsNamedWithItsPlaceAndTheKeys(String key, String value, String keys,
			CapturedOutput output) throws IOException {
		fails("concurrency." + key + ": " + value);
		assertThat(output).contains("This setting has a value, but it takes keys:")
			.contains("    concurrency." + key + " = " + value + "   (")
			.contains("application.yml] - 1:" + (key.length() + 15) + ")")
			.contains("Set keys below it in place of the value. Under concurrency." + key + " there are" + keys)
			.doesNotContain("Converter");
	}

	@Test
	void aPlaceholderThatLeavesNothingWhereKeysBelongIsNamedWithItsPlace(CapturedOutput output) throws IOException {
		fails("concurrency.workers.instances.board: ${NOBODY_SETS_THIS:}");
		assertThat(output).contains("concurrency.workers.instances.board = ${NOBODY_SETS_THIS:}   (")
			.contains("Under concurrency.workers.instances.board there are: base-config,");
	}

	@Test
	void aListWhereNamesBelongIsNamedWithItsPlaceAndTheKeys(CapturedOutput output) throws IOException {
		fails("concurrency.sinks.instances: [flights]");
		assertThat(output).contains("concurrency.sinks.instances[0] = flights   (")
			.contains("Under concurrency.sinks.instances there are names, each with keys of its own.");
	}

	@Test
	void aVariableWhereKeysBelongIsNamed(CapturedOutput output) throws IOException {
		new FailedStart(this.directory, "").run(Map.of("CONCURRENCY_WATCHDOG", "1s"), "", FailedStart.Flights.class);
		assertThat(output).contains("concurrency.watchdog = 1s   (")
			.contains("\"CONCURRENCY_WATCHDOG\"")
			.contains("Under concurrency.watchdog there are: enabled, threshold, shared-threshold.");
	}

	private void fails(String yaml) throws IOException {
		new FailedStart(this.directory, "").run(yaml, FailedStart.Flights.class, FailedStart.Board.class);
	}

}
