package dev.concurrency.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.SupervisorRef;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.process.Admission;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.supervision.RestartStrategy;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Processes of all kinds that are restarted though nothing is wrong with them: with a
 * sibling or by an operator. What they had accepted survives.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RestartTogetherTests {

	private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

	private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

	private final Loop loop = new Loop("loop");

	private final List<Object> written = new CopyOnWriteArrayList<>();

	private final Semaphore writing = new Semaphore(0);

	private final Semaphore mayWrite = new Semaphore(0);

	private final Semaphore handling = new Semaphore(0);

	private final Semaphore mayHandle = new Semaphore(0);

	private final Script actors = new Script((message, context) -> {
		this.handling.release();
		this.mayHandle.acquire();
	});

	@Test
	void whatSinksAndActorsHaveAcceptedSurvivesTheFailureOfASiblingAndTheyAcceptMeanwhile() throws Exception {
		try (TreeBench bench = TreeBench.real()) {
			SupervisorRef own = bench.supervisor("own", RestartStrategy.ONE_FOR_ALL);
			BackgroundSink<String> sink = own.sink("audit", this::write, TreeBench.EAGER.withSizes(16, 1));
			ActorRef<String> actor = own.actor("actor", this.actors, ActorSettings.defaults());
			PeriodicWorker worker = own.worker("tick", (context) -> {
			}, WorkerSettings.every(Duration.ofHours(1)));
			BackgroundProcess process = own.process(this.loop);
			bench.runtime.start();
			assertThat(sink.tryPush("in flight")).isEqualTo(Admission.ACCEPTED);
			assertThat(sink.tryPush("queued")).isEqualTo(Admission.ACCEPTED);
			assertThat(actor.tryTell("in hand")).isEqualTo(Admission.ACCEPTED);
			assertThat(actor.tryTell("queued")).isEqualTo(Admission.ACCEPTED);
			this.writing.acquire();
			this.handling.acquire();
			this.loop.fail(new IllegalStateException("broken"));
			ActorBench.until(() -> sink.status() instanceof ProcessStatus.Stopping
					|| actor.status() instanceof ProcessStatus.Stopping);
			assertThat(sink.tryPush("meanwhile")).isEqualTo(Admission.ACCEPTED);
			assertThat(actor.tryTell("meanwhile")).isEqualTo(Admission.ACCEPTED);
			CompletionStage<Void> flushed = sink.flush();
			assertThat(flushed.toCompletableFuture()).isNotDone();
			this.mayWrite.release(100);
			this.mayHandle.release(100);
			ActorBench.join(flushed);
			bench.started(sink, 2);
			bench.started(actor, 2);
			bench.started(worker, 2);
			bench.started(process, 2);
			ActorBench.until(() -> this.actors.journal("handle").size() == 3);
			assertThat(this.written).containsExactly("in flight", "queued", "meanwhile");
			assertThat(this.actors.journal("handle")).containsExactly("1 handle in hand as 1", "2 handle queued as 1",
					"2 handle meanwhile as 2");
			assertThat(bench.undelivered).isEmpty();
		}
	}

	@Test
	void failedProcessIsNotSaidToRunWhileItsSiblingsStop() throws Exception {
		try (TreeBench bench = TreeBench.real()) {
			SupervisorRef own = bench.supervisor("own", RestartStrategy.ONE_FOR_ALL);
			BackgroundSink<String> sink = own.sink("audit", this::write, TreeBench.EAGER);
			BackgroundProcess process = own.process(this.loop);
			bench.runtime.start();
			assertThat(sink.tryPush("in flight")).isEqualTo(Admission.ACCEPTED);
			this.writing.acquire();
			this.loop.fail(new IllegalStateException("broken"));
			ActorBench.until(() -> sink.status() instanceof ProcessStatus.Stopping);
			ActorBench.until(() -> process.status() instanceof ProcessStatus.Restarting);
			assertThat(bench.find(process).ledger()).as("not due yet").isEmpty();
			this.mayWrite.release(100);
			bench.started(process, 2);
			assertThat(bench.find(process).ledger()).hasSize(1);
		}
	}

	@Test
	void siblingsBeforeTheFailedOneAreLeftAloneByRestForOne() throws Exception {
		try (TreeBench bench = TreeBench.real()) {
			SupervisorRef own = bench.supervisor("own", RestartStrategy.REST_FOR_ONE);
			this.mayWrite.release(100);
			this.mayHandle.release(100);
			BackgroundSink<String> sink = own.sink("audit", this::write, TreeBench.EAGER);
			BackgroundProcess process = own.process(this.loop);
			ActorRef<String> actor = own.actor("actor", this.actors, ActorSettings.defaults());
			bench.runtime.start();
			var id = bench.find(sink).process().id();
			this.loop.fail(new IllegalStateException("broken"));
			bench.started(actor, 2);
			bench.started(process, 2);
			assertThat(bench.find(sink).process().id()).isEqualTo(id);
			assertThat(bench.find(sink).restarts()).isZero();
			assertThat(bench.find(actor).restarts()).isEqualTo(1);
		}
	}

	@Test
	void restartByAnOperatorKeepsWhatASinkHasAcceptedAndItAcceptsMeanwhile() throws Exception {
		try (TreeBench bench = TreeBench.real()) {
			SupervisorRef own = bench.supervisor("own", RestartStrategy.ONE_FOR_ONE);
			BackgroundSink<String> sink = own.sink("audit", this::write, TreeBench.EAGER.withSizes(16, 1));
			bench.runtime.start();
			assertThat(sink.tryPush("in flight")).isEqualTo(Admission.ACCEPTED);
			assertThat(sink.tryPush("queued")).isEqualTo(Admission.ACCEPTED);
			this.writing.acquire();
			CompletionStage<?> restarted = own.restart("audit");
			ActorBench.until(() -> sink.status() instanceof ProcessStatus.Stopping);
			assertThat(sink.tryPush("meanwhile")).isEqualTo(Admission.ACCEPTED);
			CompletionStage<Void> flushed = sink.flush();
			this.mayWrite.release(100);
			ActorBench.join(restarted);
			ActorBench.join(flushed);
			assertThat(this.written).containsExactly("in flight", "queued", "meanwhile");
			assertThat(bench.find(sink).restarts()).isZero();
		}
	}

	@Test
	void summaryOfALoopCountsItsIncarnationsWhyeverTheyBegan() throws Exception {
		try (TreeBench bench = TreeBench.real()) {
			SupervisorRef own = bench.supervisor("own", RestartStrategy.ONE_FOR_ONE);
			BackgroundProcess process = own.process(this.loop);
			bench.runtime.start();
			ActorBench.join(own.restart("loop"));
			this.loop.fail(new IllegalStateException("broken"));
			bench.started(process, 3);
			assertThat(bench.find(process).restarts()).as("after a failure").isEqualTo(1);
			bench.runtime.stop(TreeBench.LONG);
			assertThat(bench.events.await(ProcessEvent.Stopped.class, process.path(), 1).summary())
				.isEqualTo("ran 3 times");
		}
	}

	@Test
	void sinkThatMustBeInterruptedToBeRestartedKeepsWhatItHasAcceptedAndStaysOpen() throws Exception {
		try (TreeBench bench = TreeBench.manual()) {
			SupervisorRef own = bench.supervisor("own", RestartStrategy.ONE_FOR_ONE);
			BackgroundSink<String> sink = own.sink("audit", this::write, TreeBench.EAGER.withSizes(16, 1));
			bench.runtime.start();
			assertThat(sink.tryPush("in flight")).isEqualTo(Admission.ACCEPTED);
			assertThat(sink.tryPush("queued")).isEqualTo(Admission.ACCEPTED);
			this.writing.acquire();
			CompletionStage<?> restarted = own.restart("audit");
			bench.time.advance(TEN_SECONDS);
			assertThat(sink.tryPush("after the interrupt")).isEqualTo(Admission.ACCEPTED);
			this.mayWrite.release(100);
			ActorBench.join(restarted);
			ActorBench.until(() -> this.written.size() == 3);
			assertThat(this.written).containsExactly("in flight", "queued", "after the interrupt");
			assertThat(bench.undelivered).isEmpty();
		}
	}

	@Test
	void actorThatMustBeInterruptedToBeRestartedKeepsWhatItHasAcceptedAndStaysOpen() throws Exception {
		try (TreeBench bench = TreeBench.manual()) {
			SupervisorRef own = bench.supervisor("own", RestartStrategy.ONE_FOR_ONE);
			ActorRef<String> actor = own.actor("actor", this.actors, ActorSettings.defaults());
			bench.runtime.start();
			assertThat(actor.tryTell("hangs")).isEqualTo(Admission.ACCEPTED);
			this.handling.acquire();
			assertThat(actor.tryTell("queued")).isEqualTo(Admission.ACCEPTED);
			CompletionStage<?> restarted = own.restart("actor");
			bench.time.advance(FIVE_SECONDS);
			assertThat(actor.tryTell("after the interrupt")).isEqualTo(Admission.ACCEPTED);
			this.mayHandle.release(100);
			ActorBench.join(restarted);
			ActorBench.until(() -> this.actors.journal("handle").size() == 3);
			assertThat(this.actors.journal("handle")).containsExactly("1 handle hangs as 1", "2 handle queued as 1",
					"2 handle after the interrupt as 2");
			assertThat(bench.undelivered).isEmpty();
		}
	}

	@Test
	void actorWhoseStartTookTooLongKeepsWhatWasSentToIt() throws Exception {
		CountDownLatch starting = new CountDownLatch(1);
		Script slow = new Script((message, context) -> {
		}) {
			@Override
			void onStart(int instance, ActorContext<String> context) throws InterruptedException {
				if (instance == 1) {
					starting.countDown();
					new CountDownLatch(1).await();
				}
			}
		};
		try (TreeBench bench = TreeBench.manual()) {
			SupervisorRef own = bench.supervisor("own", RestartStrategy.ONE_FOR_ONE);
			bench.runtime.start();
			ActorRef<String> actor = own.with((spec) -> spec.withInitTimeout(FIVE_SECONDS))
				.actor("actor", slow, ActorSettings.defaults());
			ActorBench.await(starting);
			assertThat(actor.tryTell("early")).isEqualTo(Admission.ACCEPTED);
			bench.time.advance(FIVE_SECONDS);
			ActorBench.until(() -> {
				bench.time.advance(Duration.ZERO);
				return !slow.journal("handle").isEmpty();
			});
			assertThat(slow.journal("handle")).containsExactly("2 handle early as 1");
			assertThat(bench.undelivered).isEmpty();
		}
	}

	@Test
	void stopWhileAGroupIsRestartedLosesNothing() throws Exception {
		try (TreeBench bench = TreeBench.real()) {
			SupervisorRef own = bench.supervisor("own", RestartStrategy.ONE_FOR_ALL);
			BackgroundSink<String> sink = own.sink("audit", this::write, TreeBench.EAGER.withSizes(16, 1));
			own.process(this.loop);
			bench.runtime.start();
			assertThat(sink.tryPush("in flight")).isEqualTo(Admission.ACCEPTED);
			assertThat(sink.tryPush("queued")).isEqualTo(Admission.ACCEPTED);
			this.writing.acquire();
			this.loop.fail(new IllegalStateException("broken"));
			ActorBench.until(() -> sink.status() instanceof ProcessStatus.Stopping);
			var report = bench.stopping();
			ActorBench.until(() -> bench.runtime.snapshot().status() instanceof ProcessStatus.Stopping
					&& own.status() instanceof ProcessStatus.Stopping);
			this.mayWrite.release(100);
			ActorBench.join(report);
			assertThat(this.written).startsWith("in flight");
			assertThat(this.written.size() + bench.undelivered.size()).isEqualTo(2);
			assertThat(sink.tryPush("late")).isEqualTo(Admission.CLOSED);
		}
	}

	private void write(List<String> batch) throws InterruptedException {
		this.writing.release();
		this.mayWrite.acquire();
		this.written.addAll(batch);
	}

}
