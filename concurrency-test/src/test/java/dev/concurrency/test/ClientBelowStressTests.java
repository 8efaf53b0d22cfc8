package dev.concurrency.test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadLocalRandom;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.ActorClient;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.process.EndMode;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.StatusObserver;

import static org.assertj.core.api.Assertions.assertThat;

/** Clients that come below an actor while it ends, with real threads. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClientBelowStressTests {

	private static final int ROUNDS = 300;

	/**
	 * The race: the code of the actor is through and finds no children at the moment in
	 * which the first one comes.
	 */
	@ParameterizedTest
	@EnumSource
	void aClientNeverOutlivesTheActorAboveIt(EndMode mode) throws Exception {
		ConcurrencyRuntime runtime = ConcurrencyRuntime.local();
		runtime.start();
		CyclicBarrier both = new CyclicBarrier(2);
		for (int round = 0; round < ROUNDS; round++) {
			ActorRef<String> parent = runtime.spawn("a" + round, Script.failingOnBoom(), ActorSettings.defaults());
			ActorBench.until(() -> parent.status() instanceof ProcessStatus.Idle);
			CompletableFuture<ActorClient<String>> client = CompletableFuture.supplyAsync(() -> {
				meet(both);
				return runtime.client("c", String.class, parent);
			}, ActorBench::start);
			meet(both);
			StatusObserver end = runtime.stopActor(parent.path(), mode, "enough").orElseThrow();
			assertThat(end.await(Duration.ofSeconds(30))).isTrue();
			ActorRef<String> ref = client.join().ref();
			ActorBench.until(() -> ref.status().isTerminal());
		}
		assertThat(runtime.directory().allInstanceKeys()).isEmpty();
		runtime.close();
	}

	private static void meet(CyclicBarrier both) {
		try {
			both.await();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		for (int i = ThreadLocalRandom.current().nextInt(2000); i > 0; i--) {
			Thread.onSpinWait();
		}
	}

}
