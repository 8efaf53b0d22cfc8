package dev.concurrency.actor;

import org.junit.jupiter.api.Test;

import dev.concurrency.process.RestartPolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ActorSettingsTests {

	private final ActorSettings defaults = ActorSettings.defaults();

	@Test
	void defaultsAreThoseOfTheDocumentation() {
		assertThat(this.defaults).isEqualTo(new ActorSettings(1024, 1_000_000, RestartPolicy.DEFAULT));
	}

	@Test
	void changedCopiesDifferInOneValueOnly() {
		assertThat(this.defaults.withMailboxCapacity(7).withMaxEntities(8).withRestarts(RestartPolicy.NEVER))
			.isEqualTo(new ActorSettings(7, 8, RestartPolicy.NEVER));
		assertThat(this.defaults.withMaxEntities(8)).isEqualTo(new ActorSettings(1024, 8, this.defaults.restarts()));
	}

	@Test
	void valuesThatMakeNoSenseAreRefusedByName() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withMailboxCapacity(0))
			.withMessage("mailbox-capacity must be at least 1 but is 0");
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withMaxEntities(-1))
			.withMessage("max-entities must be at least 1 but is -1");
	}

}
