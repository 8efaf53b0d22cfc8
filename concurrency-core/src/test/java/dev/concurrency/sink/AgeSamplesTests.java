package dev.concurrency.sink;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How old the oldest item is, from few looks at the clock. */
class AgeSamplesTests {

	private final AgeSamples ages = new AgeSamples();

	@Test
	void nothingThatWaitsHasNoAge() {
		assertThat(this.ages.take(0, 0, 100)).isZero();
		assertThat(this.ages.take(5, 5, 200)).isZero();
	}

	@Test
	void anItemIsDatedByTheFirstLookThatCountsIt() {
		assertThat(this.ages.take(1, 0, 100)).isZero();
		assertThat(this.ages.take(1, 0, 150)).isEqualTo(50);
		assertThat(this.ages.take(3, 0, 170)).isEqualTo(70);
	}

	@Test
	void whenTheOldestIsSettledTheNextOneCounts() {
		this.ages.take(2, 0, 100);
		this.ages.take(4, 0, 130);
		assertThat(this.ages.take(4, 1, 200)).as("the second item was there too").isEqualTo(100);
		assertThat(this.ages.take(4, 2, 200)).isEqualTo(70);
		assertThat(this.ages.take(4, 4, 200)).isZero();
	}

	@Test
	void manyLooksAreThinnedOutAndTheOldestStays() {
		for (int i = 1; i <= 10_000; i++) {
			this.ages.take(i, 0, i);
		}
		assertThat(this.ages.take(10_000, 0, 20_000)).isEqualTo(19_999);
		long half = this.ages.take(10_000, 5_000, 20_000);
		assertThat(half).as("never overstated, and roughly right").isBetween(10_000L, 14_999L);
	}

}
