package dev.concurrency.actor;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import dev.concurrency.process.RestartPolicy;
import dev.concurrency.time.Durations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ActorSettingsTests {

	private final ActorSettings defaults = ActorSettings.defaults();

	@Test
	void defaultsAreThoseOfTheDocumentation() {
		assertThat(this.defaults).isEqualTo(new ActorSettings(1024, 1_000_000, RestartPolicy.DEFAULT,
				ActorFailureAction.RESTART, Duration.ofMinutes(1), Durations.MAX, 1024, ActorDispatcher.SHARED, false));
	}

	@Test
	void changedCopiesDifferInOneValueOnly() {
		assertThat(this.defaults.withMailboxCapacity(7)
			.withMaxEntities(8)
			.withRestarts(RestartPolicy.NEVER)
			.withOnFailure(ActorFailureAction.STOP)
			.withIdleInterval(Duration.ofSeconds(1))
			.withPassivateAfter(Duration.ofSeconds(2))
			.withStashCapacity(9)
			.withDispatcher(ActorDispatcher.PINNED)
			.withTimings(true))
			.isEqualTo(new ActorSettings(7, 8, RestartPolicy.NEVER, ActorFailureAction.STOP, Duration.ofSeconds(1),
					Duration.ofSeconds(2), 9, ActorDispatcher.PINNED, true));
		assertThat(this.defaults.withMaxEntities(8).withMaxEntities(1_000_000)).isEqualTo(this.defaults);
	}

	@Test
	void valuesThatMakeNoSenseAreRefusedByName() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withMailboxCapacity(0))
			.withMessage("mailbox-capacity must be at least 1 but is 0");
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withMaxEntities(-1))
			.withMessage("max-entities must be at least 1 but is -1");
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withStashCapacity(0))
			.withMessage("stash-capacity must be at least 1 but is 0");
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withIdleInterval(Duration.ZERO))
			.withMessageStartingWith("idle-interval must be positive");
		assertThatIllegalArgumentException().isThrownBy(() -> this.defaults.withPassivateAfter(Duration.ofMillis(-1)))
			.withMessageStartingWith("passivate-after must be positive");
	}

}
