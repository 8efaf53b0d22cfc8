package dev.concurrency.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ShutdownSignalTests {

	private final ShutdownSignal.Pair pair = ShutdownSignal.pair();

	@Test
	void onceRequestedItStaysRequested() throws InterruptedException {
		assertThat(this.pair.signal().isRequested()).isFalse();
		assertThat(this.pair.signal().await(Duration.ZERO)).isFalse();
		this.pair.handle().trigger();
		assertThat(this.pair.signal().isRequested()).isTrue();
		assertThat(this.pair.signal().await(Duration.ofDays(1))).isTrue();
		this.pair.signal().await();
	}

	@Test
	void closingTheHandleRequestsToo() {
		this.pair.handle().close();
		assertThat(this.pair.signal().isRequested()).isTrue();
	}

	@Test
	void aCallbackRunsOnceAndALateOneAtOnce() {
		AtomicInteger early = new AtomicInteger();
		AtomicInteger late = new AtomicInteger();
		this.pair.signal().onRequest(early::incrementAndGet);
		assertThat(early).hasValue(0);
		this.pair.handle().trigger();
		this.pair.handle().trigger();
		assertThat(early).hasValue(1);
		this.pair.signal().onRequest(late::incrementAndGet);
		assertThat(late).hasValue(1);
	}

	@Test
	void callbacksRunInOrderAndOneThatThrowsKeepsNobodyFromBeingTold() {
		List<String> told = new ArrayList<>();
		this.pair.signal().onRequest(() -> told.add("first"));
		this.pair.signal().onRequest(() -> {
			throw new IllegalStateException();
		});
		this.pair.signal().onRequest(() -> told.add("last"));
		this.pair.handle().trigger();
		assertThat(told).containsExactly("first", "last");
	}

	@Test
	void aCallbackThatIsRegisteredByACallbackComesAfterThoseThatWait() {
		List<String> told = new ArrayList<>();
		this.pair.signal().onRequest(() -> {
			told.add("first");
			this.pair.signal().onRequest(() -> told.add("late"));
		});
		this.pair.signal().onRequest(() -> told.add("second"));
		this.pair.handle().trigger();
		assertThat(told).containsExactly("first", "second", "late");
	}

	@Test
	void aCallbackSeesTheRequest() {
		List<Boolean> seen = new ArrayList<>();
		this.pair.signal().onRequest(() -> seen.add(this.pair.signal().isRequested()));
		this.pair.handle().trigger();
		assertThat(seen).containsExactly(true);
	}

	@Test
	void whoWaitsIsWokenFromAnotherThread() throws InterruptedException {
		Thread thread = new Thread(() -> this.pair.handle().trigger());
		thread.start();
		this.pair.signal().await();
		thread.join();
	}

	@Test
	void whoWaitsCanBeInterrupted() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> this.pair.signal().await());
	}

	@Test
	void aStageGivesTheSignalHoweverItCompletes() {
		CompletableFuture<String> good = new CompletableFuture<>();
		CompletableFuture<String> bad = new CompletableFuture<>();
		ShutdownSignal whenGood = ShutdownSignal.when(good);
		ShutdownSignal whenBad = ShutdownSignal.when(bad);
		assertThat(whenGood.isRequested() || whenBad.isRequested()).isFalse();
		good.complete("done");
		bad.completeExceptionally(new IllegalStateException());
		assertThat(whenGood.isRequested() && whenBad.isRequested()).isTrue();
	}

	@Test
	void neverIsNotRequested() throws InterruptedException {
		assertThat(ShutdownSignal.never().await(Duration.ZERO)).isFalse();
	}

}
