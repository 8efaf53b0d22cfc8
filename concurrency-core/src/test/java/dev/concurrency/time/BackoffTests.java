package dev.concurrency.time;

import java.time.Duration;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BackoffTests {

	private static final Backoff DOUBLING = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), 2, 0,
			Duration.ofMinutes(1));

	@Test
	void aMaximumThatCannotBeCountedIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofDays(365 * 300), 1, 0, Duration.ZERO))
			.withMessageContaining("backoff.max must be at most 292 years");
	}

	@Test
	void theWaitGrowsByTheFactorUpToTheCap() {
		assertThat(millis(DOUBLING, 1, 0)).isEqualTo(100);
		assertThat(millis(DOUBLING, 2, 0)).isEqualTo(200);
		assertThat(millis(DOUBLING, 3, 0)).isEqualTo(400);
		assertThat(millis(DOUBLING, 4, 0)).isEqualTo(800);
		assertThat(millis(DOUBLING, 5, 0)).isEqualTo(1000);
		assertThat(millis(DOUBLING, Integer.MAX_VALUE, 0)).isEqualTo(1000);
	}

	@Test
	void jitterTakesItsShareFromTheCappedWait() {
		Backoff half = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), 2, 0.5, Duration.ofMinutes(1));
		assertThat(millis(half, 1, 0)).isEqualTo(100);
		assertThat(millis(half, 1, 0.5)).isEqualTo(75);
		assertThat(millis(half, 9, 0)).isEqualTo(1000);
		assertThat(millis(half, 9, 0.999999)).isEqualTo(500);
	}

	@Test
	void aWaitNeverLeavesItsBounds() {
		SplittableRandom random = new SplittableRandom(1);
		for (int i = 0; i < 10_000; i++) {
			Duration min = Duration.ofMillis(random.nextInt(1000));
			Duration max = min.plusMillis(random.nextInt(100_000));
			double jitter = random.nextDouble();
			Backoff backoff = new Backoff(min, max, 1 + 3 * random.nextDouble(), jitter, Duration.ZERO);
			int attempt = 1 + random.nextInt(100);
			long delay = backoff.delayNanos(attempt, random.nextDouble());
			assertThat(delay).as("%s, attempt %d", backoff, attempt)
				.isBetween((long) (min.toNanos() * (1 - jitter)) - 1, max.toNanos());
		}
	}

	@Test
	void noneWaitsForNothing() {
		assertThat(Backoff.NONE.delayNanos(1, 0.5)).isZero();
		assertThat(Backoff.NONE.delayNanos(1000, 0.5)).isZero();
	}

	@Test
	void aMinimumOfZeroStaysZeroHoweverOften() {
		Backoff zero = new Backoff(Duration.ZERO, Duration.ofSeconds(1), 2, 0, Duration.ZERO);
		assertThat(zero.delayNanos(5000, 0)).isZero();
	}

	@Test
	void aMaximalCapDoesNotOverflow() {
		Backoff endless = new Backoff(Duration.ofSeconds(1), Durations.MAX, 10, 0, Duration.ZERO);
		assertThat(endless.delayNanos(1000, 0)).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void theStartersDefaultIsAsDocumented() {
		assertThat(Backoff.DEFAULT)
			.isEqualTo(new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10), 2, 0.2, Duration.ofMinutes(1)));
	}

	@Test
	void whatMakesNoSenseIsRefusedByName() {
		refused("backoff.min", -1, 1, 2, 0, 0);
		refused("backoff.max", 2, 1, 2, 0, 0);
		refused("backoff.factor", 1, 2, 0.9, 0, 0);
		refused("backoff.factor", 1, 2, Double.NaN, 0, 0);
		refused("backoff.factor", 1, 2, Double.POSITIVE_INFINITY, 0, 0);
		refused("backoff.jitter", 1, 2, 2, -0.1, 0);
		refused("backoff.jitter", 1, 2, 2, 1.1, 0);
		refused("backoff.jitter", 1, 2, 2, Double.NaN, 0);
		refused("backoff.reset-after", 1, 2, 2, 0, -1);
	}

	private static void refused(String key, long min, long max, double factor, double jitter, long resetAfter) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Backoff(Duration.ofMillis(min), Duration.ofMillis(max), factor, jitter,
					Duration.ofMillis(resetAfter)))
			.withMessageContaining(key);
	}

	private static long millis(Backoff backoff, int attempt, double random) {
		return Duration.ofNanos(backoff.delayNanos(attempt, random)).toMillis();
	}

}
