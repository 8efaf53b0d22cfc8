package dev.concurrency.time.wheel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.concurrency.time.TimeSource;

import static org.assertj.core.api.Assertions.assertThat;

class TimerWheelTests {

	private static final int HISTORIES = 200;

	private static final int STEPS = 400;

	private final WheelTimer timer = new WheelTimer(TimeSource.system(), Thread::new);

	private final TimerWheel wheel = new TimerWheel();

	/** What is left of the chain that was polled last. */
	private @Nullable WheelEntry chain;

	@Test
	void anEmptyWheelHasNothingToDo() {
		assertThat(this.wheel.next()).isEqualTo(TimerWheel.NEVER);
		assertThat(poll(1_000_000)).isNull();
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 63, 64, 65, 255, 256, 257, 65_535, 65_536, 65_537, 100_000, 16_777_216, 3_600_000,
			9_223_372_036_854L })
	void anEntryIsDueAtItsTickAndNotBefore(long tick) {
		WheelEntry entry = place(tick);
		assertThat(poll(tick - 1)).isNull();
		assertThat(this.wheel.next()).isEqualTo(tick);
		assertThat(poll(tick)).isSameAs(entry);
		assertThat(this.wheel.next()).isEqualTo(TimerWheel.NEVER);
	}

	@Test
	void whatIsDueAlreadyComesAtOnce() {
		assertThat(poll(100)).isNull();
		WheelEntry entry = place(100);
		WheelEntry other = place(0);
		assertThat(this.wheel.next()).isEqualTo(100);
		assertThat(poll(100)).isSameAs(entry);
		assertThat(poll(100)).isSameAs(other);
	}

	@Test
	void thoseOfOneTickComeInTheirOrderThoughTheFirstWasPlacedFarAhead() {
		WheelEntry first = place(5000);
		assertThat(poll(4990)).isNull();
		WheelEntry second = place(5000);
		assertThat(poll(5000)).isSameAs(first);
		assertThat(poll(5000)).isSameAs(second);
	}

	@Test
	void aLongSleepEndsWithEverythingInOrder() {
		List<WheelEntry> entries = new ArrayList<>();
		for (long tick = 1; tick < 1_000_000_000; tick = tick * 7 + 1) {
			entries.add(0, place(tick));
		}
		entries.sort(Comparator.comparingLong((entry) -> entry.tick));
		for (WheelEntry entry : entries) {
			assertThat(poll(Long.MAX_VALUE - 1)).isSameAs(entry);
		}
	}

	@Test
	void allOfOneTickComeTogetherAndThoseOfTheNextDoNot() {
		WheelEntry first = place(70);
		WheelEntry second = place(70);
		place(71);
		WheelEntry polled = this.wheel.poll(71);
		assertThat(polled).isSameAs(first);
		assertThat(first.letGo()).isSameAs(second);
		assertThat(second.letGo()).isNull();
	}

	/** Else it would take the others of its slot along. */
	@Test
	void whatHasComeIsInNoSlotAnyMore() {
		WheelEntry gone = place(70);
		poll(70);
		WheelEntry later = place(70 + 256);
		this.wheel.remove(gone);
		assertThat(poll(70 + 256)).isSameAs(later);
	}

	@Test
	void whatIsRemovedNeverComesAndMayBeRemovedAgain() {
		WheelEntry entry = place(70);
		WheelEntry other = place(70);
		this.wheel.remove(entry);
		this.wheel.remove(entry);
		assertThat(poll(70)).isSameAs(other);
		this.wheel.remove(other);
		assertThat(poll(1000)).isNull();
	}

	/** The driver is not woken for what is gone. */
	@Test
	void aSlotThatWasEmptiedIsNoReasonToWake() {
		this.wheel.remove(place(70));
		this.wheel.remove(place(7));
		assertThat(this.wheel.next()).isEqualTo(TimerWheel.NEVER);
	}

	@Test
	void thoseThatAreDueSoonAfterTheFirstAreWorthAWait() {
		place(70);
		place(72);
		WheelEntry last = place(73);
		place(74);
		assertThat(this.wheel.together(70, 4, 10)).isEqualTo(73);
		this.wheel.remove(last);
		assertThat(this.wheel.together(70, 4, 10)).isEqualTo(72);
	}

	@Test
	void whatHasComeIsNotWaitedFor() {
		place(70);
		place(71);
		while (poll(300) != null) {
			// All that there is.
		}
		place(70 + 256);
		place(71 + 256);
		place(72 + 256);
		assertThat(this.wheel.together(70 + 256, 4, 2)).isEqualTo(71 + 256);
	}

	@Test
	void whatIsDueWaitsForNobody() {
		assertThat(poll(100)).isNull();
		place(100);
		place(101);
		assertThat(this.wheel.together(this.wheel.next(), 4, 10)).isEqualTo(100);
	}

	@Test
	void noMoreWaitForEachOtherThanMayLeaveTogether() {
		WheelEntry first = place(70);
		place(70);
		place(71);
		place(73);
		assertThat(this.wheel.together(70, 4, 4)).isEqualTo(73);
		assertThat(this.wheel.together(70, 4, 3)).isEqualTo(71);
		assertThat(this.wheel.together(70, 4, 1)).isEqualTo(70);
		this.wheel.remove(first);
		assertThat(this.wheel.together(70, 4, 3)).isEqualTo(73);
	}

	@Test
	void whatIsStillOnAHigherLevelIsNotWaitedFor() {
		place(255);
		place(256);
		assertThat(this.wheel.together(255, 4, 10)).isEqualTo(255);
		assertThat(this.wheel.together(256, 4, 10)).isEqualTo(256);
		assertThat(this.wheel.together(TimerWheel.NEVER, 4, 10)).isEqualTo(TimerWheel.NEVER);
	}

	/** Against a list that is searched. */
	@Test
	void randomHistoriesAgreeWithASimpleModel() {
		for (int seed = 0; seed < HISTORIES; seed++) {
			new History(new Random(seed)).run();
		}
	}

	private @Nullable WheelEntry poll(long now) {
		return poll(this.wheel, now);
	}

	private @Nullable WheelEntry poll(TimerWheel polled, long now) {
		WheelEntry entry = (this.chain != null) ? this.chain : polled.poll(now);
		this.chain = (entry != null) ? entry.letGo() : null;
		return entry;
	}

	private WheelEntry place(long tick) {
		WheelEntry entry = new TimerEntry(this.timer, tick, () -> {
		}, null);
		this.wheel.place(entry);
		return entry;
	}

	private final class History {

		private final TimerWheel wheel = new TimerWheel();

		private final List<WheelEntry> model = new ArrayList<>();

		private final Random random;

		private long now;

		History(Random random) {
			this.random = random;
		}

		void run() {
			for (int i = 0; i < STEPS; i++) {
				int choice = this.random.nextInt(10);
				if (choice < 5) {
					place();
				}
				else if (choice < 7) {
					remove();
				}
				else {
					advance();
				}
				assertThat(this.wheel.next()).isLessThanOrEqualTo(earliest());
				assertThat(this.wheel.next() == TimerWheel.NEVER).isEqualTo(this.model.isEmpty());
				waitTogether();
			}
		}

		private void place() {
			// Of all magnitudes, most of them near.
			long ahead = this.random.nextLong() >>> (20 + this.random.nextInt(44));
			WheelEntry entry = new TimerEntry(TimerWheelTests.this.timer, this.now + ahead, () -> {
			}, null);
			this.wheel.place(entry);
			this.model.add(entry);
		}

		private void remove() {
			if (!this.model.isEmpty()) {
				this.wheel.remove(this.model.remove(this.random.nextInt(this.model.size())));
			}
		}

		private void advance() {
			this.now += this.random.nextLong() >>> (40 + this.random.nextInt(24));
			long last = -1;
			for (WheelEntry entry = poll(); entry != null; entry = poll()) {
				assertThat(entry.tick).isBetween(last, this.now);
				assertThat(this.model.remove(entry)).isTrue();
				last = entry.tick;
			}
			assertThat(earliest()).isGreaterThan(this.now);
		}

		private @Nullable WheelEntry poll() {
			return TimerWheelTests.this.poll(this.wheel, this.now);
		}

		private void waitTogether() {
			long next = this.wheel.next();
			int span = 1 + this.random.nextInt(300);
			int most = 1 + this.random.nextInt(5);
			List<Long> near = this.model.stream()
				.map((entry) -> entry.tick)
				.filter((tick) -> tick > this.now && tick - next < span && tick >>> 8 == this.now >>> 8)
				.sorted()
				.toList();
			long expected = next;
			for (long tick : near) {
				long count = near.stream().filter((other) -> other <= tick).count();
				expected = (count <= most) ? tick : expected;
			}
			assertThat(this.wheel.together(next, span, most)).isEqualTo((next > this.now) ? expected : next);
		}

		private long earliest() {
			return this.model.stream().mapToLong((entry) -> entry.tick).min().orElse(Long.MAX_VALUE);
		}

	}

}
