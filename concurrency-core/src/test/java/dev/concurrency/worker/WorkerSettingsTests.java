package dev.concurrency.worker;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class WorkerSettingsTests {

	private final WorkerSettings every = WorkerSettings.every(Duration.ofSeconds(1));

	@Test
	void defaultsAreThoseOfTheDocumentation() {
		assertThat(this.every).isEqualTo(new WorkerSettings(Duration.ofSeconds(1), null, WorkerFailureAction.CONTINUE));
	}

	@Test
	void changedCopiesKeepTheOtherValues() {
		assertThat(this.every.withInitialDelay(Duration.ZERO).withOnFailure(WorkerFailureAction.RESTART))
			.isEqualTo(new WorkerSettings(Duration.ofSeconds(1), Duration.ZERO, WorkerFailureAction.RESTART));
	}

	@Test
	void valuesThatMakeNoSenseAreRefusedByName() {
		assertThatIllegalArgumentException().isThrownBy(() -> WorkerSettings.every(Duration.ZERO))
			.withMessage("interval must be positive but is PT0S");
		assertThatIllegalArgumentException().isThrownBy(() -> this.every.withInitialDelay(Duration.ofSeconds(-1)))
			.withMessage("initial-delay must not be negative but is PT-1S");
	}

}
