package dev.concurrency.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.concurrency.SupervisorRef;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorFailureAction;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.ChildFailedException;
import dev.concurrency.process.Admission;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.supervision.RestartStrategy;
import dev.concurrency.test.Puppets.Step;
import dev.concurrency.worker.PeriodicTask;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.TickContext;
import dev.concurrency.worker.WorkerSettings;

import static dev.concurrency.test.Puppets.say;
import static dev.concurrency.test.Puppets.tell;
import static org.assertj.core.api.Assertions.assertThat;

/** Exceptions that fail when they are asked for their cause or their text. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnreadableFailureTests {

	private static final Duration INTERVAL = Duration.ofSeconds(10);

	@Test
	void aWorkerGoesOnAfterATickThatThrowsOne() {
		Ticks ticks = new Ticks((context) -> {
			throw new Unreadable();
		});
		try (ActorBench bench = new ActorBench()) {
			PeriodicWorker worker = bench.runtime.worker("worker", ticks, WorkerSettings.every(INTERVAL));
			bench.runtime.start();
			bench.time.advance(INTERVAL.multipliedBy(3));
			assertThat(ticks.count()).isEqualTo(3);
			assertThat(worker.status()).isEqualTo(new ProcessStatus.Running());
			assertThat(bench.runtime.find(worker.path()).orElseThrow().lastFailure()).extracting("type", "count")
				.containsExactly(Unreadable.class.getName(), 3L);
		}
	}

	@Test
	void anActorIsRestartedAfterAMessageThatThrowsOne() {
		Puppets puppets = new Puppets();
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> actor = bench.runtime.actor("actor", puppets, ActorSettings.defaults());
			bench.runtime.start();
			tell(actor, UnreadableFailureTests::throwIt, say("a"));
			bench.restartIsDue();
			assertThat(puppets.news()).endsWith("2 start", "2 a");
		}
	}

	@Test
	void theActorAboveIsTold() {
		Puppets parents = new Puppets();
		parents.onChildEvent = (event, context) -> true;
		AtomicReference<ActorRef<Step>> child = new AtomicReference<>();
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> parent = bench.runtime.actor("parent", parents, ActorSettings.defaults());
			bench.runtime.start();
			tell(parent, (self, context) -> child.set(context.spawn("child", new Puppets(),
					ActorSettings.defaults().withOnFailure(ActorFailureAction.STOP))));
			tell(child.get(), UnreadableFailureTests::throwIt);
			assertThat(parents.news()).containsExactly("1 start", "1 child child null");
		}
	}

	@Test
	void whatIsLeftInTheMailboxOfAnActorThatEndsOnOneIsReported() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> actor = bench.runtime.actor("actor", new Puppets(),
					ActorSettings.defaults().withOnFailure(ActorFailureAction.STOP));
			bench.runtime.start();
			tell(actor, (self, context) -> {
				tell(context.self(), say("left"));
				throw new Speechless();
			});
			assertThat(bench.undelivered).hasSize(1);
		}
	}

	@Test
	void anActorThatDoesNotHandleItFailsWithIt() {
		Puppets parents = new Puppets();
		AtomicReference<ActorRef<Step>> child = new AtomicReference<>();
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> parent = bench.runtime.actor("parent", parents, ActorSettings.defaults());
			bench.runtime.start();
			tell(parent, (self, context) -> child.set(context.spawn("child", new Puppets(),
					ActorSettings.defaults().withOnFailure(ActorFailureAction.STOP))));
			tell(child.get(), (self, context) -> {
				throw new Speechless();
			});
			bench.restartIsDue();
			assertThat(bench.runtime.find(parent.path()).orElseThrow().lastFailure()).extracting("type")
				.isEqualTo(ChildFailedException.class.getName());
			assertThat(parents.news()).endsWith("2 start");
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "SINK", "WORKER", "ACTOR", "PROCESS" })
	void aProcessWhoseLastHookThrowsOneEnds(ProcessKind kind) {
		try (TreeBench bench = TreeBench.manual()) {
			SupervisorRef parent = bench.supervisor("own", RestartStrategy.ONE_FOR_ONE);
			switch (kind) {
				case SINK -> parent.sink("sink", new ClosedBadly(), TreeBench.EAGER);
				case WORKER -> parent.worker("worker", stoppedBadly(), WorkerSettings.every(INTERVAL));
				case ACTOR -> parent.actor("actor", actorsStoppedBadly(), ActorSettings.defaults());
				default -> parent.process("loop", destroyedBadly(new Loop("loop"), new Unreadable()));
			}
			bench.runtime.start();
			assertThat(ActorBench.join(bench.stopping()).isClean()).isTrue();
		}
	}

	@Test
	void aSinkGoesOnAfterAFlushOnWhichItsDrainThrowsOne() {
		List<String> written = new CopyOnWriteArrayList<>();
		try (TreeBench bench = TreeBench.manual()) {
			BackgroundSink<String> sink = bench.supervisor("own", RestartStrategy.ONE_FOR_ONE)
				.sink("sink", new FlushedBadly(written), TreeBench.EAGER);
			bench.runtime.start();
			assertThat(sink.tryPush("a")).isEqualTo(Admission.ACCEPTED);
			assertThat(sink.flush().toCompletableFuture()).failsWithin(TreeBench.LONG);
			assertThat(sink.tryPush("b")).isEqualTo(Admission.ACCEPTED);
			ActorBench.until(() -> written.contains("b"));
			assertThat(sink.status()).isEqualTo(new ProcessStatus.Running());
		}
	}

	@Test
	void anActorIsStartedAgainWhoseStartAndDestructionThrowTheSameOne() {
		Unreadable failure = new Unreadable();
		AtomicInteger starts = new AtomicInteger();
		try (ActorBench bench = new ActorBench()) {
			bench.runtime.start();
			ActorRef<String> actor = bench.runtime.actor("actor", destroyedBadly(new Actor<String>() {
				@Override
				public void onStart(ActorContext<String> context) {
					starts.incrementAndGet();
					throw failure;
				}

				@Override
				public void handle(String message, ActorContext<String> context) {
				}
			}, failure), ActorSettings.defaults());
			bench.restartIsDue();
			assertThat(starts).hasValue(2);
			assertThat(bench.runtime.find(actor.path()).orElseThrow().lastFailure()).extracting("type")
				.isEqualTo(Unreadable.class.getName());
		}
	}

	@Test
	void aWorkerIsStartedAgainWhoseStartAndDestructionThrowTheSameOne() {
		Unreadable failure = new Unreadable();
		AtomicInteger starts = new AtomicInteger();
		try (ActorBench bench = new ActorBench()) {
			bench.runtime.start();
			PeriodicWorker worker = bench.runtime.worker("worker", destroyedBadly(new PeriodicTask() {
				@Override
				public void onStart() {
					starts.incrementAndGet();
					throw failure;
				}

				@Override
				public void tick(TickContext context) {
				}
			}, failure), WorkerSettings.every(INTERVAL));
			bench.restartIsDue();
			assertThat(starts).hasValue(2);
			assertThat(bench.runtime.find(worker.path()).orElseThrow().lastFailure()).extracting("type")
				.isEqualTo(Unreadable.class.getName());
		}
	}

	private static Ticks stoppedBadly() {
		return new Ticks((context) -> {
		}) {
			@Override
			void onStop(int instance) {
				throw new Unreadable();
			}
		};
	}

	private static Puppets actorsStoppedBadly() {
		Puppets puppets = new Puppets();
		puppets.onStop = () -> {
			throw new Unreadable();
		};
		return puppets;
	}

	private static <T> InstanceSource<T> destroyedBadly(T instance, RuntimeException failure) {
		return new InstanceSource<>() {
			@Override
			public T create() {
				return instance;
			}

			@Override
			public void destroy(T destroyed) {
				throw failure;
			}
		};
	}

	private static void throwIt(Puppets.Puppet self, Object context) {
		throw new Unreadable();
	}

	@SuppressWarnings({ "serial", "OverrideThrowableToString" })
	private static final class Unreadable extends RuntimeException {

		@Override
		public synchronized @Nullable Throwable getCause() {
			throw new IllegalStateException("cause");
		}

	}

	@SuppressWarnings({ "serial", "OverrideThrowableToString" })
	private static final class Speechless extends RuntimeException {

		@Override
		public String toString() {
			throw new IllegalStateException("text");
		}

	}

	/**
	 * Writes down what it drains.
	 *
	 * @param written where
	 */
	private record FlushedBadly(List<String> written) implements SinkDrain<String> {

		@Override
		public void drain(List<String> batch) {
			this.written.addAll(batch);
		}

		@Override
		public void flush() {
			throw new Unreadable();
		}

	}

	private static final class ClosedBadly implements SinkDrain<String> {

		@Override
		public void drain(List<String> batch) {
		}

		@Override
		public void close() {
			throw new Unreadable();
		}

	}

}
