package dev.concurrency.actor;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import dev.concurrency.process.RestartPolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ActorSettingsTests {

	private final ActorSettings defaults = ActorSettings.defaults();

	@Test
	void defaultsAreThoseOfTheDocumentation() {
		assertThat(this.defaults)
			.isEqualTo(new ActorSettings(1024, 1_000_000, Duration.ofSeconds(5), RestartPolicy.DEFAULT));
	}

	@Test
	void changedCopiesDifferInOneValueOnly() {
		assertThat(this.defaults.withMailboxCapacity(7)
			.withMaxEntities(8)
			.withShutdownTimeout(Duration.ofSeconds(9))
			.withRestarts(RestartPolicy.NEVER))
			.isEqualTo(new ActorSettings(7, 8, Duration.ofSeconds(9), RestartPolicy.NEVER));
		assertThat(this.defaults.withMaxEntities(8))
			.isEqualTo(new ActorSettings(1024, 8, this.defaults.shutdownTimeout(), this.defaults.restarts()));
	}

	@Test
	void valuesThatMakeNoSenseAreRefusedByName() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withMailboxCapacity(0))
			.withMessage("mailbox-capacity must be at least 1 but is 0");
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withMaxEntities(-1))
			.withMessage("max-entities must be at least 1 but is -1");
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withShutdownTimeout(Duration.ofMillis(-1)))
			.withMessage("shutdown-timeout must not be negative but is PT-0.001S");
	}

}
