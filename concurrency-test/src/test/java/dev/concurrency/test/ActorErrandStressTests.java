package dev.concurrency.test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.process.Admission;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An actor that is asked to stop while work of it comes back, with real threads: each
 * round ends only if no wake-up is lost.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ActorErrandStressTests {

	private static final int CHAIN = 40;

	@RepeatedTest(40)
	void drainWaitsForAllThatFollowsAndIsWokenEachTime(RepetitionInfo repetition) {
		Walker walker = new Walker();
		ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().build();
		ActorRef<Integer> ref = runtime.actor("a", () -> walker, ActorSettings.defaults());
		runtime.start();
		for (int i = 0; i < 3; i++) {
			assertThat(ref.tryTell(CHAIN)).isEqualTo(Admission.ACCEPTED);
		}
		ActorBench.until(() -> walker.steps.get() >= repetition.getCurrentRepetition());
		assertThat(runtime.stop(Duration.ofSeconds(60)).aborted()).isZero();
		assertThat(walker.steps.get()).isEqualTo(3 * CHAIN);
		assertThat(walker.together.get()).isFalse();
		runtime.close();
	}

	/** Sends work out, and on its return more of it. */
	private static final class Walker implements Actor<Integer> {

		private final AtomicInteger steps = new AtomicInteger();

		private final AtomicBoolean inside = new AtomicBoolean();

		private final AtomicBoolean together = new AtomicBoolean();

		@Override
		public void handle(Integer left, ActorContext<Integer> context) {
			if (left > 0) {
				var unused = ((left % 2 == 0) ? context.cpu(() -> left - 1) : context.blocking(() -> left - 1))
					.thenAccept((rest) -> step(rest, context));
			}
		}

		private void step(int rest, ActorContext<Integer> context) {
			if (!this.inside.compareAndSet(false, true)) {
				this.together.set(true);
			}
			this.steps.incrementAndGet();
			handle(rest, context);
			this.inside.set(false);
		}

	}

}
