package dev.concurrency.test;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.SupervisorRef;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Supervisable;
import dev.concurrency.supervision.RestartStrategy;
import dev.concurrency.supervision.SupervisionException;

import static org.assertj.core.api.Assertions.assertThat;

/** What follows when a loop of the user's own ends, by its restart type. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PlainProcessRestartTests {

	private final TreeBench bench = TreeBench.real();

	private final SupervisorRef parent = this.bench.supervisor("own", RestartStrategy.ONE_FOR_ONE);

	private final Loop loop = new Loop("loop");

	@AfterEach
	void close() {
		this.bench.close();
	}

	@Test
	void permanentProcessIsStartedAnewAfterAFailure() throws Exception {
		BackgroundProcess process = running(this.parent.process(this.loop));
		this.loop.fail(new IllegalStateException("broken"));
		this.bench.started(process, 2);
		assertThat(this.loop.initialized()).isEqualTo(2);
		assertThat(this.bench.find(process).restarts()).isEqualTo(1);
		assertThat(this.bench.find(process).lastFailure()).isNotNull()
			.satisfies((failure) -> assertThat(failure.message()).isEqualTo("broken"));
	}

	@Test
	void permanentProcessIsStartedAnewAlsoAfterACleanEnd() throws Exception {
		BackgroundProcess process = running(this.parent.process(this.loop));
		this.loop.end();
		this.bench.started(process, 2);
		assertThat(this.bench.find(process).lastFailure()).isNotNull()
			.satisfies((failure) -> assertThat(failure.type())
				.isEqualTo(SupervisionException.UnexpectedEnd.class.getName()));
	}

	@Test
	void transientProcessIsStartedAnewAfterAFailureOnly() throws Exception {
		BackgroundProcess process = running(this.parent.with(TreeBench.TRANSIENT).process(this.loop));
		this.loop.fail(new IllegalStateException("broken"));
		this.bench.started(process, 2);
		this.loop.end();
		ActorBench.join(process.termination());
		assertThat(process.status()).isInstanceOf(ProcessStatus.Stopped.class);
		assertThat(this.loop.initialized()).isEqualTo(2);
	}

	@Test
	void temporaryProcessIsNeverStartedAnew() throws Exception {
		BackgroundProcess process = running(this.parent.with(TreeBench.TEMPORARY).process(this.loop));
		this.loop.fail(new IllegalStateException("broken"));
		assertThat(process.termination().toCompletableFuture()).failsWithin(TreeBench.LONG)
			.withThrowableThat()
			.withMessageContaining("broken");
		assertThat(this.parent.restart("loop").toCompletableFuture()).failsWithin(TreeBench.LONG)
			.withThrowableThat()
			.withCauseInstanceOf(SupervisionException.ChildNotFound.class);
		assertThat(this.loop.initialized()).isEqualTo(1);
	}

	@Test
	void errorReachesTheSupervisorLikeAnyFailure() throws Exception {
		BackgroundProcess process = running(this.parent.with(TreeBench.TRANSIENT).process(this.loop));
		this.loop.fail(new AssertionError("not even an exception"));
		this.bench.started(process, 2);
		assertThat(this.bench.events.all(ProcessEvent.Failed.class)).singleElement()
			.satisfies((failed) -> assertThat(failed.cause()).isInstanceOf(AssertionError.class));
	}

	@Test
	@SuppressWarnings("removal")
	void deathOfTheThreadReachesTheSupervisor() throws Exception {
		BackgroundProcess process = running(this.parent.with(TreeBench.TRANSIENT).process(this.loop));
		this.loop.fail(new ThreadDeath());
		this.bench.started(process, 2);
	}

	@Test
	void threadInterruptedWithoutAStopRequestIsAFailure() throws Exception {
		BackgroundProcess process = this.parent.with(TreeBench.TRANSIENT).process(new Loop("interrupted") {
			@Override
			public Run initialize(ShutdownSignal shutdown) throws Exception {
				Run run = super.initialize(shutdown);
				return (initialized() == 1) ? Thread.currentThread()::interrupt : run;
			}
		});
		this.bench.runtime.start();
		this.bench.started(process, 2);
		assertThat(this.bench.events.all(ProcessEvent.Failed.class)).singleElement()
			.satisfies((failed) -> assertThat(failed.cause()).isInstanceOf(InterruptedException.class));
	}

	@Test
	void initializationWithoutABodyIsAFailedStart() {
		this.bench.runtime.start();
		Supervisable nothing = new Loop("nothing") {
			@Override
			@SuppressWarnings("NullAway")
			public Run initialize(ShutdownSignal shutdown) {
				return null;
			}
		};
		assertThat(this.parent.spawn(nothing).ready().toCompletableFuture()).failsWithin(TreeBench.LONG)
			.withThrowableThat()
			.withCauseInstanceOf(SupervisionException.InitFailed.class);
	}

	@Test
	void processDirectlyBelowTheRootStaysDownAndTheHandlerIsTold() throws Exception {
		BackgroundProcess process = running(this.bench.runtime.root().process(this.loop));
		this.loop.fail(new IllegalStateException("broken"));
		assertThat(this.bench.gaveUp.take()).isEqualTo("root/loop IllegalStateException");
		this.bench.stopped(process, 1);
		assertThat(process.status()).isInstanceOf(ProcessStatus.Failed.class);
		assertThat(this.bench.runtime.snapshot().status()).isInstanceOf(ProcessStatus.Running.class);
	}

	@Test
	void processOfTheRuntimeBelongsToTheSupervisorOfItsKind() throws Exception {
		BackgroundProcess process = running(this.bench.runtime.process(this.loop));
		assertThat(process.path()).hasToString("root/processes/loop");
		this.loop.fail(new IllegalStateException("broken"));
		this.bench.started(process, 2);
	}

	@Test
	void exhaustedJvmIsNoCaseForARestart() throws Exception {
		BackgroundProcess process = running(this.parent.process(this.loop));
		this.loop.fail(new OutOfMemoryError("in a test"));
		assertThat(this.bench.gaveUp.take()).isEqualTo("root/own OutOfMemoryError");
		this.bench.stopped(this.parent, 1);
		assertThat(process.status()).isInstanceOf(ProcessStatus.Failed.class);
		assertThat(this.parent.status()).isInstanceOf(ProcessStatus.Failed.class);
		assertThat(this.loop.initialized()).isEqualTo(1);
	}

	@Test
	void idsAreNewForEachIncarnationPositiveAndInEveryEvent() throws Exception {
		BackgroundProcess process = running(this.parent.process(this.loop));
		this.loop.fail(new IllegalStateException("broken"));
		this.bench.started(process, 2);
		var ids = this.bench.events.all(ProcessEvent.Started.class)
			.stream()
			.filter((event) -> event.process().path().equals(process.path()))
			.map((event) -> event.process().id())
			.toList();
		assertThat(ids).hasSize(2).doesNotHaveDuplicates().allSatisfy((id) -> {
			assertThat(id).isNotNull();
			assertThat(id.value()).isPositive();
		});
		assertThat(this.bench.events.all(ProcessEvent.Failed.class)).singleElement()
			.satisfies((failed) -> assertThat(failed.process().id()).isEqualTo(ids.get(0)));
	}

	private BackgroundProcess running(BackgroundProcess process) {
		this.bench.runtime.start();
		assertThat(process.status()).isInstanceOf(ProcessStatus.Running.class);
		return process;
	}

}
