package dev.concurrency.time;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class DurationsTests {

	@Test
	void whatIsTooLongSaturatesAndWhatIsNegativeIsNothing() {
		assertThat(Durations.toNanos(Durations.MAX)).isEqualTo(Long.MAX_VALUE);
		assertThat(Durations.toNanos(Duration.ofDays(365 * 1000))).isEqualTo(Long.MAX_VALUE);
		assertThat(Durations.toNanos(Duration.ofNanos(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
		assertThat(Durations.toNanos(Duration.ofSeconds(1, 5))).isEqualTo(1_000_000_005L);
		assertThat(Durations.toNanos(Duration.ofSeconds(-1))).isZero();
	}

	@Test
	void textIsWhatUsersWrite() {
		assertThat(Durations.text(Duration.ofSeconds(30))).isEqualTo("30s");
		assertThat(Durations.text(Duration.ofSeconds(90))).isEqualTo("90s");
		assertThat(Durations.text(Duration.ofMinutes(90))).isEqualTo("90m");
		assertThat(Durations.text(Duration.ofDays(2))).isEqualTo("48h");
		assertThat(Durations.text(Duration.ofMillis(1500))).isEqualTo("1500ms");
		assertThat(Durations.text(Duration.ofNanos(1500))).isEqualTo("1500ns");
		assertThat(Durations.text(Duration.ofSeconds(-90))).isEqualTo("-90s");
		assertThat(Durations.text(Duration.ofSeconds(Long.MIN_VALUE))).isEqualTo("PT-2562047788015215H-30M-8S");
		assertThat(Durations.text(Duration.ZERO)).isEqualTo("0s");
	}

	@Test
	void whatCannotBeCountedIsRefusedUnlessItMeansNone() {
		Duration tooLong = Duration.ofDays(365 * 300);
		assertThatIllegalArgumentException().isThrownBy(() -> Durations.requirePositive("period", tooLong))
			.withMessage("period must be at most 292 years but is " + tooLong);
		assertThatIllegalArgumentException().isThrownBy(() -> Durations.requireNotNegative("linger", tooLong))
			.withMessageContaining("linger");
		Duration longest = Duration.ofNanos(Long.MAX_VALUE);
		assertThat(Durations.requirePositive("period", longest)).isEqualTo(longest);
		assertThat(Durations.requirePositive("init-timeout", Durations.MAX)).isEqualTo(Durations.MAX);
	}

	@Test
	void checksNameTheSetting() {
		assertThatIllegalArgumentException().isThrownBy(() -> Durations.requirePositive("interval", Duration.ZERO))
			.withMessageContaining("interval")
			.withMessageContaining("is 0s");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Durations.requireNotNegative("linger", Duration.ofNanos(-1)))
			.withMessageContaining("linger");
		assertThat(Durations.requireNotNegative("linger", Duration.ZERO)).isZero();
	}

}
