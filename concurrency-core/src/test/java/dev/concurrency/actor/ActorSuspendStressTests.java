package dev.concurrency.actor;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.TestIncarnation;
import dev.concurrency.time.TimeSource;
import dev.concurrency.time.Timer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The race: an activation finds nothing, lets go and thereby misses that it was
 * suspended, while the supervisor finds the mailbox held and trusts the activation.
 */
class ActorSuspendStressTests {

	private static final int ROUNDS = 100_000;

	@Test
	void suspendedActorEndsExactlyOnceWhetherItIsBusyOrIdle() throws Exception {
		CyclicBarrier barrier = new CyclicBarrier(2);
		Round[] rounds = new Round[ROUNDS];
		for (int i = 0; i < ROUNDS; i++) {
			rounds[i] = new Round();
		}
		Thread sender = new Thread(() -> {
			for (Round round : rounds) {
				await(barrier);
				round.cell.tryTell("a");
				await(barrier);
			}
		});
		sender.start();
		for (Round round : rounds) {
			await(barrier);
			round.cell.suspend();
			await(barrier);
			assertThat(round.ended).as("ends").hasValue(1);
			assertThat(round.handled.get() + round.cell.snapshot().mailboxSize()).as("letters").isEqualTo(1);
		}
		sender.join();
	}

	private static void await(CyclicBarrier barrier) {
		try {
			barrier.await(20, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** One actor, whose turns run on the thread that schedules them. */
	private static final class Round implements TestIncarnation, Timer {

		private final AtomicInteger ended = new AtomicInteger();

		private final AtomicInteger handled = new AtomicInteger();

		private final ActorCell<String> cell;

		Round() {
			ProcessEnvironment environment = new ProcessEnvironment(TimeSource.system(), this, Thread::new,
					Runnable::run, Runnable::run, (event) -> {
					}, (process, items, reason) -> {
					});
			Actor<String> actor = (message, context) -> this.handled.incrementAndGet();
			this.cell = new ActorCell<>(environment,
					environment.record(ProcessKind.ACTOR, ProcessPath.ROOT.child("actor")), InstanceSource.of(actor),
					ActorSettings.defaults(), (letter) -> {
					}, (parent, restarts) -> {
						throw new UnsupportedOperationException();
					}, null);
			this.cell.start(this);
		}

		@Override
		public void exited(@Nullable Throwable cause) {
			this.ended.incrementAndGet();
		}

		@Override
		public Timeout schedule(long delayNanos, Runnable task) {
			return () -> true;
		}

		@Override
		public void close() {
		}

	}

}
