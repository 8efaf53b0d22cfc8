package dev.concurrency.time.batch;

import org.junit.jupiter.api.Test;

import dev.concurrency.time.SetTime;

import static org.assertj.core.api.Assertions.assertThat;

class LapTests {

	private final SetTime clock = new SetTime();

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
		SetTime other = new SetTime();
		other.now = 1;
		this.lap.end(this.clock);
		assertThat(this.lap.now(other)).isEqualTo(1);
	}

}
