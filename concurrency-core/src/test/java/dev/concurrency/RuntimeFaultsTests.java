package dev.concurrency;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.process.Admission;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.LastFailure;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.sink.SinkHandlers;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.supervision.SupervisionException;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What users' code throws at a runtime, and from where. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RuntimeFaultsTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private static final ProcessPath SINKS = ProcessPath.ROOT.child("sinks");

	private static final SinkSettings EAGER = SinkSettings.defaults().withLinger(Duration.ZERO);

	@Test
	void aListenerThatThrowsDoesNoHarm() {
		List<String> told = new CopyOnWriteArrayList<>();
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().listener((event) -> {
			throw new IllegalStateException();
		}).listener((event) -> {
			throw new AssertionError("not even an exception");
		}).listener((event) -> told.add(event.process().path().value())).build()) {
			List<Object> written = new CopyOnWriteArrayList<>();
			BackgroundSink<String> sink = runtime.sink("audit", written::addAll, EAGER);
			runtime.start();
			assertThat(sink.tryPush("one")).isEqualTo(Admission.ACCEPTED);
			assertThat(runtime.stop(LONG).isClean()).isTrue();
			assertThat(written).containsExactly("one");
			assertThat(told).contains("root/sinks/audit", "root");
			assertThat(sink.snapshot().written()).isEqualTo(1);
		}
	}

	@Test
	void anUndeliveredHandlerThatThrowsDoesNoHarm() throws InterruptedException {
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().undeliveredHandler((process, items, reason) -> {
			throw new AssertionError("not even an exception");
		}).build()) {
			CountDownLatch inside = new CountDownLatch(1);
			BackgroundSink<String> sink = runtime.sink("audit", hanging(inside), EAGER);
			runtime.start();
			assertThat(sink.tryPush("one")).isEqualTo(Admission.ACCEPTED);
			inside.await();
			assertThat(runtime.stop(Duration.ZERO).notDrained()).containsExactly(sink.path());
			assertThat(sink.snapshot().undelivered()).isEqualTo(1);
			assertThat(sink.termination().toCompletableFuture()).failsWithin(LONG);
		}
	}

	@Test
	void aThreadThatCannotBeMadeFailsTheStart() {
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder()
			.supervisionExecutor(Runnable::run)
			.threadFactory((task) -> {
				throw new OutOfMemoryError("unable to create native thread");
			})
			.build()) {
			runtime.sink("audit", (batch) -> {
			}, EAGER);
			assertThatExceptionOfType(SupervisionException.InitFailed.class).isThrownBy(runtime::start)
				.withMessageContaining("root/sinks/audit")
				.withMessageContaining("native thread");
		}
	}

	@Test
	void anExceptionWhoseMessageCannotBeReadDoesNoHarm() {
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().build()) {
			BackgroundSink<String> sink = runtime.sink("audit", (batch) -> {
				throw new Unreadable();
			}, EAGER);
			runtime.start();
			assertThat(sink.tryPush("one")).isEqualTo(Admission.ACCEPTED);
			assertThat(runtime.stop(LONG).aborted()).isZero();
			assertThat(sink.snapshot().deadLettered()).isEqualTo(1);
			assertThat(failureOf(runtime, sink)).returns(Unreadable.class.getName(), LastFailure::type);
		}
	}

	@Test
	void anExceptionWhoseMessageCannotBeReadFailsAStartLikeAnyOther() {
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().build()) {
			runtime.sink("audit", () -> {
				throw new Unreadable();
			}, EAGER, SinkHandlers.none());
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(runtime::start);
		}
	}

	@Test
	void aSnapshotNeverWaitsForAWedgedDrain() throws InterruptedException {
		CountDownLatch inside = new CountDownLatch(1);
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().shutdownTimeout(Duration.ZERO).build()) {
			BackgroundSink<String> sink = runtime.sink("audit", hanging(inside), EAGER);
			runtime.start();
			assertThat(sink.tryPush("one")).isEqualTo(Admission.ACCEPTED);
			inside.await();
			assertThat(sink.tryPush("two")).isEqualTo(Admission.ACCEPTED);
			assertThat(runtime.find(sink.path())).get().satisfies((process) -> {
				assertThat(process.status()).isInstanceOf(ProcessStatus.Running.class);
				assertThat(process.details()).usingRecursiveComparison()
					.ignoringFields("oldestAge")
					.isEqualTo(sink.snapshot());
			});
			assertThat(sink.snapshot().inFlight()).isEqualTo(1);
			assertThat(sink.snapshot().queued()).isEqualTo(1);
		}
	}

	@Test
	void whenAKindHasUsedUpItsRestartsTheHandlerIsToldAndTheOtherKindsGoOn() throws InterruptedException {
		BlockingQueue<String> gaveUp = new LinkedBlockingQueue<>();
		CountDownLatch down = new CountDownLatch(1);
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder()
			.restarts(RestartPolicy.NEVER)
			.listener((event) -> {
				if (event instanceof ProcessEvent.Stopped && event.process().path().equals(SINKS)) {
					down.countDown();
				}
			})
			.giveUpHandler((process, cause) -> gaveUp.add(process.path() + ": " + cause.getClass().getSimpleName()))
			.build()) {
			BackgroundSink<String> failing = runtime.sink("failing", (batch) -> {
				throw new AssertionError();
			}, EAGER);
			BackgroundSink<String> sibling = runtime.sink("sibling", (batch) -> {
			}, EAGER);
			CompletableFuture<Void> ticked = new CompletableFuture<>();
			PeriodicWorker worker = runtime.worker("tick", (context) -> {
				if (down.getCount() == 0) {
					ticked.complete(null);
				}
			}, WorkerSettings.every(Duration.ofMillis(1)));
			runtime.start();
			assertThat(failing.tryPush("one")).isEqualTo(Admission.ACCEPTED);
			assertThat(gaveUp.poll(20, TimeUnit.SECONDS)).isEqualTo("root/sinks: BudgetExceeded");
			down.await();
			ticked.join();
			assertThat(sibling.tryPush("two")).isEqualTo(Admission.CLOSED);
			assertThat(statusOf(runtime, SINKS)).isInstanceOf(ProcessStatus.Failed.class);
			assertThat(worker.status()).isInstanceOf(ProcessStatus.Running.class);
			assertThat(failing.snapshot().undelivered()).isEqualTo(1);
			runtime.stop(LONG);
			assertThat(gaveUp).isEmpty();
		}
	}

	@Test
	void aGiveUpHandlerThatThrowsDoesNoHarm() throws InterruptedException {
		CountDownLatch told = new CountDownLatch(1);
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder()
			.restarts(RestartPolicy.NEVER)
			.giveUpHandler((process, cause) -> {
				told.countDown();
				throw new IllegalStateException();
			})
			.build()) {
			BackgroundSink<String> failing = runtime.sink("failing", (batch) -> {
				throw new AssertionError();
			}, EAGER);
			runtime.start();
			assertThat(failing.tryPush("one")).isEqualTo(Admission.ACCEPTED);
			// Not before: a stop outranks what would be given up meanwhile.
			told.await();
			assertThat(failing.termination().toCompletableFuture()).failsWithin(LONG);
			runtime.stop(LONG);
			assertThat(runtime.snapshot().status()).isInstanceOf(ProcessStatus.Stopped.class);
		}
	}

	@Test
	void aSourceThatCannotDestroyIsLoggedAndGoesNoFurther() {
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().build()) {
			runtime.sink("audit", new InstanceSource<SinkDrain<String>>() {
				@Override
				public SinkDrain<String> create() {
					return (batch) -> {
					};
				}

				@Override
				public void destroy(SinkDrain<String> instance) {
					throw new IllegalStateException();
				}
			}, EAGER, SinkHandlers.none());
			runtime.start();
			assertThat(runtime.stop(LONG).isClean()).isTrue();
		}
	}

	private static SinkDrain<String> hanging(CountDownLatch inside) {
		return (batch) -> {
			inside.countDown();
			new CountDownLatch(1).await();
		};
	}

	private static ProcessStatus statusOf(ConcurrencyRuntime runtime, ProcessPath path) {
		return runtime.find(path).map(ProcessSnapshot::status).orElseThrow();
	}

	private static LastFailure failureOf(ConcurrencyRuntime runtime, BackgroundSink<?> sink) {
		return runtime.find(sink.path()).map(ProcessSnapshot::lastFailure).orElseThrow();
	}

	/** Some exceptions compute their message, and fail. */
	private static final class Unreadable extends RuntimeException {

		@Override
		public String getMessage() {
			throw new IllegalArgumentException("no message");
		}

	}

}
