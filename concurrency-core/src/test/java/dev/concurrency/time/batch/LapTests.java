package dev.concurrency.time.batch;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import dev.concurrency.time.TimeSource;

import static org.assertj.core.api.Assertions.assertThat;

class LapTests {

	private final Clock clock = new Clock();

	private final Lap lap = new Lap();

	@Test
	void whatKnowsNoTimeAsksTheClock() {
		this.clock.now = 1;
		assertThat(this.lap.now(this.clock)).isEqualTo(1);
		assertThat(this.lap.begin(this.clock)).isEqualTo(1);
	}

	@Test
	void oneTaskBeginsWhereTheOneBeforeHasEnded() {
		this.clock.now = 1;
		assertThat(this.lap.end(this.clock)).isEqualTo(1);
		this.clock.now = 2;
		assertThat(this.lap.now(this.clock)).isEqualTo(1);
		assertThat(this.lap.begin(this.clock)).isEqualTo(1);
	}

	/** It may have thrown. */
	@Test
	void afterATaskThatTellsNoEndTheClockIsAsked() {
		this.lap.end(this.clock);
		this.lap.begin(this.clock);
		this.clock.now = 1;
		assertThat(this.lap.begin(this.clock)).isEqualTo(1);
	}

	@Test
	void whatWasForgottenIsAskedAgain() {
		this.lap.end(this.clock);
		this.lap.forget();
		this.clock.now = 1;
		assertThat(this.lap.now(this.clock)).isEqualTo(1);
	}

	@Test
	void anotherClockIsAskedItself() {
		Clock other = new Clock();
		other.now = 1;
		this.lap.end(this.clock);
		assertThat(this.lap.now(other)).isEqualTo(1);
	}

	private static final class Clock implements TimeSource {

		private long now;

		@Override
		public long nanoTime() {
			return this.now;
		}

		@Override
		public Instant instant() {
			throw new UnsupportedOperationException();
		}

		@Override
		public void park(Object blocker, long nanos) {
			throw new UnsupportedOperationException();
		}

	}

}
