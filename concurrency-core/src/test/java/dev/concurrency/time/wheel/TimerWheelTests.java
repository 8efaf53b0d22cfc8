package dev.concurrency.time.wheel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

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

	/** What is left of the slot that was polled last. */
	private final Deque<TimerEntry> polled = new ArrayDeque<>();

	@Test
	void anEmptyWheelHasNothingToDo() {
		assertThat(this.wheel.next()).isEqualTo(TimerWheel.NEVER);
		assertThat(poll(1_000_000)).isNull();
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 63, 64, 65, 255, 256, 257, 65_535, 65_536, 65_537, 100_000, 16_777_216, 3_600_000,
			9_223_372_036_854L })
	void anEntryIsDueAtItsTickAndNotBefore(long tick) {
		TimerEntry entry = place(tick);
		assertThat(poll(tick - 1)).isNull();
		assertThat(this.wheel.next()).isEqualTo(tick);
		assertThat(poll(tick)).isSameAs(entry);
		assertThat(this.wheel.next()).isEqualTo(TimerWheel.NEVER);
	}

	@Test
	void whatIsDueAlreadyComesAtOnce() {
		assertThat(poll(100)).isNull();
		TimerEntry entry = place(100);
		TimerEntry other = place(0);
		assertThat(this.wheel.next()).isEqualTo(100);
		assertThat(poll(100)).isSameAs(entry);
		assertThat(poll(100)).isSameAs(other);
	}

	@Test
	void theLowestLevelGoesRound() {
		assertThat(poll(250)).isNull();
		TimerEntry later = place(300);
		TimerEntry sooner = place(251);
		TimerEntry last = place(505);
		assertThat(this.wheel.next()).isEqualTo(251);
		assertThat(poll(505)).isSameAs(sooner);
		assertThat(this.wheel.next()).isEqualTo(300);
		assertThat(poll(505)).isSameAs(later);
		assertThat(this.wheel.next()).isEqualTo(505);
		assertThat(poll(505)).isSameAs(last);
	}

	/** However many are cancelled while a slot lasts, it does not grow. */
	@Test
	void whatWasRemovedMakesRoomAndTheRestKeepsItsOrder() {
		Slot slot = new Slot(3);
		List<TimerEntry> kept = new ArrayList<>();
		for (int i = 0; i < 10_000; i++) {
			TimerEntry entry = entry(5000);
			slot.add(entry);
			if (i % 1000 == 0) {
				kept.add(entry);
			}
			else {
				slot.remove(entry.index());
			}
		}
		assertThat(slot.end()).isLessThan(64);
		slot.remove(kept.remove(5).index());
		assertThat(entries(slot)).isEqualTo(kept);
		assertThat(slot.count()).isEqualTo(9);
	}

	/** A million were cancelled, say, hours before it is emptied. */
	@Test
	void aSlotGivesBackTheRoomOfWhatWasRemoved() {
		Slot slot = new Slot(3);
		List<TimerEntry> added = new ArrayList<>();
		for (int i = 0; i < 10_000; i++) {
			TimerEntry entry = entry(5000);
			slot.add(entry);
			added.add(entry);
		}
		List<TimerEntry> kept = List.of(added.remove(0), added.remove(4000), added.remove(9997));
		added.forEach((entry) -> slot.remove(entry.index()));
		assertThat(slot.end()).isLessThan(16);
		assertThat(entries(slot)).isEqualTo(kept);
	}

	@Test
	void thoseOfOneTickComeInTheirOrderThoughTheFirstWasPlacedFarAhead() {
		TimerEntry first = place(5000);
		assertThat(poll(4990)).isNull();
		TimerEntry second = place(5000);
		assertThat(poll(5000)).isSameAs(first);
		assertThat(poll(5000)).isSameAs(second);
	}

	/** The second goes onto the lowest level while the first still lies above that. */
	@ParameterizedTest
	@ValueSource(longs = { 4864, 4865, 5000 })
	void thoseOfOneTickComeInTheirOrderThoughOnlyTheSecondWasPlacedNear(long tick) {
		TimerEntry first = place(tick);
		TimerEntry other = place(4900);
		assertThat(poll(4800)).isNull();
		TimerEntry second = place(tick);
		TimerEntry near = place(4901);
		assertThat(entriesUntil(5000)).containsExactlyInAnyOrder(first, other, second, near)
			.containsSubsequence(first, second)
			.containsSubsequence(other, near);
	}

	@Test
	void aLongSleepEndsWithEverythingInOrder() {
		List<TimerEntry> entries = new ArrayList<>();
		for (long tick = 1; tick < 1_000_000_000; tick = tick * 7 + 1) {
			entries.add(0, place(tick));
		}
		entries.sort(Comparator.comparingLong((entry) -> entry.tick));
		for (TimerEntry entry : entries) {
			assertThat(poll(Long.MAX_VALUE - 1)).isSameAs(entry);
		}
	}

	@Test
	void allOfOneTickComeTogetherAndThoseOfTheNextDoNot() {
		TimerEntry first = place(70);
		TimerEntry second = place(70);
		place(71);
		Slot slot = Objects.requireNonNull(this.wheel.poll(71));
		assertThat(entries(slot)).containsExactly(first, second);
		assertThat(slot.count()).isEqualTo(2);
	}

	/** Else it would take the others of its slot along. */
	@Test
	void whatHasComeIsInNoSlotAnyMore() {
		TimerEntry gone = place(70);
		poll(70);
		TimerEntry later = place(70 + 256);
		this.wheel.remove(gone);
		assertThat(poll(70 + 256)).isSameAs(later);
	}

	@Test
	void whatIsRemovedNeverComesAndMayBeRemovedAgain() {
		TimerEntry entry = place(70);
		TimerEntry other = place(70);
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
	void whatIsDueAtATickIsCountedWhileItIsOnTheLowestLevelAndToCome() {
		place(70);
		TimerEntry other = place(70);
		place(255);
		place(256);
		assertThat(this.wheel.dueAt(70)).isEqualTo(2);
		assertThat(this.wheel.dueAt(71)).isZero();
		assertThat(this.wheel.dueAt(255)).isEqualTo(1);
		assertThat(this.wheel.dueAt(256)).isZero();
		assertThat(this.wheel.dueAt(70 + 256)).isZero();
		this.wheel.remove(other);
		assertThat(this.wheel.dueAt(70)).isEqualTo(1);
		assertThat(entriesUntil(70)).hasSize(1);
		assertThat(this.wheel.dueAt(70)).isZero();
		assertThat(this.wheel.dueAt(256)).as("still on the level that it was placed on").isZero();
		place(256);
		assertThat(this.wheel.dueAt(256)).isEqualTo(1);
		place(60 + 256);
		assertThat(this.wheel.dueAt(60)).as("over").isZero();
	}

	/** Against a list that is searched. */
	@Test
	void randomHistoriesAgreeWithASimpleModel() {
		for (int seed = 0; seed < HISTORIES; seed++) {
			new History(new Random(seed)).run();
		}
	}

	private @Nullable TimerEntry poll(long now) {
		return poll(this.wheel, now);
	}

	private @Nullable TimerEntry poll(TimerWheel wheel, long now) {
		Slot slot = this.polled.isEmpty() ? wheel.poll(now) : null;
		if (slot != null) {
			List<TimerEntry> entries = entries(slot);
			entries.forEach(WheelEntry::leave);
			this.polled.addAll(entries);
		}
		return this.polled.poll();
	}

	private List<TimerEntry> entriesUntil(long now) {
		return Stream.generate(() -> poll(now)).takeWhile(Objects::nonNull).toList();
	}

	private static List<TimerEntry> entries(Slot slot) {
		List<TimerEntry> entries = new ArrayList<>();
		slot.forEach((entry) -> entries.add((TimerEntry) entry));
		return entries;
	}

	private TimerEntry place(long tick) {
		TimerEntry entry = entry(tick);
		this.wheel.place(entry);
		return entry;
	}

	private TimerEntry entry(long tick) {
		return new TimerEntry(this.timer, tick, () -> {
		}, null);
	}

	private final class History {

		private final TimerWheel wheel = new TimerWheel();

		private final List<TimerEntry> model = new ArrayList<>();

		/** Those that went onto the lowest level at once. */
		private final Set<TimerEntry> near = new HashSet<>();

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
				count();
			}
		}

		private void place() {
			long ahead = anyDelay();
			TimerEntry entry = entry(this.now + ahead);
			this.wheel.place(entry);
			this.model.add(entry);
			if (ahead < 256) {
				this.near.add(entry);
			}
		}

		/** Of all magnitudes, most of them near; some are due when another is. */
		private long anyDelay() {
			if (!this.model.isEmpty() && this.random.nextInt(3) == 0) {
				return this.model.get(this.random.nextInt(this.model.size())).tick - this.now;
			}
			return this.random.nextLong() >>> (20 + this.random.nextInt(44));
		}

		private void remove() {
			if (!this.model.isEmpty()) {
				this.wheel.remove(this.model.remove(this.random.nextInt(this.model.size())));
			}
		}

		private void advance() {
			this.now += this.random.nextLong() >>> (40 + this.random.nextInt(24));
			long last = -1;
			for (TimerEntry entry = poll(); entry != null; entry = poll()) {
				assertThat(entry.tick).isBetween(last, this.now);
				assertThat(entry).isSameAs(firstOf(entry.tick));
				this.model.remove(entry);
				last = entry.tick;
			}
			assertThat(earliest()).isGreaterThan(this.now);
		}

		/** Those of one tick come in the order in which they were placed. */
		private TimerEntry firstOf(long tick) {
			return this.model.stream().filter((entry) -> entry.tick == tick).findFirst().orElseThrow();
		}

		private @Nullable TimerEntry poll() {
			return TimerWheelTests.this.poll(this.wheel, this.now);
		}

		private void count() {
			long tick = this.now + this.random.nextInt(300) - 10;
			long expected = this.model.stream()
				.filter((entry) -> entry.tick == tick && tick > this.now && isOnLowestLevel(entry))
				.count();
			assertThat(this.wheel.dueAt(tick)).isEqualTo((int) expected);
		}

		private boolean isOnLowestLevel(TimerEntry entry) {
			return this.near.contains(entry) || entry.tick >>> 8 == this.now >>> 8;
		}

		private long earliest() {
			return this.model.stream().mapToLong((entry) -> entry.tick).min().orElse(Long.MAX_VALUE);
		}

	}

}
