package dev.concurrency.test;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.SupervisorRef;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.ProcessContext;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Terminated;
import dev.concurrency.supervision.RestartStrategy;

import static org.assertj.core.api.Assertions.assertThat;

/** Who watches a process is told of the end of one incarnation, soon or late. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WatchTests {

	private final TreeBench bench = TreeBench.real();

	private final SupervisorRef parent = this.bench.supervisor("own", RestartStrategy.ONE_FOR_ONE);

	private final BlockingQueue<ProcessContext> contexts = new LinkedBlockingQueue<>();

	private final Loop loop = new Loop("loop") {
		@Override
		void onInitialize(ShutdownSignal shutdown) {
			WatchTests.this.contexts.add(ProcessContext.current().orElseThrow());
		}
	};

	@AfterEach
	void close() {
		this.bench.close();
	}

	@Test
	void endCarriesTheIdAndTheRealCause() {
		BackgroundProcess process = this.parent.process(this.loop);
		this.bench.runtime.start();
		ProcessId id = this.bench.find(process).process().id();
		CompletionStage<Terminated> watch = process.watch();
		assertThat(watch.toCompletableFuture()).isNotDone();
		IllegalStateException cause = new IllegalStateException("broken");
		this.loop.fail(cause);
		assertThat(ActorBench.join(watch)).returns(id, Terminated::id).returns(cause, Terminated::cause);
	}

	@Test
	void lateWatchStillFires() {
		BackgroundProcess process = this.parent.with(TreeBench.TRANSIENT).process(this.loop);
		this.bench.runtime.start();
		this.loop.end();
		ActorBench.join(process.termination());
		assertThat(ActorBench.join(process.watch())).returns(this.bench.find(process).process().id(), Terminated::id)
			.returns(null, Terminated::cause);
	}

	@Test
	void watchBeforeTheStartWaitsForTheEndOfTheFirstIncarnation() {
		BackgroundProcess process = this.parent.process(this.loop);
		CompletionStage<Terminated> watch = process.watch();
		this.bench.runtime.start();
		ProcessId id = this.bench.find(process).process().id();
		this.loop.fail(new IllegalStateException("broken"));
		assertThat(ActorBench.join(watch).id()).isEqualTo(id);
	}

	@Test
	void watchOfTheNextIncarnationDoesNotTellTheEndOfTheOneBefore() throws Exception {
		BackgroundProcess process = this.parent.process(this.loop);
		this.bench.runtime.start();
		this.loop.fail(new IllegalStateException("first"));
		this.bench.started(process, 2);
		ProcessId second = this.bench.find(process).process().id();
		CompletionStage<Terminated> watch = process.watch();
		assertThat(watch.toCompletableFuture()).isNotDone();
		IllegalStateException cause = new IllegalStateException("second");
		this.loop.fail(cause);
		assertThat(ActorBench.join(watch)).returns(second, Terminated::id).returns(cause, Terminated::cause);
	}

	@Test
	void contextOfAnIncarnationTellsTheEndOfThatOneHoweverLateItIsAsked() throws Exception {
		BackgroundProcess process = this.parent.process(this.loop);
		this.bench.runtime.start();
		ProcessContext first = this.contexts.take();
		IllegalStateException cause = new IllegalStateException("first");
		this.loop.fail(cause);
		this.bench.started(process, 2);
		assertThat(ActorBench.join(first.ended())).returns(first.id(), Terminated::id)
			.returns(cause, Terminated::cause);
		assertThat(this.contexts.take().ended().toCompletableFuture()).isNotDone();
	}

	@Test
	void supervisorIsWatchedLikeAnyProcess() {
		this.bench.runtime.start();
		ProcessId id = this.bench.find(this.parent).process().id();
		CompletionStage<Terminated> watch = this.parent.watch();
		ActorBench.join(this.bench.runtime.root().terminate("own"));
		assertThat(ActorBench.join(watch)).returns(id, Terminated::id).returns(null, Terminated::cause);
	}

}
