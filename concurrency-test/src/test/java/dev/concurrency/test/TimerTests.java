package dev.concurrency.test;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.time.Timer;
import dev.concurrency.time.wheel.WheelTimer;
import dev.concurrency.time.wheel.Lap;
import dev.concurrency.time.wheel.LapTask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The timer of a runtime, on a clock that the test moves. */
@Timeout(30)
class TimerTests {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private static final long MILLI = Duration.ofMillis(1).toNanos();

	/** A level of the wheel ends at each of these ticks, where the driver looks. */
	private static final Duration LOOK = Duration.ofMillis(768);

	private final ManualTime time = new ManualTime();

	private final ParkProbe clock = new ParkProbe(this.time);

	private final AtomicInteger threads = new AtomicInteger();

	private final BlockingQueue<String> ran = new LinkedBlockingQueue<>();

	private final BlockingQueue<Throwable> uncaught = new LinkedBlockingQueue<>();

	private final Timer timer = Timer.create(this.clock, this::thread);

	@AfterEach
	void close() {
		this.timer.close();
	}

	@Test
	void aTaskRunsWhenItsTimeHasComeAndNotBefore() throws InterruptedException {
		schedule(SECOND, "task");
		sleeps(LOOK.toNanos());
		this.time.advance(LOOK);
		sleeps(232 * MILLI);
		this.time.advance(Duration.ofNanos(232 * MILLI - 1));
		assertThat(this.ran).isEmpty();
		this.time.advance(Duration.ofNanos(1));
		assertThat(next()).isEqualTo("task");
	}

	@Test
	void aTaskIsDueAtTheFirstWholeMillisecondAfterItsDelay() {
		schedule(5 * MILLI + 1, "task");
		sleeps(6 * MILLI);
	}

	@Test
	void whatIsDueAtOnceNeedsNoTime() throws InterruptedException {
		schedule(0, "zero");
		assertThat(next()).isEqualTo("zero");
		schedule(-1, "negative");
		assertThat(next()).isEqualTo("negative");
	}

	@Test
	void whatIsDueTogetherIsHandedToItsCrewTogether() throws InterruptedException {
		BlockingQueue<Integer> batches = new LinkedBlockingQueue<>();
		Timer.Crew crew = (tasks) -> {
			tasks.forEach(Runnable::run);
			batches.add(tasks.size());
		};
		for (int i = 0; i < 100; i++) {
			this.timer.schedule(MILLI, () -> this.ran.add("task"), crew);
		}
		Timer.Timeout cancelled = this.timer.schedule(MILLI, () -> this.ran.add("cancelled"), crew);
		this.timer.schedule(2 * MILLI, () -> this.ran.add("later"), crew);
		assertThat(cancelled.cancel()).isTrue();
		sleeps(MILLI);
		this.time.advance(Duration.ofNanos(MILLI));
		assertThat(batches.poll(20, TimeUnit.SECONDS)).isEqualTo(100);
		sleeps(MILLI);
		this.time.advance(Duration.ofNanos(MILLI));
		assertThat(batches.poll(20, TimeUnit.SECONDS)).isEqualTo(1);
		assertThat(this.ran).hasSize(101).doesNotContain("cancelled").endsWith("later");
	}

	@Test
	void itLooksLessOftenWhileManyAreDueAtEachLook() throws InterruptedException {
		BlockingQueue<Integer> batches = manyAtEachOf(23, (tick) -> 160);
		schedule(24 * MILLI, "few");
		schedule(25 * MILLI, "alone");
		for (int i = 0; i < 12; i++) {
			pass(1, batches, 160);
		}
		pass(4, batches, 4 * 160);
		pass(4, batches, 4 * 160);
		pass(4, batches, 3 * 160);
		assertThat(next()).isEqualTo("few");
		pass(1, batches, 0);
		assertThat(next()).isEqualTo("alone");
		schedule(MILLI, "in time");
		pass(1, batches, 0);
		assertThat(next()).isEqualTo("in time");
	}

	@Test
	void itLooksLessOftenWhileManyAreDueInTheMean() throws InterruptedException {
		IntUnaryOperator many = (tick) -> (tick % 2 == 0) ? 340 : 20;
		BlockingQueue<Integer> batches = manyAtEachOf(16, many);
		for (int i = 1; i <= 12; i++) {
			pass(1, batches, many.applyAsInt(i));
		}
		pass(4, batches, 20 + 340 + 20 + 340);
	}

	@Test
	void whatIsScheduledWhileItLooksLessOftenIsInTime() throws InterruptedException {
		BlockingQueue<Integer> batches = manyAtEachOf(16, (tick) -> 160);
		for (int i = 0; i < 12; i++) {
			pass(1, batches, 160);
		}
		sleeps(4 * MILLI);
		schedule(MILLI, "new");
		pass(1, batches, 160);
		assertThat(next()).isEqualTo("new");
	}

	@Test
	void whatIsScheduledLateInANapAndDueSoonAfterItIsInTime() throws InterruptedException {
		BlockingQueue<Integer> batches = manyAtEachOf(20, (tick) -> 160);
		for (int i = 0; i < 12; i++) {
			pass(1, batches, 160);
		}
		sleeps(4 * MILLI);
		this.time.advance(Duration.ofMillis(3));
		schedule(2 * MILLI, "soon");
		this.time.advance(Duration.ofMillis(1));
		pass(1, batches, 5 * 160);
		assertThat(next()).isEqualTo("soon");
		pass(3, batches, 3 * 160);
	}

	@Test
	void whatATaskSchedulesForLessThanANapIsInTimeHoweverLongNothingIsDueBefore() throws InterruptedException {
		BlockingQueue<Integer> batches = manyAtEachOf(18, (tick) -> (tick <= 12) ? 160 : (tick == 18) ? 300 : 0);
		scheduledHalfway(12, 3 * MILLI);
		for (int i = 0; i < 12; i++) {
			pass(1, batches, 160);
		}
		sleeps(4 * MILLI - MILLI / 2);
		this.time.advance(Duration.ofNanos(4 * MILLI - MILLI / 2));
		assertThat(next()).isEqualTo("in time");
	}

	@Test
	void whatATaskSchedulesForAsLongAsANapDoesNotKeepItAwake() throws InterruptedException {
		BlockingQueue<Integer> batches = manyAtEachOf(20, (tick) -> 160);
		scheduledHalfway(12, 4 * MILLI);
		for (int i = 0; i < 12; i++) {
			pass(1, batches, 160);
		}
		sleeps(4 * MILLI - MILLI / 2);
	}

	/** By a task that takes half a millisecond. */
	private void scheduledHalfway(int tick, long delayNanos) {
		Timer.Timeout unused = this.timer.schedule(tick * MILLI, () -> {
			this.time.advance(Duration.ofNanos(MILLI / 2));
			schedule(delayNanos, "in time");
		});
	}

	/** As the looks at a crew are. */
	@Test
	void whatIsScheduledForAsLongAsANapDoesNotKeepItAwake() throws InterruptedException {
		BlockingQueue<Integer> batches = manyAtEachOf(20, (tick) -> 160);
		for (int i = 0; i < 12; i++) {
			pass(1, batches, 160);
		}
		sleeps(4 * MILLI);
		schedule(4 * MILLI, "look");
		pass(4, batches, 4 * 160);
		assertThat(next()).isEqualTo("look");
		pass(4, batches, 4 * 160);
	}

	@Test
	void oneWakeIsForAllThatAreDueWithinANap() throws InterruptedException {
		BlockingQueue<Integer> batches = manyAtEachOf(27, (tick) -> switch (tick) {
			case 20, 22 -> 300;
			case 23 -> 380;
			case 24 -> 10;
			case 26 -> 900;
			case 27 -> 101;
			default -> (tick <= 12) ? 160 : 0;
		});
		for (int i = 0; i < 12; i++) {
			pass(1, batches, 160);
		}
		pass(11, batches, 300 + 300 + 380);
		pass(3, batches, 10 + 900);
		pass(1, batches, 101);
	}

	@Test
	void noMoreThanAreWorthAWakeWaitForEachOther() throws InterruptedException {
		BlockingQueue<Integer> batches = manyAtEachOf(23, (tick) -> switch (tick) {
			case 20, 22 -> 400;
			case 23 -> 250;
			default -> (tick <= 12) ? 160 : 0;
		});
		for (int i = 0; i < 12; i++) {
			pass(1, batches, 160);
		}
		pass(10, batches, 400 + 400);
		pass(1, batches, 250);
	}

	@Test
	void thoseThatTakeLongDoNotWaitForManyOthers() throws InterruptedException {
		long takes = 5_000;
		for (int i = 1; i <= 16; i++) {
			for (int j = 0; j < 160; j++) {
				this.timer.schedule(i * MILLI, () -> {
					this.time.advance(Duration.ofNanos(takes));
					this.ran.add("task");
				});
			}
		}
		long left = MILLI;
		for (int i = 0; i < 14; i++) {
			sleeps(left);
			this.time.advance(Duration.ofNanos(left));
			for (int j = 0; j < 160; j++) {
				assertThat(next()).isEqualTo("task");
			}
			left = MILLI - 160 * takes;
		}
	}

	@Test
	void manyThatHaveWaitedForThePauseOfAMachineAreNotManyAtEachTick() throws InterruptedException {
		BlockingQueue<Integer> batches = manyAtEachOf(42, (tick) -> 45);
		for (int i = 0; i < 10; i++) {
			pass(1, batches, 45);
		}
		sleeps(MILLI);
		this.time.advance(Duration.ofMillis(29));
		pass(1, batches, 30 * 45);
		pass(1, batches, 45);
	}

	@Test
	void nextToNothingThatHasWaitedForALongPauseIsNotManyAtEachTick() throws InterruptedException {
		BlockingQueue<Integer> batches = manyAtEachOf(103, (tick) -> 20);
		pass(1, batches, 20);
		sleeps(MILLI);
		this.time.advance(Duration.ofMillis(99));
		pass(1, batches, 100 * 20);
		pass(1, batches, 20);
	}

	@Test
	void whatIsDueAtEachTickIsInTimeHoweverManyThereAre() throws InterruptedException {
		BlockingQueue<Integer> ticks = new LinkedBlockingQueue<>();
		for (int i = 0; i < 160; i++) {
			this.timer.schedule(MILLI, new Runnable() {
				@Override
				public void run() {
					ticks.add(1);
					TimerTests.this.timer.schedule(MILLI, this);
				}
			});
		}
		for (int i = 0; i < 20; i++) {
			pass(1, ticks, 160);
		}
	}

	private BlockingQueue<Integer> manyAtEachOf(int ticks, IntUnaryOperator many) {
		BlockingQueue<Integer> batches = new LinkedBlockingQueue<>();
		for (int i = 1; i <= ticks; i++) {
			for (int j = 0; j < many.applyAsInt(i); j++) {
				this.timer.schedule(i * MILLI, () -> {
				}, (tasks) -> batches.add(tasks.size()));
			}
		}
		return batches;
	}

	/** Waits until the driver sleeps for so long, and until it has run so many then. */
	private void pass(long millis, BlockingQueue<Integer> batches, int count) throws InterruptedException {
		sleeps(millis * MILLI);
		this.time.advance(Duration.ofMillis(millis));
		int ran = 0;
		while (ran < count) {
			Integer batch = batches.poll(20, TimeUnit.SECONDS);
			assertThat(batch).isNotNull();
			ran += batch;
		}
		assertThat(ran).isEqualTo(count);
	}

	@Test
	void aCrewThatHasEndedWithItsTimerIsNoFault() throws Exception {
		CompletableFuture<Thread> driver = new CompletableFuture<>();
		this.timer.schedule(MILLI, () -> this.ran.add("task"), (tasks) -> {
			driver.complete(Thread.currentThread());
			throw new RejectedExecutionException("closed");
		});
		this.timer.schedule(MILLI, this.timer::close);
		sleeps(MILLI);
		this.time.advance(Duration.ofNanos(MILLI));
		Thread closed = driver.get(20, TimeUnit.SECONDS);
		closed.join(Duration.ofSeconds(20).toMillis());
		assertThat(closed.isAlive()).isFalse();
		assertThat(this.uncaught).isEmpty();
		assertThat(this.ran).isEmpty();
	}

	@Test
	void aCrewThatThrowsConcernsNoOtherTask() throws InterruptedException {
		this.timer.schedule(0, () -> this.ran.add("never"), (tasks) -> {
			throw new RejectedExecutionException("no crew");
		});
		assertThat(this.uncaught.poll(20, TimeUnit.SECONDS)).hasMessage("no crew");
		schedule(0, "task");
		assertThat(next()).isEqualTo("task");
	}

	@Test
	void tasksThatAreDueTogetherLookAtTheirMemoryBeforeTheFirstRuns() throws InterruptedException {
		one("a", () -> this.ran.add("look"), 0);
		one("b", () -> this.ran.add("look"), 0);
		sleeps(MILLI);
		this.time.advance(Duration.ofNanos(MILLI));
		for (String expected : List.of("look", "look", "look", "look", "a at 1000000", "b at 1000000")) {
			assertThat(next()).isEqualTo(expected);
		}
	}

	@Test
	void aTaskBeginsWhenTheOneBeforeItHasEnded() throws InterruptedException {
		one("a", 5);
		one("b", 0);
		this.timer.schedule(MILLI, () -> this.time.advance(Duration.ofNanos(2)));
		one("c", 0);
		sleeps(MILLI);
		this.time.advance(Duration.ofNanos(MILLI));
		assertThat(next()).isEqualTo("a at 1000000");
		assertThat(next()).as("what has passed since the end of a is not seen").isEqualTo("b at 1000000");
		assertThat(next()).as("after another sort of task").isEqualTo("c at 1000007");
	}

	@Test
	void aTaskBeginsAfterTheLookAtItsMemoryAndAfterTheTimerHasSlept() throws InterruptedException {
		one("a", () -> this.time.advance(Duration.ofNanos(1)), 0);
		sleeps(MILLI);
		this.time.advance(Duration.ofNanos(MILLI));
		assertThat(next()).isEqualTo("a at 1000002");
		sleeps(Long.MAX_VALUE);
		one("b", 0);
		sleeps(2 * MILLI - 2);
		this.time.advance(Duration.ofNanos(2 * MILLI - 2));
		assertThat(next()).isEqualTo("b at 3000000");
	}

	@Test
	void aTaskBeginsAfterOthersWereHandedOver() throws InterruptedException {
		one("a", 0);
		this.timer.schedule(MILLI, () -> this.ran.add("handed over"),
				(tasks) -> this.time.advance(Duration.ofNanos(5)));
		this.timer.schedule(MILLI, () -> this.ran.add("handed over"), (tasks) -> this.ran.add("later"));
		one("b", 0);
		sleeps(MILLI);
		this.time.advance(Duration.ofNanos(MILLI));
		assertThat(next()).isEqualTo("a at 1000000");
		assertThat(next()).isEqualTo("b at 1000005");
	}

	@Test
	void whatATaskHasBegunForThoseAfterItEndsBeforeTheTimerSleeps() throws InterruptedException {
		Timer.Timeout unused = this.timer.schedule(MILLI, new LapTask() {
			@Override
			public long prefetch(int depth) {
				return 0;
			}

			@Override
			public void run(Lap lap) {
				lap.accompany(this, () -> TimerTests.this.ran.add("end"));
				TimerTests.this.ran.add("begin");
			}
		});
		// More than look at their memory together, and another slot too.
		for (int i = 0; i < 100; i++) {
			schedule(MILLI + i / 50, "another");
		}
		sleeps(MILLI);
		this.time.advance(Duration.ofNanos(2 * MILLI));
		assertThat(next()).isEqualTo("begin");
		for (int i = 0; i < 100; i++) {
			assertThat(next()).isEqualTo("another");
		}
		assertThat(next()).isEqualTo("end");
		sleeps(Long.MAX_VALUE);
	}

	@Test
	void whatFollowsATaskIsDueSoLongAfterItsEnd() {
		Lap lap = new Lap();
		lap.end(this.clock);
		this.time.advance(Duration.ofNanos(3 * MILLI));
		assertThat(WheelTimer.schedule(this.timer, lap, 5 * MILLI, () -> this.ran.add("task"), null)).isNotNull();
		sleeps(2 * MILLI);
	}

	private void one(String name, long afterwards) {
		one(name, () -> {
		}, afterwards);
	}

	/** Due in a millisecond; time passes after it has ended. */
	private void one(String name, Runnable onLook, long afterwards) {
		Timer.Timeout unused = this.timer.schedule(MILLI, new LapTask() {
			@Override
			public long prefetch(int depth) {
				onLook.run();
				return 0;
			}

			@Override
			public void run(Lap lap) {
				TimerTests.this.ran.add(name + " at " + lap.begin(TimerTests.this.clock));
				lap.end(TimerTests.this.clock);
				TimerTests.this.time.advance(Duration.ofNanos(afterwards));
			}
		});
	}

	@Test
	void aTimerThatHasNothingToDoSleepsUntilItIsWoken() throws InterruptedException {
		schedule(0, "first");
		assertThat(next()).isEqualTo("first");
		sleeps(Long.MAX_VALUE);
		schedule(MILLI, "second");
		sleeps(MILLI);
	}

	@Test
	void anEarlierTaskWakesTheTimerAndALaterOneDoesNot() {
		schedule(50 * MILLI, "later");
		Thread driver = sleeps(50 * MILLI);
		schedule(60 * MILLI, "latest");
		assertThat(sleeps(50 * MILLI)).isSameAs(driver);
		schedule(20 * MILLI, "earlier");
		sleeps(20 * MILLI);
	}

	@Test
	void tasksRunInTheOrderOfTheirTimesAndOnOneThread() throws InterruptedException {
		schedule(3 * MILLI, "third");
		schedule(2 * MILLI, "first");
		schedule(2 * MILLI, "second");
		sleeps(2 * MILLI);
		this.time.advance(Duration.ofMillis(10));
		assertThat(next()).isEqualTo("first");
		assertThat(next()).isEqualTo("second");
		assertThat(next()).isEqualTo("third");
		assertThat(this.threads).hasValue(1);
	}

	@Test
	void aTimerThatIsNotUsedHasNoThread() {
		assertThat(this.threads).hasValue(0);
	}

	@Test
	void aCancelledTaskDoesNotRunAndIsCancelledOnce() throws InterruptedException {
		schedule(10 * MILLI, "kept");
		Timer.Timeout early = this.timer.schedule(10 * MILLI, () -> this.ran.add("cancelled before it was placed"));
		assertThat(early.cancel()).isTrue();
		Timer.Timeout placed = this.timer.schedule(5 * MILLI, () -> this.ran.add("cancelled when it was placed"));
		sleeps(5 * MILLI);
		assertThat(placed.cancel()).isTrue();
		assertThat(placed.cancel()).isFalse();
		this.time.advance(Duration.ofMillis(10));
		assertThat(next()).isEqualTo("kept");
		assertThat(this.ran).isEmpty();
	}

	@Test
	void aTaskThatRanCannotBeCancelled() throws InterruptedException {
		AtomicReference<Timer.@Nullable Timeout> own = new AtomicReference<>();
		Timer.Timeout timeout = this.timer.schedule(MILLI,
				() -> this.ran.add("cancelled: " + Objects.requireNonNull(own.get()).cancel()));
		own.set(timeout);
		sleeps(MILLI);
		this.time.advance(Duration.ofMillis(1));
		assertThat(next()).isEqualTo("cancelled: false");
		assertThat(timeout.cancel()).isFalse();
	}

	@Test
	void whatIsCancelledHoldsOnToNothingThoughTheTimerSleeps() {
		schedule(SECOND, "kept");
		sleeps(LOOK.toNanos());
		WeakReference<Object> payload = new WeakReference<>(new Object());
		Timer.Timeout timeout = this.timer.schedule(2 * SECOND, holding(payload.get()));
		assertThat(timeout.cancel()).isTrue();
		ActorBench.until(() -> {
			System.gc();
			return payload.get() == null;
		});
	}

	/** The asks of a busy second: answered at once, each with a timeout of a minute. */
	@Test
	void entriesOfWhatIsCancelledDoNotPileUpWhileTheTimerSleeps() {
		schedule(SECOND, "kept");
		sleeps(LOOK.toNanos());
		WeakReference<Timer.Timeout> first = new WeakReference<>(cancelled());
		for (int i = 0; i < 100_000; i++) {
			cancelled();
		}
		ActorBench.until(() -> {
			cancelled();
			System.gc();
			return first.get() == null;
		});
	}

	@Test
	void entriesThatWerePlacedBeforeTheyWereCancelledDoNotPileUpEither() {
		List<Timer.Timeout> placed = new ArrayList<>();
		for (int i = 0; i < 3000; i++) {
			placed.add(minute());
		}
		schedule(SECOND, "kept");
		sleeps(LOOK.toNanos());
		WeakReference<Timer.Timeout> first = new WeakReference<>(placed.get(0));
		placed.forEach(Timer.Timeout::cancel);
		placed.clear();
		ActorBench.until(() -> {
			System.gc();
			return first.get() == null;
		});
	}

	private Timer.Timeout cancelled() {
		Timer.Timeout timeout = minute();
		timeout.cancel();
		return timeout;
	}

	private Timer.Timeout minute() {
		return this.timer.schedule(SECOND * 60, () -> {
		});
	}

	@Test
	void aTaskThatThrowsIsReportedAndKeepsNoOtherFromRunning() throws InterruptedException {
		assertThat(this.timer.schedule(MILLI, () -> {
			throw new IllegalStateException("boom");
		})).isNotNull();
		schedule(MILLI, "next");
		sleeps(MILLI);
		this.time.advance(Duration.ofMillis(1));
		assertThat(next()).isEqualTo("next");
		assertThat(this.uncaught.poll(20, TimeUnit.SECONDS)).hasMessage("boom");
	}

	@Test
	void anInterruptThatATaskLeavesBehindDoesNotKeepTheTimerAwake() {
		assertThat(this.timer.schedule(MILLI, () -> Thread.currentThread().interrupt())).isNotNull();
		Thread driver = sleeps(MILLI);
		this.time.advance(Duration.ofMillis(1));
		sleeps(Long.MAX_VALUE);
		// It clears it when it first wants to sleep.
		ActorBench.until(() -> !driver.isInterrupted());
	}

	@Test
	void aClosedTimerForgetsWhatIsScheduledRefusesMoreAndEndsItsThread() throws InterruptedException {
		schedule(MILLI, "forgotten");
		Thread driver = sleeps(MILLI);
		this.timer.close();
		driver.join();
		this.timer.close();
		this.time.advance(Duration.ofMillis(1));
		assertThat(this.ran).isEmpty();
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> schedule(0, "refused"))
			.withMessage("the timer is closed");
	}

	@Test
	void aTaskThatClosesTheTimerIsTheLastOne() throws InterruptedException {
		assertThat(this.timer.schedule(MILLI, this.timer::close)).isNotNull();
		schedule(MILLI, "forgotten");
		Thread driver = sleeps(MILLI);
		this.time.advance(Duration.ofMillis(1));
		driver.join();
		assertThat(this.ran).isEmpty();
	}

	@Test
	void whatIsDueInAHundredYearsAndMoreHarmsNothing() throws InterruptedException {
		schedule(Long.MAX_VALUE, "never");
		schedule(Long.MAX_VALUE - 1, "never");
		schedule(Duration.ofDays(36_500).toNanos(), "late");
		schedule(MILLI, "soon");
		sleeps(MILLI);
		this.time.advance(Duration.ofMillis(1));
		assertThat(next()).isEqualTo("soon");
		// Until the slot begins in which the tick of that day is on the highest level.
		sleeps((1L << 41) * MILLI - MILLI);
		this.time.advance(Duration.ofDays(36_500));
		assertThat(next()).isEqualTo("late");
		assertThat(this.ran).isEmpty();
	}

	@Test
	void aHandlerOfUncaughtExceptionsThatThrowsConcernsNoOtherTask() throws InterruptedException {
		Timer fragile = Timer.create(this.clock, (task) -> {
			Thread thread = thread(task);
			thread.setUncaughtExceptionHandler((failed, failure) -> {
				throw new IllegalStateException("no handler", failure);
			});
			return thread;
		});
		try {
			assertThat(fragile.schedule(0, () -> {
				throw new IllegalStateException("boom");
			})).isNotNull();
			assertThat(fragile.schedule(0, () -> this.ran.add("task"))).isNotNull();
			assertThat(next()).isEqualTo("task");
		}
		finally {
			fragile.close();
		}
	}

	private static Runnable holding(@Nullable Object payload) {
		return () -> assertThat(payload).isNotNull();
	}

	private void schedule(long delayNanos, String name) {
		assertThat(this.timer.schedule(delayNanos, () -> this.ran.add(name))).isNotNull();
	}

	/** Until the driver sleeps for exactly so long. */
	private Thread sleeps(long nanos) {
		return this.clock.awaitPark(nanos);
	}

	private String next() throws InterruptedException {
		return this.ran.take();
	}

	private Thread thread(Runnable task) {
		this.threads.incrementAndGet();
		Thread thread = new Thread(task);
		thread.setDaemon(true);
		thread.setUncaughtExceptionHandler((failed, failure) -> this.uncaught.add(failure));
		return thread;
	}

}
