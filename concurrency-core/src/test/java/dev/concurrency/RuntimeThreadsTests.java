package dev.concurrency;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.process.Admission;
import dev.concurrency.process.SharedThread;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RuntimeThreadsTests {

	private static final SinkSettings EAGER = SinkSettings.defaults().withLinger(Duration.ZERO);

	@Test
	void closingReleasesAllThreads() throws InterruptedException {
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		Set<Thread> own = new HashSet<>();
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().build()) {
			useEverything(runtime);
			own.addAll(Thread.getAllStackTraces().keySet());
			own.removeAll(before);
			assertThat(own).extracting(Thread::getName)
				.contains("root/sinks/audit")
				.anyMatch((name) -> name.startsWith("concurrency-shared-"))
				.anyMatch((name) -> name.startsWith("concurrency-blocking-"))
				.anyMatch((name) -> name.startsWith("concurrency-supervision-"))
				.anyMatch((name) -> name.startsWith("concurrency-timer-"));
			assertThat(own).filteredOn(RuntimeThreadsTests::isOurs).allMatch(Thread::isDaemon);
		}
		for (Thread thread : own) {
			if (isOurs(thread)) {
				thread.join();
			}
		}
	}

	@Test
	void theUsersFactoryMakesTheThreads() throws InterruptedException {
		List<Thread> made = new CopyOnWriteArrayList<>();
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().threadFactory((task) -> {
			Thread thread = new Thread(task);
			made.add(thread);
			return thread;
		}).build()) {
			useEverything(runtime);
		}
		assertThat(made).extracting(Thread::getName)
			.contains("root/sinks/audit", "concurrency-timer-1", "concurrency-blocking-1", "concurrency-supervision-1");
		for (Thread thread : made) {
			thread.join();
		}
	}

	@Test
	void aThousandWorkersShareOneThreadOfTheTimer() {
		List<Thread> made = new CopyOnWriteArrayList<>();
		CountDownLatch ticked = new CountDownLatch(1000);
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().threadFactory((task) -> {
			Thread thread = new Thread(task);
			made.add(thread);
			return thread;
		}).build()) {
			for (int i = 0; i < 1000; i++) {
				runtime.worker("w" + i, (tick) -> {
					if (tick.number() == 1) {
						ticked.countDown();
					}
				}, WorkerSettings.every(Duration.ofMillis(100)));
			}
			runtime.start();
			await(ticked);
		}
		assertThat(made).extracting(Thread::getName)
			.filteredOn((name) -> name.startsWith("concurrency-timer-"))
			.hasSize(1);
	}

	@Test
	void twoRuntimesLiveSideBySide() {
		try (ConcurrencyRuntime one = ConcurrencyRuntime.builder().build();
				ConcurrencyRuntime other = ConcurrencyRuntime.builder().build()) {
			BackgroundSink<String> left = sink(one);
			BackgroundSink<String> right = sink(other);
			one.start();
			other.start();
			one.stop(Duration.ofMinutes(1));
			assertThat(left.tryPush("one")).isEqualTo(Admission.CLOSED);
			assertThat(right.tryPush("one")).isEqualTo(Admission.ACCEPTED);
			assertThat(other.stop(Duration.ofMinutes(1)).isClean()).isTrue();
			assertThat(right.snapshot().written()).isEqualTo(1);
		}
	}

	@Test
	void aBlockingPushIsRefusedOnAThreadThatActorsShare() {
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().build()) {
			BackgroundSink<String> sink = sink(runtime);
			CompletableFuture<Admission> quick = new CompletableFuture<>();
			CompletableFuture<Admission> slow = new CompletableFuture<>();
			CompletableFuture<Admission> timed = new CompletableFuture<>();
			ActorRef<String> actor = runtime.actor("pusher", () -> (message, context) -> {
				assertThat(Thread.currentThread()).isInstanceOf(SharedThread.class);
				quick.complete(sink.tryPush(message));
				complete(slow, () -> sink.push(message));
				complete(timed, () -> sink.push(message, Duration.ZERO));
			}, ActorSettings.defaults());
			runtime.start();
			assertThat(actor.tryTell("one")).isEqualTo(Admission.ACCEPTED);
			assertThat(quick.join()).isEqualTo(Admission.ACCEPTED);
			for (CompletableFuture<Admission> refused : List.of(slow, timed)) {
				assertThatExceptionOfType(CompletionException.class).isThrownBy(refused::join)
					.withCauseInstanceOf(IllegalStateException.class)
					.withMessageContaining("tryPush");
			}
			assertThat(sink.snapshot().accepted()).isEqualTo(1);
		}
	}

	@Test
	void everyTerminationCompletesThoughFollowersKeepTheSharedThreadsBusyAtTheClose() {
		CountDownLatch release = new CountDownLatch(1);
		int sinks = 4 * Math.max(8, Runtime.getRuntime().availableProcessors());
		List<CompletableFuture<Void>> ends;
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().build()) {
			List<BackgroundSink<String>> all = IntStream.range(0, sinks)
				.mapToObj((i) -> runtime.<String>sink("s" + i, (batch) -> {
				}, EAGER))
				.toList();
			runtime.start();
			ends = all.stream().map((sink) -> {
				CompletableFuture<Void> end = sink.termination().toCompletableFuture();
				var unused = sink.termination().thenRun(() -> await(release));
				return end;
			}).toList();
		}
		release.countDown();
		CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).join();
	}

	private static void useEverything(ConcurrencyRuntime runtime) {
		CompletableFuture<String> handled = new CompletableFuture<>();
		CompletableFuture<String> ticked = new CompletableFuture<>();
		CompletableFuture<String> written = new CompletableFuture<>();
		BackgroundSink<String> sink = runtime.sink("audit", (batch) -> written.complete("written"), EAGER);
		ActorRef<String> actor = runtime.actor("board", () -> (message, context) -> handled.complete(message),
				ActorSettings.defaults());
		runtime.worker("tick", (context) -> ticked.complete("ticked"), WorkerSettings.every(Duration.ofMillis(1)));
		runtime.start();
		assertThat(sink.tryPush("one")).isEqualTo(Admission.ACCEPTED);
		assertThat(actor.tryTell("one")).isEqualTo(Admission.ACCEPTED);
		CompletableFuture.allOf(handled, ticked, written).join();
	}

	private static boolean isOurs(Thread thread) {
		return thread.getName().startsWith("concurrency-") || thread.getName().startsWith("root/");
	}

	private static BackgroundSink<String> sink(ConcurrencyRuntime runtime) {
		return runtime.sink("audit", (batch) -> {
		}, EAGER);
	}

	private static void await(CountDownLatch latch) {
		boolean done = false;
		while (!done) {
			try {
				latch.await();
				done = true;
			}
			catch (InterruptedException ex) {
				// Followers are the user's: this one is stubborn.
			}
		}
	}

	private static void complete(CompletableFuture<Admission> answer, Callable<Admission> push) {
		try {
			answer.complete(push.call());
		}
		catch (Exception ex) {
			answer.completeExceptionally(ex);
		}
	}

}
