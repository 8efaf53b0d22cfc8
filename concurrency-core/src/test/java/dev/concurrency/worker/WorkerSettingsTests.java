package dev.concurrency.worker;

import java.time.Duration;
import java.util.Map;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import dev.concurrency.process.FixedSetting;
import dev.concurrency.time.Backoff;
import dev.concurrency.time.Durations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class WorkerSettingsTests {

	private final WorkerSettings every = WorkerSettings.every(Duration.ofSeconds(1));

	@Test
	void defaultsAreThoseOfTheDocumentation() {
		assertThat(this.every).isEqualTo(new WorkerSettings(new Schedule.Interval(Duration.ofSeconds(1)), null,
				Duration.ZERO, WorkerFailureAction.CONTINUE,
				new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), 2, 0.2, Duration.ZERO), Durations.MAX,
				Durations.MAX, false, null));
	}

	@Test
	void changedCopiesKeepTheOtherValues() {
		TickGuard guard = () -> null;
		Schedule rate = Schedule.fixedRate(Duration.ofSeconds(2));
		assertThat(this.every.withInitialDelay(Duration.ZERO)
			.withSchedule(rate)
			.withJitter(Duration.ofMillis(5))
			.withBackoff(Backoff.NONE)
			.withMaxRunTime(Duration.ofSeconds(3))
			.withInterruptAfter(Duration.ofSeconds(4))
			.withGuard(guard))
			.isEqualTo(new WorkerSettings(rate, Duration.ZERO, Duration.ofMillis(5), WorkerFailureAction.BACKOFF,
					Backoff.NONE, Duration.ofSeconds(3), Duration.ofSeconds(4), false, guard));
		assertThat(this.every.withNonBlocking(true).withOnFailure(WorkerFailureAction.RESTART))
			.isEqualTo(new WorkerSettings(this.every.schedule(), null, Duration.ZERO, WorkerFailureAction.RESTART,
					WorkerSettings.DEFAULT_BACKOFF, Durations.MAX, Durations.MAX, true, null));
	}

	@Test
	void schedulesReadAsUsersWriteThem() {
		assertThat(this.every.schedule()).hasToString("interval 1s");
		assertThat(Schedule.fixedDelay(Duration.ofMillis(1500))).hasToString("fixed-delay 1500ms");
		assertThat(Schedule.fixedRate(Duration.ofMinutes(5))).hasToString("fixed-rate 5m");
	}

	@Test
	void valuesThatMakeNoSenseAreRefusedByName() {
		refused(() -> WorkerSettings.every(Duration.ZERO), "interval must be positive but is 0s");
		refused(() -> Schedule.fixedDelay(Duration.ofSeconds(-1)), "fixed-delay must be positive but is -1s");
		refused(() -> Schedule.fixedRate(Duration.ZERO), "fixed-rate must be positive but is 0s");
		refused(() -> this.every.withInitialDelay(Duration.ofSeconds(-1)),
				"initial-delay must not be negative but is -1s");
		refused(() -> this.every.withJitter(Duration.ofSeconds(-1)), "jitter must not be negative but is -1s");
		refused(() -> this.every.withMaxRunTime(Duration.ZERO), "max-run-time must be positive but is 0s");
		refused(() -> this.every.withInterruptAfter(Duration.ZERO), "interrupt-after must be positive but is 0s");
		refused(() -> WorkerSettings.of(Schedule.fixedRate(Duration.ofSeconds(1))).withJitter(Duration.ofSeconds(2)),
				"jitter (2s) must not exceed fixed-rate (1s)");
	}

	@Test
	void aTickOnTheTimersThreadHasNoLimitsAndNoLock() {
		WorkerSettings inline = this.every.withNonBlocking(true);
		String reason = " must not be set if non-blocking is true: such ticks have the timer's thread to themselves";
		refused(() -> inline.withMaxRunTime(Duration.ofSeconds(1)), "max-run-time" + reason);
		refused(() -> inline.withInterruptAfter(Duration.ofSeconds(1)), "interrupt-after" + reason);
		refused(() -> inline.withGuard(() -> null), "lock" + reason);
	}

	@Test
	void ofTheLockWhatDiffersIsNamed() {
		WorkerSettings unlocked = this.every;
		WorkerSettings locked = this.every.withGuard(new Lock(Map.of("lock", "a", "lock-at-most-for", "1h")));
		assertThat(locked.fixedSince(locked)).isEmpty();
		assertThat(locked.fixedSince(unlocked)).extracting(FixedSetting::key).containsExactly("lock");
		assertThat(unlocked.fixedSince(locked)).extracting(FixedSetting::key).containsExactly("lock");
		assertThat(this.every.withGuard(new Lock(Map.of("lock", "a", "lock-at-most-for", "2h"))).fixedSince(locked))
			.extracting(FixedSetting::key)
			.containsExactly("lock-at-most-for");
		assertThat(this.every.withGuard(new Lock(Map.of("lock", "b", "lock-at-most-for", "2h"))).fixedSince(locked))
			.extracting(FixedSetting::key)
			.containsExactly("lock", "lock-at-most-for");
		assertThat(this.every.withGuard(new Lock(Map.of("lock", "a"))).fixedSince(locked)).extracting(FixedSetting::key)
			.containsExactly("lock-at-most-for");
		TickGuard own = () -> null;
		assertThat(this.every.withGuard(own).fixedSince(this.every.withGuard(own))).isEmpty();
		assertThat(this.every.withGuard(() -> null).fixedSince(this.every.withGuard(own))).extracting(FixedSetting::key)
			.containsExactly("lock");
	}

	@Test
	void aTickThatIsInterruptedWhenOthersMayTickIsRefused() {
		WorkerSettings locked = this.every
			.withGuard(new Lock(Map.of("lock", "report", TickGuard.AT_MOST_FOR, Duration.ofMinutes(10))));
		assertThat(locked.withInterruptAfter(Duration.ofMinutes(9)).interruptAfter()).hasMinutes(9);
		refused(() -> locked.withInterruptAfter(Duration.ofMinutes(10)),
				"interrupt-after (10m) must be shorter than lock-at-most-for (10m)"
						+ ": a tick would go on beside that of another instance");
		WorkerSettings longer = this.every
			.withGuard(new Lock(Map.of("lock", "report", TickGuard.AT_MOST_FOR, Duration.ofMinutes(30))))
			.withInterruptAfter(Duration.ofMinutes(20));
		refused(() -> longer.onBuildOf(locked), "interrupt-after (20m) must be shorter than lock-at-most-for (10m)"
				+ ": a tick would go on beside that of another instance");
	}

	@Test
	void whatGetsAThreadOfItsOwnLaterHasNoLimitsUntilThen() {
		WorkerSettings running = this.every.withNonBlocking(true);
		WorkerSettings wanted = WorkerSettings.every(Duration.ofSeconds(2)).withMaxRunTime(Duration.ofSeconds(30));
		assertThat(wanted.onBuildOf(running)).isEqualTo(running.withSchedule(Schedule.interval(Duration.ofSeconds(2))));
		assertThat(wanted.fixedSince(running)).singleElement().asString().contains("non-blocking");
	}

	private record Lock(Map<String, Object> settings) implements TickGuard {

		@Override
		public Hold enter() {
			return () -> {
			};
		}

	}

	private static void refused(ThrowingCallable settings, String message) {
		assertThatIllegalArgumentException().isThrownBy(settings).withMessage(message);
	}

}
