package dev.concurrency.test;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.StopReport;
import dev.concurrency.SupervisorRef;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessContext;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Supervisable;
import dev.concurrency.supervision.RestartStrategy;

import static org.assertj.core.api.Assertions.assertThat;

/** How a loop of the user's own is stopped, and what becomes of its instances. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PlainProcessStopTests {

	private final TreeBench bench = TreeBench.real();

	private final SupervisorRef parent = this.bench.supervisor("own", RestartStrategy.ONE_FOR_ONE);

	private final List<String> journal = new CopyOnWriteArrayList<>();

	private final CountDownLatch inside = new CountDownLatch(1);

	@AfterEach
	void close() {
		this.bench.close();
	}

	@Test
	void stopGivesTheSignalAndTheEndIsClean() {
		BackgroundProcess process = this.parent.process(new Loop("loop"));
		this.bench.runtime.start();
		assertThat(this.bench.runtime.stop(TreeBench.LONG).isClean()).isTrue();
		assertThat(process.status()).isEqualTo(new ProcessStatus.Stopped("asked to stop"));
		ActorBench.join(process.termination());
	}

	@Test
	void stopDuringALongInitializationEndsItAndTheBodyNeverRuns() throws InterruptedException {
		Loop loop = new Loop("slow") {
			@Override
			void onInitialize(ShutdownSignal shutdown) throws InterruptedException {
				PlainProcessStopTests.this.inside.countDown();
				new CountDownLatch(1).await();
			}
		};
		BackgroundProcess process = stoppedInside(loop);
		assertThat(process.status()).isInstanceOf(ProcessStatus.Stopped.class);
		assertThat(loop.run()).isZero();
		assertThat(this.journal).containsExactly("create", "destroy");
	}

	@Test
	void initializationThatWrapsTheInterruptOfAStopEndsCleanlyAndIsRemembered() throws InterruptedException {
		Loop loop = new Loop("slow") {
			@Override
			void onInitialize(ShutdownSignal shutdown) throws IOException {
				PlainProcessStopTests.this.inside.countDown();
				try {
					new CountDownLatch(1).await();
				}
				catch (InterruptedException ex) {
					throw new IOException("connection interrupted", ex);
				}
			}
		};
		BackgroundProcess process = stoppedInside(loop);
		assertThat(process.status()).isInstanceOf(ProcessStatus.Stopped.class);
		assertThat(this.bench.find(process).lastFailure()).isNotNull()
			.satisfies((failure) -> assertThat(failure.message()).isEqualTo("connection interrupted"));
		assertThat(this.journal).containsExactly("create", "destroy");
	}

	@Test
	void initializationThatSwallowsTheInterruptOfAStopIsNotFollowedByItsBody() throws InterruptedException {
		Loop loop = new Loop("slow") {
			@Override
			void onInitialize(ShutdownSignal shutdown) {
				PlainProcessStopTests.this.inside.countDown();
				ActorBench.until(Thread::interrupted);
			}
		};
		BackgroundProcess process = stoppedInside(loop);
		assertThat(process.status()).isInstanceOf(ProcessStatus.Stopped.class);
		assertThat(loop.run()).isZero();
		assertThat(this.journal).containsExactly("create", "destroy");
	}

	@Test
	void stopInterruptsAlsoTheMakingOfTheInstance() throws InterruptedException {
		this.bench.runtime.start();
		BackgroundProcess process = this.parent.process("slow", () -> {
			this.inside.countDown();
			new CountDownLatch(1).await();
			throw new IllegalStateException("unreachable");
		});
		ActorBench.await(this.inside);
		assertThat(this.bench.runtime.stop(TreeBench.LONG).isClean()).isTrue();
		assertThat(process.status()).isInstanceOf(ProcessStatus.Stopped.class);
	}

	@Test
	void destructionDoesNotSeeTheInterruptOfTheStop() throws InterruptedException {
		this.bench.runtime.start();
		Loop loop = new Loop("slow") {
			@Override
			void onInitialize(ShutdownSignal shutdown) {
				PlainProcessStopTests.this.inside.countDown();
				ActorBench.until(() -> Thread.currentThread().isInterrupted());
				throw new IllegalStateException("interrupted, and still so");
			}
		};
		this.parent.process("slow", new InstanceSource<Supervisable>() {
			@Override
			public Supervisable create() {
				return loop;
			}

			@Override
			public void destroy(Supervisable instance) {
				PlainProcessStopTests.this.journal.add("interrupted " + Thread.currentThread().isInterrupted());
			}
		});
		ActorBench.await(this.inside);
		this.bench.runtime.stop(TreeBench.LONG);
		assertThat(this.journal).containsExactly("interrupted false");
	}

	@Test
	void bodyThatFailsWhileItStopsHasFailed() throws InterruptedException {
		BackgroundProcess process = this.parent.process(new Loop("loop") {
			@Override
			public Run initialize(ShutdownSignal shutdown) {
				return () -> {
					PlainProcessStopTests.this.inside.countDown();
					shutdown.await();
					throw new IllegalStateException("broken at the end");
				};
			}
		});
		this.bench.runtime.start();
		ActorBench.await(this.inside);
		StopReport report = this.bench.runtime.stop(TreeBench.LONG);
		assertThat(report.notDrained()).containsExactly(process.path());
		assertThat(process.status()).isInstanceOfSatisfying(ProcessStatus.Failed.class,
				(failed) -> assertThat(failed.cause()).hasMessage("broken at the end"));
	}

	@Test
	void eachIncarnationHasAnInstanceOfItsOwnWhichIsGivenBack() throws Exception {
		Loop loop = new Loop("loop");
		BackgroundProcess process = this.parent.process("loop", recorded(loop));
		this.bench.runtime.start();
		loop.fail(new IllegalStateException("broken"));
		this.bench.started(process, 2);
		assertThat(this.journal).containsExactly("create", "destroy", "create");
		this.bench.runtime.stop(TreeBench.LONG);
		assertThat(this.journal).containsExactly("create", "destroy", "create", "destroy");
	}

	@Test
	void instanceWhoseInitializationFailsIsGivenBack() {
		this.bench.runtime.start();
		this.parent.with(TreeBench.TEMPORARY).process("loop", recorded(new Loop("loop") {
			@Override
			void onInitialize(ShutdownSignal shutdown) {
				throw new IllegalStateException("broken");
			}
		}));
		ActorBench.until(() -> this.journal.size() == 2);
		assertThat(this.journal).containsExactly("create", "destroy");
	}

	@Test
	void contextOfTheBodyTellsItsPathItsIdAndItsSignal() throws InterruptedException {
		BackgroundProcess process = this.parent.process(new Loop("loop") {
			@Override
			public Run initialize(ShutdownSignal shutdown) {
				return () -> {
					ProcessContext context = ProcessContext.current().orElseThrow();
					PlainProcessStopTests.this.journal.add(context.path() + " " + (context.shutdown() == shutdown));
					PlainProcessStopTests.this.journal.add(String.valueOf(context.id()));
					PlainProcessStopTests.this.inside.countDown();
					shutdown.await();
				};
			}
		});
		this.bench.runtime.start();
		ActorBench.await(this.inside);
		assertThat(this.journal).containsExactly("root/own/loop true",
				String.valueOf(this.bench.find(process).process().id()));
		assertThat(ProcessContext.current()).isEmpty();
	}

	private BackgroundProcess stoppedInside(Loop loop) throws InterruptedException {
		this.bench.runtime.start();
		BackgroundProcess process = this.parent.process(loop.name(), recorded(loop));
		ActorBench.await(this.inside);
		assertThat(this.bench.runtime.stop(TreeBench.LONG).isClean()).isTrue();
		return process;
	}

	private InstanceSource<Supervisable> recorded(Supervisable body) {
		return new InstanceSource<>() {
			@Override
			public Supervisable create() {
				PlainProcessStopTests.this.journal.add("create");
				return body;
			}

			@Override
			public void destroy(Supervisable instance) {
				PlainProcessStopTests.this.journal.add("destroy");
			}
		};
	}

}
