package dev.concurrency.actor;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Who is at an actor, and how its supervisor takes it away. */
@Timeout(30)
class CustodyTests {

	private final Watched custody = new Watched();

	private final Idle turn = new Idle();

	@Test
	void whatATurnHasCountedIsWrittenDownBeforeTheActorIsTakenAway() {
		assertThat(this.custody.enter(this.turn)).isTrue();
		Stretch.Outcome outcome = this.turn.call(Stretch.HANDLER,
				() -> assertThat(this.custody.withdraw().turn()).isSameAs(this.turn));
		assertThat(outcome.revoked()).isTrue();
		assertThat(outcome.failure()).isNull();
		assertThat(this.custody.wasThere).isTrue();
		assertThat(this.custody.turn()).isNull();
	}

	@Test
	void aTurnThatGetsNoProcessorInOurOwnCodeIsWaitedFor() {
		Slow slow = new Slow(this.custody);
		assertThat(this.custody.enter(slow)).isTrue();
		assertThat(this.custody.withdraw().turn()).isNull();
		assertThat(slow.hasLeft).as("taken away from under a turn").isTrue();
		assertThat(this.custody.enter(this.turn)).isFalse();
	}

	@Test
	void whoWaitsForATurnThatGetsNoProcessorLeavesItItsOwn() throws InterruptedException {
		assertThat(this.custody.enter(this.turn)).isTrue();
		AtomicBoolean entered = new AtomicBoolean();
		Thread waiting = new Thread(() -> entered.set(this.custody.enter(new Idle())));
		waiting.setDaemon(true);
		waiting.start();
		while (LockSupport.getBlocker(waiting) != this.custody) {
			assertThat(Thread.currentThread().isInterrupted()).as("waited in vain").isFalse();
		}
		assertThat(entered).isFalse();
		this.custody.leave(this.turn);
		waiting.join();
		assertThat(entered).isTrue();
	}

	/** A turn that does nothing. */
	private static class Idle extends Stretch {

		Idle() {
			super(Thread.currentThread());
		}

		@Override
		boolean isAborted() {
			return false;
		}

		@Override
		void left() {
			// Nothing to take back.
		}

	}

	/** One that leaves only after a while. */
	private static final class Slow extends Idle {

		private static final long WHILE = TimeUnit.MILLISECONDS.toNanos(50);

		private final long begun = System.nanoTime();

		private final Watched custody;

		private boolean hasLeft;

		Slow(Watched custody) {
			this.custody = custody;
		}

		@Override
		String revoke() {
			if (System.nanoTime() - this.begun > WHILE) {
				this.custody.leave(this);
				this.hasLeft = true;
			}
			return super.revoke();
		}

	}

	@SuppressWarnings("serial")
	private static final class Watched extends Custody<Idle> {

		private boolean wasThere;

		@Override
		void keep(Idle turn) {
			this.wasThere = isAt(turn);
		}

		@Override
		public @Nullable Void getRawResult() {
			return null;
		}

		@Override
		protected void setRawResult(@Nullable Void value) {
			// There is none.
		}

		@Override
		protected boolean exec() {
			return false;
		}

	}

}
