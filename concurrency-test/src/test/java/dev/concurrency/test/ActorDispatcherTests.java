package dev.concurrency.test;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.actor.ActorDispatcher;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.process.Admission;
import dev.concurrency.test.Puppets.Step;

import static dev.concurrency.test.Puppets.fail;
import static dev.concurrency.test.Puppets.say;
import static dev.concurrency.test.Puppets.tell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** On what threads the code of actors runs. */
@Timeout(30)
class ActorDispatcherTests {

	private static final ActorSettings PINNED = ActorSettings.defaults().withDispatcher(ActorDispatcher.PINNED);

	private static final ActorSettings VIRTUAL = ActorSettings.defaults().withDispatcher(ActorDispatcher.VIRTUAL);

	private final Puppets puppets = new Puppets();

	private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

	private final Step note = (self, context) -> this.threads.add(Thread.currentThread());

	@Test
	void allCodeOfAPinnedActorRunsOnOneThreadThatIsNamedAfterIt() throws Exception {
		CountDownLatch handled = new CountDownLatch(1);
		this.puppets.onStart = this.note;
		this.puppets.onStop = () -> this.threads.add(Thread.currentThread());
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> ref = bench.runtime.actor("a", this.puppets, PINNED);
			bench.runtime.start();
			for (int i = 0; i < 200; i++) {
				tell(ref, this.note);
			}
			tell(ref, (self, context) -> handled.countDown());
			ActorBench.await(handled);
			bench.stop();
			assertThat(this.threads).singleElement()
				.satisfies((thread) -> assertThat(thread.getName()).isEqualTo("root/actors/a"));
			goneAreAll();
		}
	}

	@Test
	void pinnedActorMayWaitForRoom() throws Exception {
		CompletableFuture<Admission> answer = new CompletableFuture<>();
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> ref = bench.runtime.actor("a", this.puppets, PINNED);
			ActorRef<Step> other = bench.runtime.actor("b", new Puppets(), ActorSettings.defaults());
			bench.runtime.start();
			tell(ref, (self, context) -> answer.complete(other.tell(say("a"))));
			assertThat(ActorBench.get(answer)).isEqualTo(Admission.ACCEPTED);
		}
	}

	@Test
	void threadOfAPinnedActorIsGoneAfterItsFailureAndAnotherStart() {
		this.puppets.onStart = this.note;
		try (ActorBench bench = new ActorBench((builder) -> builder.restarts(ActorBench.restarts(0)))) {
			ActorRef<Step> ref = bench.runtime.actor("a", this.puppets, PINNED);
			bench.runtime.start();
			tell(ref, fail("boom"));
			ActorBench.until(() -> ref.termination().toCompletableFuture().isDone());
			goneAreAll();
		}
		goneAreAll();
	}

	@Test
	void threadOfAPinnedActorThatComesBackLateIsGoneThen() throws Exception {
		CountDownLatch inside = new CountDownLatch(1);
		CountDownLatch released = new CountDownLatch(1);
		this.puppets.onStop = () -> this.threads.add(Thread.currentThread());
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> ref = bench.runtime.actor("a", this.puppets, PINNED);
			bench.runtime.start();
			tell(ref, this.note, (self, context) -> {
				inside.countDown();
				ActorBench.until(() -> released.getCount() == 0);
			});
			ActorBench.await(inside);
			CompletableFuture<?> report = bench.stopping();
			bench.time.advance(ActorBench.AGES);
			ActorBench.join(report);
			released.countDown();
			ActorBench.until(() -> this.puppets.news().contains("1 destroy"));
			goneAreAll();
		}
	}

	@Test
	void messagesOfAVirtualActorRunOnThatExecutorAndItsHooksDoNot() {
		List<Runnable> turns = new CopyOnWriteArrayList<>();
		try (ActorBench bench = new ActorBench((builder) -> builder.virtualExecutor((turn) -> {
			turns.add(turn);
			ActorBench.start(turn);
		}))) {
			this.puppets.onStart = this.note;
			ActorRef<Step> ref = bench.runtime.actor("a", this.puppets, VIRTUAL);
			bench.runtime.start();
			assertThat(this.threads).containsExactly(Thread.currentThread());
			CompletableFuture<Thread> handler = new CompletableFuture<>();
			tell(ref, (self, context) -> handler.complete(Thread.currentThread()));
			assertThat(ActorBench.join(handler).getName()).isEqualTo("test-helper");
			assertThat(turns).isNotEmpty();
		}
	}

	@Test
	void whatTheRuntimeHasNotIsRefusedWhereItIsDeclared() {
		try (ActorBench bench = new ActorBench()) {
			assertThatIllegalArgumentException().isThrownBy(() -> bench.runtime.actor("a", this.puppets, VIRTUAL))
				.withMessageContaining("root/actors/a has dispatcher virtual")
				.withMessageContaining("spring.threads.virtual.enabled");
			assertThatIllegalArgumentException().isThrownBy(() -> bench.runtime.group("g", this.puppets, PINNED))
				.withMessageContaining("root/actors/g has dispatcher pinned");
		}
	}

	private void goneAreAll() {
		assertThat(this.threads).isNotEmpty();
		ActorBench.until(() -> this.threads.stream().noneMatch(Thread::isAlive));
	}

}
