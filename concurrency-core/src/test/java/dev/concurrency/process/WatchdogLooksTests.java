package dev.concurrency.process;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.concurrency.time.TimeSource;
import dev.concurrency.time.Timer;

import static org.assertj.core.api.Assertions.assertThat;

/** How the watchdog looks, and at how many. */
class WatchdogLooksTests implements TimeSource, Timer {

	private static final long PERIOD = Duration.ofMillis(50).toNanos();

	private final Deque<Runnable> looks = new ArrayDeque<>();

	private final List<ProcessEvent> events = new ArrayList<>();

	private final ProcessRecord record = new ProcessRecord(ProcessKind.SINK, ProcessPath.ROOT.child("s"), this,
			this.events::add, Runnable::run, null);

	private final Watchdog watchdog = new Watchdog(this, this, WatchdogSettings.defaults());

	private long now;

	private boolean closed;

	private boolean noThread;

	@Test
	void whatPassesWhileTheWholeJvmStandsStillIsNobodysCall() {
		Seat seat = this.watchdog.enter(this.record, true);
		look(PERIOD);
		look(Duration.ofHours(1).toNanos());
		assertThat(this.record.snapshot((status) -> status, new KindSnapshot.None(), List.of()).stalls()).isZero();
		look(PERIOD);
		look(PERIOD);
		assertThat(this.events).hasOnlyElementsOfType(ProcessEvent.Stalled.class).hasSize(1);
		seat.leave();
	}

	@Test
	void twoCallsOfOneProcessInARowAreTwo() {
		for (int i = 0; i < 20; i++) {
			Seat seat = this.watchdog.enter(this.record, true);
			look(PERIOD);
			look(PERIOD);
			seat.leave();
		}
		assertThat(this.events).isEmpty();
	}

	@Test
	void asManyAreSeenAsThereAreInCallsAtOnce() {
		Seats seats = new Seats();
		List<Seat> taken = IntStream.range(0, 1000)
			.mapToObj((i) -> seats.take(CallRow.of(new Thread("t" + i), this.record, true)))
			.toList();
		assertThat(taken).doesNotHaveDuplicates().doesNotContain(Seat.NONE);
		Sighting.Look look = new Sighting.Look(2 * PERIOD, WatchdogSettings.defaults());
		for (int i = 0; i < 3; i++) {
			assertThat(seats.look(look)).isTrue();
		}
		assertThat(this.events).hasSize(1000);
		taken.forEach(Seat::leave);
		assertThat(seats.look(look)).isFalse();
	}

	@Test
	void theSeatThatAThreadHadIsFreeForItAgain() {
		Seat seat = this.watchdog.enter(this.record, true);
		seat.leave();
		assertThat(this.watchdog.enter(this.record, true)).isSameAs(seat);
	}

	@Test
	void whoComesWhileItFallsAsleepWakesIt() {
		this.watchdog.enter(this.record, true).leave();
		look(PERIOD);
		assertThat(this.looks).as("one more look").hasSize(1);
		Seat seat = this.watchdog.enter(this.record, true);
		for (int i = 0; i < 6; i++) {
			look(PERIOD);
		}
		assertThat(this.events).hasSize(1);
		seat.leave();
	}

	@Test
	void oneLookIsToComeHoweverManyShortCallsThereAre() {
		for (int i = 0; i < 20; i++) {
			this.watchdog.enter(this.record, true).leave();
			this.watchdog.enter(this.record, true).leave();
			assertThat(this.looks).hasSize(1);
			look(PERIOD);
		}
		look(PERIOD);
		assertThat(this.looks).as("asleep").isEmpty();
	}

	@Test
	void whoLeavesWhileItsStackIsTakenHasNotStalled() {
		Seats seats = new Seats();
		List<Seat> taken = new ArrayList<>();
		Thread thread = new Thread("t") {
			@Override
			public StackTraceElement[] getStackTrace() {
				taken.get(0).leave();
				return super.getStackTrace();
			}
		};
		taken.add(seats.take(CallRow.of(thread, this.record, true)));
		Sighting.Look look = new Sighting.Look(2 * PERIOD, WatchdogSettings.defaults());
		for (int i = 0; i < 3; i++) {
			seats.look(look);
		}
		assertThat(this.events).isEmpty();
	}

	@Test
	void whoBeginsATurnLongAfterItsThreadWasWokenIsSeen() throws Exception {
		try (SharedPool pool = new SharedPool(1, "shared-", getClass().getClassLoader(), this)) {
			this.watchdog.watch(pool);
			CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
			pool.execute(() -> {
				SharedPool.run(() -> {
					// The watchdog sees nobody, twice.
					look(PERIOD);
					look(PERIOD);
					ProcessContext before = IncarnationContext.enter(new TestCallee(this.record));
					for (int i = 0; i < 6; i++) {
						look(PERIOD);
					}
					IncarnationContext.leave(before);
				});
				over.complete(null);
			});
			over.get(20, TimeUnit.SECONDS);
		}
		assertThat(this.events).hasOnlyElementsOfType(ProcessEvent.Stalled.class).hasSize(1);
	}

	@Test
	void thatACallIsOverIsSeenSoonHoweverLongItMayTake() {
		WatchdogSettings patient = new WatchdogSettings(true, Duration.ofHours(1), Duration.ofHours(1));
		assertThat(patient.periodNanos()).isEqualTo(Duration.ofSeconds(1).toNanos());
	}

	@Test
	void nobodyFailsForItOnceItsTimerIsClosed() {
		this.closed = true;
		this.watchdog.enter(this.record, true).leave();
		this.watchdog.enter(this.record, true).leave();
		assertThat(this.looks).isEmpty();
	}

	@Test
	void whoCannotBeLookedAtForWantOfAThreadIsLookedAtLater() {
		this.noThread = true;
		this.watchdog.enter(this.record, true).leave();
		assertThat(this.looks).isEmpty();
		this.noThread = false;
		this.watchdog.enter(this.record, true).leave();
		assertThat(this.looks).hasSize(1);
	}

	@Test
	void twoCallsOfOneProcessInOneRowAreTwo() {
		CallRow row = Objects.requireNonNull(this.watchdog.row(true));
		TestCallee callee = new TestCallee(this.record);
		for (int i = 0; i < 20; i++) {
			ProcessContext before = row.enter(callee, callee);
			look(PERIOD);
			look(PERIOD);
			row.leave(before);
		}
		assertThat(this.events).isEmpty();
		ProcessContext before = row.enter(callee, callee);
		for (int i = 0; i < 6; i++) {
			look(PERIOD);
		}
		assertThat(this.events).hasSize(1);
		row.leave(before);
		row.end();
	}

	@Test
	void whereAllSeatsAreTakenThereIsNoPlaceForARow() {
		List<Seat> taken = new ArrayList<>();
		Seat seat = this.watchdog.enter(this.record, true);
		while (seat != Seat.NONE) {
			taken.add(seat);
			seat = this.watchdog.enter(this.record, true);
		}
		assertThat(this.watchdog.row(true)).isNull();
		assertThat(IncarnationContext.current()).isNull();
		taken.forEach(Seat::leave);
	}

	/** So much time passes, and who is due looks. */
	private void look(long nanos) {
		this.now += nanos;
		List<Runnable> due = List.copyOf(this.looks);
		this.looks.clear();
		due.forEach(Runnable::run);
	}

	@Override
	public Timeout schedule(long delayNanos, Runnable task) {
		if (this.closed) {
			throw new RejectedExecutionException("closed");
		}
		if (this.noThread) {
			throw new OutOfMemoryError("unable to create native thread");
		}
		this.looks.add(task);
		return () -> this.looks.remove(task);
	}

	@Override
	public void close() {
		this.closed = true;
	}

	@Override
	public long nanoTime() {
		return this.now;
	}

	@Override
	public Instant instant() {
		return Instant.EPOCH.plusNanos(this.now);
	}

	@Override
	public void park(Object blocker, long nanos) {
		throw new UnsupportedOperationException();
	}

}
