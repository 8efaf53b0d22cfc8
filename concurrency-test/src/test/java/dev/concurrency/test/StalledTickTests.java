package dev.concurrency.test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** Who tells that a tick takes too long. */
@Timeout(30)
class StalledTickTests {

	@Test
	void listenersMayBeSlowWithoutHoldingTheTicksOfOthers() throws Exception {
		CompletableFuture<String> told = new CompletableFuture<>();
		CountDownLatch other = new CountDownLatch(2);
		CountDownLatch released = new CountDownLatch(1);
		ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().listener((event) -> {
			if (event instanceof ProcessEvent.Stalled) {
				told.complete(Thread.currentThread().getName());
				ActorBench.until(() -> released.getCount() == 0);
			}
		}).build();
		try (runtime) {
			runtime.worker("stuck", new Ticks((context) -> released.await()),
					WorkerSettings.every(Duration.ofMillis(1)).withMaxRunTime(Duration.ofMillis(1)));
			runtime.worker("other", new Ticks((context) -> {
				if (told.isDone()) {
					other.countDown();
				}
			}), WorkerSettings.every(Duration.ofMillis(1)));
			runtime.start();
			assertThat(ActorBench.get(told)).startsWith("concurrency-watchdog-");
			ActorBench.await(other);
			released.countDown();
		}
	}

}
