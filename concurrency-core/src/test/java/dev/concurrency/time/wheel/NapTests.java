package dev.concurrency.time.wheel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.concurrency.time.TimeSource;

import static org.assertj.core.api.Assertions.assertThat;

class NapTests {

	private static final int PERIOD = 100;

	private final WheelTimer timer = new WheelTimer(TimeSource.system(), Thread::new);

	private final TimerWheel wheel = new TimerWheel();

	private final Nap nap = new Nap(this.wheel);

	private int looks;

	@Test
	void itIsWorthItWhileFiftyAreDueAtEachTickInTheMean() {
		ran(49, 200);
		assertThat(this.nap.isWorthIt()).isFalse();
		ran(52, 200);
		assertThat(this.nap.isWorthIt()).isTrue();
	}

	@Test
	void afterABurstItIsNotWorthItForLong() {
		this.nap.ran(10_000, 0, 0, 1);
		ran(0, 50);
		assertThat(this.nap.isWorthIt()).isTrue();
		ran(0, 50);
		assertThat(this.nap.isWorthIt()).isFalse();
	}

	@Test
	void thoseThatAreDueSoonAfterTheFirstAreWorthAWait() {
		ran(100, 100);
		place(70, 1);
		place(72, 1);
		List<TimerEntry> last = place(73, 1);
		assertThat(this.nap.until(70)).isEqualTo(73);
		last.forEach(this.wheel::remove);
		assertThat(this.nap.until(70)).isEqualTo(72);
	}

	@Test
	void whatHasCompanyEnoughIsNotDelayed() {
		ran(100, 100);
		place(70, 3990);
		place(71, 11);
		assertThat(this.nap.until(70)).isEqualTo(70);
	}

	@Test
	void noMoreWaitForEachOtherThanTakeAMillisecond() {
		place(70, 150);
		place(71, 50);
		place(72, 1);
		ranEach(5_000);
		assertThat(this.nap.until(70)).isEqualTo(71);
		ranEach(4_000);
		assertThat(this.nap.until(70)).isEqualTo(72);
	}

	@Test
	void noMoreThanAThousandThatACrewRunsWaitForEachOther() {
		for (int i = 0; i < 100; i++) {
			this.nap.ran(100, 100, 0, 1);
		}
		place(70, 850);
		place(71, 100);
		place(72, 60);
		assertThat(this.nap.until(70)).isEqualTo(71);
	}

	@Test
	void clustersThatHaveAnotherNotFarBehindNearItNowAndThen() {
		ran(100, 100);
		place(70, 2000);
		place(81, 2000);
		assertThat(looks(70)).containsExactlyInAnyOrder(70L, 73L);
	}

	@Test
	void whatIsFarBehindIsNotNeared() {
		ran(100, 100);
		place(70, 2000);
		place(82, 2000);
		assertThat(looks(70)).containsExactly(70L);
	}

	@Test
	void whatIsTooLargeForOneClusterIsNotNeared() {
		ran(100, 100);
		place(70, 2000);
		place(78, 1000);
		place(81, 1001);
		assertThat(looks(70)).containsExactly(70L);
	}

	@Test
	void whatIsStillOnAHigherLevelIsNotWaitedFor() {
		ran(100, 100);
		place(255, 1);
		place(256, 1);
		place(260, 1);
		assertThat(looks(255)).containsExactly(255L);
		assertThat(this.nap.until(TimerWheel.NEVER)).isEqualTo(TimerWheel.NEVER);
	}

	@Test
	void thoseThatCountFromTheirLatestRunBecomeFewClusters() {
		int tasks = 10_000;
		for (int i = 0; i < tasks; i++) {
			place(1 + i % PERIOD, 1);
		}
		long now = 0;
		while (now < 100 * PERIOD) {
			now = look(now, true);
		}
		this.looks = 0;
		long begun = now;
		while (now < begun + 100 * PERIOD) {
			now = look(now, true);
		}
		// Whoever waits four at a time, as at the beginning, needs 25.
		assertThat(this.looks / 100).isBetween(2, 5);
	}

	@Test
	void thoseThatKeepToAGridAreNoLaterThanANapLasts() {
		int tasks = 10_000;
		for (int i = 0; i < tasks; i++) {
			place(1 + i % PERIOD, 1);
		}
		long now = 0;
		while (now < 100 * PERIOD) {
			now = look(now, false);
		}
		assertThat(this.looks / 100).isEqualTo(PERIOD / Nap.SPAN);
	}

	/** Runs what is due next, and schedules it anew. */
	private long look(long before, boolean fromNow) {
		long next = this.wheel.next();
		long now = this.nap.isWorthIt() ? this.nap.until(next) : next;
		assertThat(now).isBetween(next, next + Nap.SPAN - 1);
		Map<Long, Integer> ran = new HashMap<>();
		for (Slot slot = this.wheel.poll(now); slot != null; slot = this.wheel.poll(now)) {
			slot.forEach((entry) -> {
				entry.leave();
				ran.merge(entry.tick, 1, Integer::sum);
			});
		}
		ran.forEach((tick, count) -> place((fromNow ? now : tick) + PERIOD, count));
		this.nap.ran(ran.values().stream().mapToInt(Integer::intValue).sum(), 0, 0, now - before);
		this.looks++;
		return now;
	}

	private Set<Long> looks(long next) {
		return IntStream.range(0, 20).mapToObj((i) -> this.nap.until(next)).collect(Collectors.toSet());
	}

	private void ran(int count, int ticks) {
		for (int i = 0; i < ticks; i++) {
			this.nap.ran(count, 0, 0, 1);
		}
	}

	private void ranEach(long nanos) {
		this.nap.ran(100_000, 0, 100_000 * nanos, 1000);
	}

	private List<TimerEntry> place(long tick, int count) {
		List<TimerEntry> placed = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			TimerEntry entry = new TimerEntry(this.timer, tick, () -> {
			}, null);
			this.wheel.place(entry);
			placed.add(entry);
		}
		return placed;
	}

}
