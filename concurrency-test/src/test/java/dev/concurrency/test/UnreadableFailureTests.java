package dev.concurrency.test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.actor.ActorFailureAction;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.test.Puppets.Step;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.WorkerSettings;

import static dev.concurrency.test.Puppets.say;
import static dev.concurrency.test.Puppets.tell;
import static org.assertj.core.api.Assertions.assertThat;

/** Exceptions that fail when they are asked for their cause. */
@Timeout(30)
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

	private static void throwIt(Puppets.Puppet self, Object context) {
		throw new Unreadable();
	}

	@SuppressWarnings("serial")
	private static final class Unreadable extends RuntimeException {

		@Override
		public synchronized @Nullable Throwable getCause() {
			throw new IllegalStateException("cause");
		}

	}

}
