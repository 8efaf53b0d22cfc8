package dev.concurrency.process;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.concurrency.time.TimeSource;
import dev.concurrency.time.Timer;

import static org.assertj.core.api.Assertions.assertThat;

/** A thread that is in a call, as the watchdog knows it. */
@Timeout(60)
class CallRowTests {

	private final Timer timer = Timer.create(Thread::new);

	private final Watchdog watchdog = new Watchdog(TimeSource.system(), this.timer, WatchdogSettings.off());

	private final TestCallee callee = callee("one");

	private final TestCallee other = callee("other");

	@AfterEach
	void close() {
		this.timer.close();
	}

	@Test
	void whoIsInNoCallIsNotInterrupted() {
		assertThat(this.watchdog.interrupt(this.callee)).isFalse();
		assertThat(this.watchdog.stack(this.callee)).isNull();
	}

	@Test
	void aCallIsInterruptedWhereItIsAndThatOfAnotherIsNot() throws InterruptedException {
		CountDownLatch inside = new CountDownLatch(1);
		CountDownLatch interrupted = new CountDownLatch(1);
		Thread thread = new Thread(() -> {
			CallRow row = row();
			ProcessContext before = row.enter(this.callee, this.callee);
			inside.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
			row.leave(before);
			row.end();
		}, "in a call");
		thread.start();
		inside.await();
		assertThat(this.watchdog.interrupt(this.other)).isFalse();
		assertThat(this.watchdog.stack(this.callee)).contains("CallRowTests");
		assertThat(this.watchdog.interrupt(this.callee)).isTrue();
		interrupted.await();
		thread.join();
		assertThat(this.watchdog.interrupt(this.callee)).isFalse();
	}

	@Test
	void aCallThatLeavesFreelyIsNotInterrupted() {
		Watchdog looking = new Watchdog(TimeSource.system(), this.timer, WatchdogSettings.defaults());
		Seat seat = looking.enter(this.callee, true);
		assertThat(looking.interrupt(this.callee)).isFalse();
		assertThat(Thread.interrupted()).isFalse();
		assertThat(looking.stack(this.callee)).contains("CallRowTests");
		seat.leave();
		assertThat(looking.stack(this.callee)).isNull();
	}

	@Test
	void manyCallsAreShownWhereTheFirstWas() {
		CallRow row = row();
		for (TestCallee who : List.of(this.callee, this.other, this.callee)) {
			ProcessContext before = row.enter(who, who);
			assertThat(this.watchdog.stack(who)).contains("CallRowTests");
			assertThat(this.watchdog.stack(who.equals(this.callee) ? this.other : this.callee)).isNull();
			row.leave(before);
			assertThat(this.watchdog.stack(who)).isNull();
			assertThat(this.watchdog.interrupt(who)).isFalse();
		}
		row.end();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void theStackOfACallThatEndsMeanwhileIsNotThatOfWhatFollows(boolean again) throws InterruptedException {
		CountDownLatch inside = new CountDownLatch(1);
		CountDownLatch looked = new CountDownLatch(1);
		CountDownLatch left = new CountDownLatch(1);
		CountDownLatch told = new CountDownLatch(1);
		Thread thread = new Thread(() -> {
			CallRow row = row();
			ProcessContext before = row.enter(this.callee, this.callee);
			inside.countDown();
			awaitQuietly(looked);
			row.leave(before);
			if (again) {
				before = row.enter(this.callee, this.callee);
			}
			left.countDown();
			awaitQuietly(told);
			row.leave(before);
			row.end();
		}) {
			@Override
			public StackTraceElement[] getStackTrace() {
				looked.countDown();
				awaitQuietly(left);
				return super.getStackTrace();
			}
		};
		thread.start();
		inside.await();
		assertThat(this.watchdog.stack(this.callee)).isNull();
		told.countDown();
		thread.join();
	}

	@Test
	void theCodeOfACallKnowsItsProcessAndTheRestOfTheThreadDoesNot() {
		CallRow row = row();
		assertThat(IncarnationContext.current()).isNull();
		ProcessContext none = row.enter(this.callee, this.callee);
		assertThat(IncarnationContext.current()).isSameAs(this.callee);
		// It calls another one on its thread.
		ProcessContext outer = IncarnationContext.enter(this.other);
		assertThat(IncarnationContext.current()).isSameAs(this.other);
		IncarnationContext.leave(outer);
		assertThat(IncarnationContext.current()).isSameAs(this.callee);
		row.leave(none);
		assertThat(IncarnationContext.current()).isNull();
		row.end();
		ProcessContext before = IncarnationContext.enter(this.callee);
		assertThat(IncarnationContext.current()).as("without the row").isSameAs(this.callee);
		IncarnationContext.leave(before);
	}

	@Test
	void aRowWithinACallLeavesTheThreadAsItWas() {
		ProcessContext none = IncarnationContext.enter(this.callee);
		CallRow row = row();
		assertThat(IncarnationContext.current()).isSameAs(this.callee);
		ProcessContext before = row.enter(this.other, this.other);
		CallRow inner = row();
		assertThat(IncarnationContext.current()).isSameAs(this.other);
		inner.end();
		assertThat(IncarnationContext.current()).isSameAs(this.other);
		row.leave(before);
		row.end();
		assertThat(IncarnationContext.current()).isSameAs(this.callee);
		IncarnationContext.leave(none);
	}

	@Test
	void aRowIsOfOneWatchdogAndOneSortOfThread() {
		Watchdog second = new Watchdog(TimeSource.system(), this.timer, WatchdogSettings.off());
		CallRow row = row();
		assertThat(this.watchdog.looksAt(row, false)).isTrue();
		assertThat(this.watchdog.looksAt(row, true)).as("where nobody waits").isFalse();
		assertThat(second.looksAt(row, false)).isFalse();
		row.end();
	}

	@Test
	void aThreadOfActorsShowsItsTurnsAndNothingElse() throws Exception {
		try (SharedPool pool = new SharedPool(1, "shared-", getClass().getClassLoader(), this.timer)) {
			CompletableFuture<Boolean> shown = new CompletableFuture<>();
			pool.execute(() -> shown.complete(this.watchdog.row(true) != null));
			assertThat(shown.get(20, TimeUnit.SECONDS)).isFalse();
		}
	}

	/** The race: the interrupt finds a call that is about to end. */
	@Test
	void anInterruptReachesNothingThatFollowsItsCall() throws InterruptedException {
		AtomicInteger late = new AtomicInteger();
		AtomicBoolean enough = new AtomicBoolean();
		Thread thread = new Thread(() -> {
			while (!enough.get()) {
				CallRow row = row();
				for (int i = 0; i < 10; i++) {
					call(row, this.callee);
					late.addAndGet((call(row, this.other) || Thread.interrupted()) ? 1 : 0);
				}
				row.end();
			}
		});
		thread.start();
		for (int came = 0; came < 10_000;) {
			came += this.watchdog.interrupt(this.callee) ? 1 : 0;
		}
		enough.set(true);
		thread.join();
		assertThat(late.get()).isZero();
	}

	/** Answers whether its thread was interrupted. */
	private static boolean call(CallRow row, TestCallee who) {
		ProcessContext before = row.enter(who, who);
		Thread.onSpinWait();
		boolean interrupted = Thread.currentThread().isInterrupted();
		row.leave(before);
		return interrupted;
	}

	/** The same, for the moment when the interrupt is on its way already. */
	@Test
	void aCallThatIsAboutToBeInterruptedWaitsForThat() throws InterruptedException {
		CountDownLatch inside = new CountDownLatch(1);
		CountDownLatch coming = new CountDownLatch(1);
		CountDownLatch came = new CountDownLatch(1);
		AtomicBoolean leaving = new AtomicBoolean();
		AtomicBoolean left = new AtomicBoolean();
		AtomicBoolean late = new AtomicBoolean();
		Thread thread = new Thread(() -> {
			CallRow row = row();
			ProcessContext before = row.enter(this.callee, this.callee);
			inside.countDown();
			awaitQuietly(coming);
			leaving.set(true);
			row.leave(before);
			left.set(true);
			awaitQuietly(came);
			late.set(Thread.interrupted());
			row.end();
		}) {
			@Override
			public void interrupt() {
				coming.countDown();
				while (!leaving.get()) {
					Thread.onSpinWait();
				}
				// Time enough to leave, if it does not wait.
				for (int i = 0; i < 10_000 && !left.get(); i++) {
					Thread.onSpinWait();
				}
				super.interrupt();
				came.countDown();
			}
		};
		thread.setUncaughtExceptionHandler((failed, ex) -> late.set(true));
		thread.start();
		inside.await();
		assertThat(this.watchdog.interrupt(this.callee)).isTrue();
		thread.join();
		assertThat(late).isFalse();
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static TestCallee callee(String name) {
		return new TestCallee(
				new ProcessRecord(ProcessKind.WORKER, ProcessPath.ROOT.child(name), TimeSource.system(), (event) -> {
				}, Runnable::run, null));
	}

	private CallRow row() {
		return Objects.requireNonNull(this.watchdog.row(false));
	}

}
