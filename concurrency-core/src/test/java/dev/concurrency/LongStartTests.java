package dev.concurrency;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.sink.SinkSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** A stop comes while something is still being initialized. */
@Timeout(60)
class LongStartTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().build();

	private final CountDownLatch inside = new CountDownLatch(1);

	private final CountDownLatch release = new CountDownLatch(1);

	private final List<String> done = new CopyOnWriteArrayList<>();

	@AfterEach
	void close() {
		this.release.countDown();
		this.runtime.close();
	}

	@Test
	void aSinkThatOpensForLongEndsAtOnceWhenNothingWaitsForIt() throws Exception {
		BackgroundSink<String> sink = this.runtime.sink("audit", new LongDrain(), SinkSettings.defaults());
		CompletableFuture<Void> start = start();
		assertStopsAtOnce(start);
		assertThat(sink.status()).isInstanceOf(ProcessStatus.Stopped.class);
		assertThat(this.done).isEmpty();
	}

	@Test
	void aSinkThatOpensForLongWritesWhatItHasAccepted() throws Exception {
		BackgroundSink<String> sink = this.runtime.sink("audit", new LongDrain(), SinkSettings.defaults());
		var unused = start();
		assertThat(sink.tryPush("one")).isEqualTo(Admission.ACCEPTED);
		CompletableFuture<StopReport> stop = CompletableFuture.supplyAsync(() -> this.runtime.stop(LONG),
				LongStartTests::run);
		while (sink.tryPush("late") != Admission.CLOSED) {
			Thread.onSpinWait();
		}
		this.release.countDown();
		assertThat(stop.get(20, TimeUnit.SECONDS).isClean()).isTrue();
		assertThat(this.done).startsWith("one");
		assertThat(sink.snapshot().written()).isEqualTo(sink.snapshot().accepted());
	}

	@Test
	void anActorThatStartsForLongEndsAtOnceWhenNothingWaitsForIt() throws Exception {
		ActorRef<String> actor = this.runtime.actor("board", LongActor::new, ActorSettings.defaults());
		CompletableFuture<Void> start = start();
		assertStopsAtOnce(start);
		assertThat(actor.status()).isInstanceOf(ProcessStatus.Stopped.class);
		assertThat(this.done).isEmpty();
	}

	@Test
	void anActorThatStartsForLongHandlesWhatItHasAccepted() throws Exception {
		ActorRef<String> actor = this.runtime.actor("board", LongActor::new, ActorSettings.defaults());
		var unused = start();
		assertThat(actor.tryTell("one")).isEqualTo(Admission.ACCEPTED);
		CompletableFuture<StopReport> stop = CompletableFuture.supplyAsync(() -> this.runtime.stop(LONG),
				LongStartTests::run);
		while (actor.tryTell("late") != Admission.CLOSED) {
			Thread.onSpinWait();
		}
		this.release.countDown();
		assertThat(stop.get(20, TimeUnit.SECONDS).isClean()).isTrue();
		assertThat(this.done).startsWith("one");
	}

	private CompletableFuture<Void> start() throws InterruptedException {
		CompletableFuture<Void> start = CompletableFuture.runAsync(this.runtime::start, LongStartTests::run);
		this.inside.await();
		return start;
	}

	private void assertStopsAtOnce(CompletableFuture<Void> start) {
		StopReport report = this.runtime.stop(LONG);
		assertThat(report.aborted()).as("nobody's time was over").isZero();
		assertThat(report.isClean()).isTrue();
		assertThat(start).failsWithin(Duration.ofSeconds(20))
			.withThrowableThat()
			.withCauseInstanceOf(IllegalStateException.class);
	}

	private static void run(Runnable work) {
		Thread thread = new Thread(work);
		thread.setDaemon(true);
		thread.start();
	}

	private void begin() throws InterruptedException {
		this.inside.countDown();
		this.release.await();
	}

	private final class LongDrain implements SinkDrain<String> {

		@Override
		public void open() throws InterruptedException {
			begin();
		}

		@Override
		public void drain(List<String> batch) {
			LongStartTests.this.done.addAll(batch);
		}

	}

	private final class LongActor implements Actor<String> {

		@Override
		public void onStart(ActorContext<String> context) throws InterruptedException {
			begin();
		}

		@Override
		public void handle(String message, ActorContext<String> context) {
			LongStartTests.this.done.add(message);
		}

	}

}
