package dev.concurrency.test;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.concurrency.SupervisorRef;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.ProcessContext;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.supervision.RestartStrategy;
import dev.concurrency.worker.PeriodicTask;
import dev.concurrency.worker.TickContext;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** What a process registers for the request to end. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShutdownCallbackTests {

	private final TreeBench bench = TreeBench.real();

	private final SupervisorRef parent = this.bench.supervisor("own", RestartStrategy.ONE_FOR_ONE);

	private final CountDownLatch inside = new CountDownLatch(1);

	private final CountDownLatch released = new CountDownLatch(1);

	@AfterEach
	void close() {
		this.released.countDown();
		this.bench.close();
	}

	@ParameterizedTest
	@EnumSource(names = { "SINK", "WORKER", "ACTOR", "PROCESS" })
	void oneThatBlocksHoldsUpNoSupervisor(ProcessKind kind) throws InterruptedException {
		Loop other = new Loop("other");
		BackgroundProcess sibling = this.parent.process(other);
		register(kind, () -> {
			this.inside.countDown();
			ActorBench.until(() -> this.released.getCount() == 0);
		});
		this.bench.runtime.start();
		CompletionStage<?> terminated = this.parent.terminate("it");
		ActorBench.await(this.inside);
		other.fail(new IllegalStateException("broken"));
		this.bench.started(sibling, 2);
		this.released.countDown();
		ActorBench.join(terminated);
	}

	@ParameterizedTest
	@EnumSource(names = { "SINK", "WORKER", "ACTOR", "PROCESS" })
	void whatOneThrowsIsRememberedAndKeepsNobodyFromEnding(ProcessKind kind) {
		BackgroundProcess process = register(kind, () -> {
			throw new IllegalStateException("thrown by the callback");
		});
		this.bench.runtime.start();
		ActorBench.join(this.parent.terminate("it"));
		ActorBench.until(() -> this.bench.find(process).lastFailure() != null);
		assertThat(this.bench.find(process).lastFailure()).isNotNull()
			.satisfies((failure) -> assertThat(failure.message()).isEqualTo("thrown by the callback"));
	}

	/** A process that registers a callback while it starts. */
	private BackgroundProcess register(ProcessKind kind, Runnable callback) {
		Runnable start = () -> ProcessContext.current().orElseThrow().shutdown().onRequest(callback);
		return switch (kind) {
			case SINK -> this.parent.sink("it", new SinkDrain<String>() {
				@Override
				public void open() {
					start.run();
				}

				@Override
				public void drain(List<String> batch) {
				}
			}, TreeBench.EAGER);
			case WORKER -> this.parent.worker("it", new PeriodicTask() {
				@Override
				public void onStart() {
					start.run();
				}

				@Override
				public void tick(TickContext context) {
				}
			}, WorkerSettings.every(TreeBench.LONG));
			case ACTOR -> this.parent.actor("it", () -> new Actor<String>() {
				@Override
				public void onStart(ActorContext<String> context) {
					start.run();
				}

				@Override
				public void handle(String message, ActorContext<String> context) {
				}
			}, ActorSettings.defaults());
			default -> this.parent.process(new Loop("it") {
				@Override
				void onInitialize(ShutdownSignal shutdown) {
					start.run();
				}
			});
		};
	}

}
