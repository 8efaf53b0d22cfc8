package dev.concurrency.time.wheel;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.concurrency.time.SetTime;

import static org.assertj.core.api.Assertions.assertThat;

class LapTests {

	private final SetTime clock = new SetTime();

	private final Lap lap = new Lap();

	private final List<String> ended = new ArrayList<>();

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

	@Test
	void whatATaskHasBegunEndsOnceTheLapIsClosed() {
		this.lap.accompany("first", () -> this.ended.add("first"));
		this.lap.forget();
		assertThat(this.lap.companion()).isEqualTo("first");
		assertThat(this.ended).isEmpty();
		this.lap.close();
		this.lap.close();
		assertThat(this.ended).containsExactly("first");
		assertThat(this.lap.companion()).isNull();
	}

	@Test
	void aClosedLapKnowsNoTime() {
		this.lap.end(this.clock);
		this.lap.close();
		this.clock.now = 1;
		assertThat(this.lap.now(this.clock)).isEqualTo(1);
	}

	@Test
	void aTaskThatIsRunAloneLeavesNothingBehind() {
		LapTask task = new LapTask() {
			@Override
			public long prefetch(int depth) {
				return 0;
			}

			@Override
			public void run(Lap alone) {
				alone.accompany("alone", () -> LapTests.this.ended.add("alone"));
			}
		};
		task.run();
		assertThat(this.ended).containsExactly("alone");
	}

}
