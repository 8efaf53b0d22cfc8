package dev.concurrency;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.supervision.Supervisor;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.time.TimeSource;
import dev.concurrency.time.Timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TreeRunTests {

	private final ProcessId.Source ids = ProcessId.source();

	private final AtomicInteger over = new AtomicInteger();

	@Test
	void anEndThatCannotBeToldLetsGoWhoWaitsForItAllTheSame() {
		Exhaustible time = new Exhaustible();
		ProcessEnvironment environment = new ProcessEnvironment(time, new NoTimer(), Thread::new, Runnable::run,
				Runnable::run, (event) -> {
				}, (process, items, reason) -> {
				});
		TreeRun run = new TreeRun(this.ids.next(),
				new Supervisor(environment, Runnable::run, this.ids, ProcessPath.ROOT, SupervisorSettings.defaults()),
				time, this.over::incrementAndGet);
		assertThat(run.askToStop()).isTrue();
		time.exhausted = true;
		assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> run.exited(null));
		assertThat(this.over).hasValue(1);
		assertThat(run.awaitEnd(Duration.ZERO)).isTrue();
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(run::awaitReady);
	}

	private static final class Exhaustible implements TimeSource {

		private boolean exhausted;

		@Override
		public long nanoTime() {
			if (this.exhausted) {
				throw new StackOverflowError("on purpose");
			}
			return 0;
		}

		@Override
		public Instant instant() {
			return Instant.EPOCH;
		}

		@Override
		public void park(Object blocker, long nanos) {
			throw new IllegalStateException("Nobody waits");
		}

	}

	private static final class NoTimer implements Timer {

		@Override
		public Timeout schedule(long delayNanos, Runnable task) {
			return () -> false;
		}

		@Override
		public void close() {
			// Nothing is scheduled.
		}

	}

}
