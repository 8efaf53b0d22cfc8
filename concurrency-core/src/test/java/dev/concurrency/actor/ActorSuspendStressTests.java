package dev.concurrency.actor;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.TestIncarnation;
import dev.concurrency.time.TimeSource;
import dev.concurrency.time.Timer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The race: an activation finds nothing, lets go and thereby misses that it was
 * suspended, while the supervisor finds the mailbox held and trusts the activation.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ActorSuspendStressTests {

	private static final int ROUNDS = 100_000;

	@Test
	void suspendedActorEndsExactlyOnceWhetherItIsBusyOrIdle() throws Exception {
		play((round) -> round.cell.suspend());
	}

	/** Whoever comes first: the actor that ends, or the stop that has it go on. */
	@Test
	void oneThatIsStoppedRightAfterwardsDoesSoTooAndLosesNothing() throws Exception {
		play((round) -> {
			round.cell.suspend();
			round.cell.stop();
		});
	}

	private static void play(Consumer<Round> end) throws Exception {
		AtomicInteger told = new AtomicInteger();
		AtomicReference<@Nullable Round> next = new AtomicReference<>();
		Thread sender = new Thread(() -> {
			for (int i = 1; i <= ROUNDS; i++) {
				Round round = awaitNonNull(next);
				next.set(null);
				round.taken = round.cell.tryTell("a") == Admission.ACCEPTED;
				told.set(i);
			}
		});
		sender.start();
		for (int i = 1; i <= ROUNDS; i++) {
			Round round = new Round();
			next.set(round);
			await(() -> next.get() == null);
			// The two meet at every point of the activation.
			for (int spins = i % 64; spins > 0; spins--) {
				Thread.onSpinWait();
			}
			end.accept(round);
			int current = i;
			await(() -> told.get() == current);
			assertThat(round.ended).as("ends").hasValue(1);
			assertThat(round.handled.get() + round.cell.snapshot().mailboxSize()).as("letters")
				.isEqualTo(round.taken ? 1 : 0);
		}
		sender.join();
	}

	private static Round awaitNonNull(AtomicReference<@Nullable Round> next) {
		await(() -> next.get() != null);
		return Objects.requireNonNull(next.get());
	}

	/** Spins: a thread that parks is too slow for the race. */
	private static void await(BooleanSupplier condition) {
		for (int i = 1; !condition.getAsBoolean(); i++) {
			if (i % 10_000 == 0) {
				LockSupport.parkNanos(1);
			}
			Thread.onSpinWait();
		}
	}

	/** One actor, whose turns run on the thread that schedules them. */
	private static final class Round implements TestIncarnation, Timer {

		private final AtomicInteger ended = new AtomicInteger();

		private final AtomicInteger handled = new AtomicInteger();

		private final ActorProcess<String> cell;

		private volatile boolean taken;

		Round() {
			ProcessEnvironment environment = new ProcessEnvironment(TimeSource.system(), this, Thread::new,
					Runnable::run, Runnable::run, (event) -> {
					}, (process, items, reason) -> {
					});
			Actor<String> actor = (message, context) -> this.handled.incrementAndGet();
			this.cell = TestActors.actor(environment, actor);
			this.cell.start(this);
		}

		@Override
		public void exited(@Nullable Throwable cause) {
			this.ended.incrementAndGet();
		}

		@Override
		public Timer.Timeout schedule(long delayNanos, Runnable task) {
			return () -> true;
		}

		@Override
		public void close() {
		}

	}

}
