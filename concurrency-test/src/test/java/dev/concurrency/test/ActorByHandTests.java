package dev.concurrency.test;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.actor.ActorClient;
import dev.concurrency.actor.ActorInstance;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.ActorSnapshot;
import dev.concurrency.actor.DeadLetter;
import dev.concurrency.actor.DeadLetterReason;
import dev.concurrency.actor.Delivery;
import dev.concurrency.actor.StopReason;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ContextCarrier;
import dev.concurrency.process.EndMode;
import dev.concurrency.process.ProcessContext;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.supervision.SupervisionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/** Actors without a loop: clients, and those that are read by hand. */
@Timeout(60)
class ActorByHandTests {

	private static final Duration NOW = Duration.ZERO;

	private final ActorBench bench = new ActorBench();

	private final Script script = Script.failingOnBoom();

	@Test
	void aClientReceivesWhatIsSentToItInOrder() throws Exception {
		try (this.bench; ActorClient<String> client = client("reader")) {
			tell(client.ref(), "a");
			tell(client.ref(), "b");
			assertThat(client.ref().status()).isEqualTo(new ProcessStatus.Client());
			assertThat(client.receive(NOW)).contains("a");
			assertThat(client.receive(NOW)).contains("b");
			assertThat(client.receive(NOW)).isEmpty();
		}
	}

	@Test
	void aClientWaitsForAMessageOnTheThreadThatAsks() throws Exception {
		try (this.bench; ActorClient<String> client = client("reader")) {
			CompletableFuture<Optional<String>> received = new CompletableFuture<>();
			Thread reader = ActorBench.start(() -> {
				try {
					received.complete(client.receive(Duration.ofDays(1)));
				}
				catch (InterruptedException ex) {
					received.completeExceptionally(ex);
				}
			});
			ActorBench.untilParked(reader);
			assertThatIllegalStateException().isThrownBy(() -> client.receive(NOW))
				.withMessageContaining("Another thread reads root/actors/reader");
			tell(client.ref(), "late");
			assertThat(ActorBench.get(received)).contains("late");
		}
	}

	@Test
	void aClientAsksInItsOwnNameAndGetsBackWhatIsNotHandled() throws Exception {
		try (this.bench; ActorClient<String> client = client("asker")) {
			ActorRef<String> actor = this.bench.runtime.actor("a", Script.failingOnBoom(), ActorSettings.defaults());
			assertThat(client.tryTell(actor, "boom")).isEqualTo(Admission.ACCEPTED);
			assertThat(client.receive(NOW)).isEmpty();
			assertThat(client.undeliverable()).singleElement().satisfies((letter) -> {
				assertThat(letter.message()).isEqualTo("boom");
				assertThat(letter.actor()).isEqualTo(actor.path());
				assertThat(letter.reason()).isInstanceOf(DeadLetterReason.Failed.class);
			});
			assertThat(client.undeliverable()).isEmpty();
			assertThat(this.bench.deadLetters).isEmpty();
		}
	}

	@Test
	void whatAClientHasNotReceivedWhenItIsClosedBecomesDeadLetters() throws Exception {
		try (this.bench) {
			ActorClient<String> client = client("reader");
			tell(client.ref(), "a");
			client.close();
			client.close();
			assertThat(this.bench.deadLetters).extracting(DeadLetter::message).containsExactly("a");
			assertThat(this.bench.undelivered).containsExactly("a");
			assertThat(client.ref().tryTell("b")).isEqualTo(Admission.CLOSED);
			assertThat(client.receive(Duration.ofDays(1))).isEmpty();
			assertThat(client.ref().status().isTerminal()).isTrue();
			assertThat(this.bench.runtime.directory().resolve(client.ref().path(), ActorRef.class)).isEmpty();
			try (ActorClient<String> next = client("reader")) {
				assertThat(next.ref().status()).isEqualTo(new ProcessStatus.Client());
			}
		}
	}

	@Test
	void aNameIsTakenOnceAndAStopWaitsForNobodyWhoDoesNotRead() {
		ActorClient<String> client = client("reader");
		tell(client.ref(), "a");
		assertThatExceptionOfType(SupervisionException.DuplicateChild.class).isThrownBy(() -> client("reader"));
		assertThat(this.bench.stop().undelivered()).isEqualTo(1);
		assertThat(client.ref().status().isTerminal()).isTrue();
		this.bench.close();
	}

	@Test
	void aClientGoesWithTheProcessThatItBelongsTo() {
		try (this.bench) {
			ActorClient<String> client = client("reader");
			ActorRef<String> parent = this.bench.runtime.spawn("parent", Script.failingOnBoom(),
					ActorSettings.defaults());
			client.attachTo(parent);
			assertThat(client.ref().status().isTerminal()).isFalse();
			assertThat(this.bench.runtime.stopActor(parent.path(), "test")).isPresent();
			ActorBench.until(() -> client.ref().status().isTerminal());
		}
	}

	@Test
	void anInstanceReadByHandYieldsMessagesAndTheEndsOfItsChildren() throws Exception {
		try (this.bench) {
			this.bench.runtime.start();
			ActorInstance<String> loop = this.bench.runtime.actorInstance("loop", String.class,
					ActorSettings.defaults().withRestarts(ActorBench.restarts(0)));
			assertThatIllegalStateException().isThrownBy(loop::context);
			assertThat(loop.poll(NOW)).isEmpty();
			ActorRef<String> child = loop.context().spawn("child", Script.failingOnBoom(), ActorSettings.defaults());
			assertThat(child.path()).isEqualTo(ProcessPath.ROOT.child("actors").child("loop").child("child"));
			assertThat(loop.tryTell(child, "boom")).isEqualTo(Admission.ACCEPTED);
			tell(loop.ref(), "hello");
			assertThat(loop.poll(NOW)).get()
				.isInstanceOfSatisfying(Delivery.Undeliverable.class,
						(back) -> assertThat(back.letter().message()).isEqualTo("boom"));
			assertThat(loop.poll(NOW)).get()
				.isInstanceOfSatisfying(Delivery.Child.class,
						(ended) -> assertThat(ended.event().path()).isEqualTo(child.path()));
			assertThat(loop.poll(NOW)).contains(new Delivery.Message<>("hello"));
			loop.close();
			assertThat(loop.poll(NOW)).get().isInstanceOf(Delivery.Stopped.class);
			assertThat(loop.poll(NOW)).isEmpty();
		}
	}

	@Test
	void theContextOfAnInstanceSendsSchedulesAndHasWorkDone() throws Exception {
		try (this.bench) {
			this.bench.runtime.start();
			ActorInstance<String> loop = this.bench.runtime.actorInstance("loop", String.class,
					ActorSettings.defaults());
			assertThat(loop.poll(NOW)).isEmpty();
			var unused = loop.context().schedule(Duration.ofSeconds(1), "later");
			var done = loop.context().blocking(() -> "done").thenApply((text) -> text + " inside");
			assertThat(loop.poll(NOW)).isEmpty();
			assertThat(ActorBench.get(done)).isEqualTo("done inside");
			this.bench.time.advance(Duration.ofSeconds(1));
			assertThat(loop.poll(NOW)).contains(new Delivery.Message<>("later"));
			ActorRef<String> failing = this.bench.runtime.actor("a", Script.failingOnBoom(), ActorSettings.defaults());
			assertThat(loop.tryTell(failing, "boom")).isEqualTo(Admission.ACCEPTED);
			assertThat(loop.poll(NOW)).get().isInstanceOf(Delivery.Undeliverable.class);
			loop.close();
			assertThatIllegalStateException()
				.isThrownBy(() -> loop.context().spawn("late", this.script, ActorSettings.defaults()));
		}
	}

	@Test
	void whoWaitsLearnsOfTheEndAlsoAfterItWasToldOnce() throws Exception {
		try (this.bench) {
			ActorClient<String> client = client("reader");
			client.close();
			assertThat(client.receive(Duration.ofDays(1))).isEmpty();
			assertThat(client.receive(Duration.ofDays(1))).isEmpty();
		}
	}

	@Test
	void aThreadThatHasReadByHandIsNobodyAfterwards() throws Exception {
		try (this.bench) {
			ActorClient<String> one = client("one");
			ActorClient<String> two = client("two");
			assertThat(one.receive(NOW)).isEmpty();
			assertThat(two.receive(NOW)).isEmpty();
			one.close();
			two.close();
			assertThat(ProcessContext.current()).isEmpty();
		}
	}

	@Test
	void nothingIsBegunForAnInstanceThatHasEnded() throws Exception {
		try (this.bench) {
			this.bench.runtime.start();
			ActorInstance<String> loop = this.bench.runtime.actorInstance("loop", String.class,
					ActorSettings.defaults());
			assertThat(loop.poll(NOW)).isEmpty();
			assertThat(this.bench.runtime.abortRootActor(loop.ref().path())).isPresent();
			ActorBench.until(() -> loop.ref().status().isTerminal());
			assertThatIllegalStateException().isThrownBy(() -> loop.context().blocking(() -> "late"));
		}
	}

	@Test
	void aDrainIsYieldedBeforeTheMessagesThatWereAccepted() throws Exception {
		try (this.bench) {
			ActorInstance<String> loop = instance();
			tell(loop.ref(), "a");
			tell(loop.ref(), "b");
			assertThat(loop.poll(NOW)).contains(new Delivery.Message<>("a"));
			assertThat(this.bench.runtime.stopActor(loop.ref().path(), "enough")).isPresent();
			assertThat(loop.ref().tryTell("late")).isEqualTo(Admission.CLOSED);
			assertThat(loop.poll(NOW)).contains(new Delivery.Signal<>(EndMode.DRAIN));
			assertThat(loop.poll(NOW)).contains(new Delivery.Message<>("b"));
			assertThat(loop.ref().status()).isEqualTo(new ProcessStatus.Stopping());
			assertThat(loop.poll(NOW)).contains(new Delivery.Stopped<>(new StopReason.Stopped()));
			assertThat(loop.poll(NOW)).isEmpty();
			assertThat(loop.ref().status()).isEqualTo(new ProcessStatus.Stopped("enough"));
			assertThat(this.bench.deadLetters).isEmpty();
		}
	}

	@Test
	void aStopIsYieldedAndNoMessageAfterIt() throws Exception {
		try (this.bench) {
			ActorInstance<String> loop = instance();
			tell(loop.ref(), "a");
			assertThat(this.bench.runtime.stopActor(loop.ref().path(), "slowly")).isPresent();
			assertThat(loop.poll(NOW)).contains(new Delivery.Signal<>(EndMode.DRAIN));
			assertThat(this.bench.runtime.stopActor(loop.ref().path(), EndMode.STOP, "enough")).isPresent();
			assertThat(loop.poll(NOW)).contains(new Delivery.Signal<>(EndMode.STOP));
			assertThat(loop.poll(NOW)).contains(new Delivery.Stopped<>(new StopReason.Stopped()));
			assertThat(this.bench.deadMessages()).containsExactly("a");
		}
	}

	/** The race: the stop comes while a message is on its way to who reads. */
	@Test
	void aMessageThatWasReadBeforeTheStopIsYieldedBeforeIt() throws Exception {
		AtomicReference<Runnable> meanwhile = new AtomicReference<>();
		ContextCarrier carrier = new ContextCarrier() {
			@Override
			public Object capture() {
				return "any";
			}

			@Override
			public Scope open(Work work) {
				meanwhile.get().run();
				return (failure) -> {
				};
			}
		};
		try (ActorBench racing = new ActorBench((builder) -> builder.contextCarrier(carrier))) {
			racing.runtime.start();
			ActorInstance<String> loop = racing.runtime.actorInstance("loop", String.class, ActorSettings.defaults());
			assertThat(loop.poll(NOW)).isEmpty();
			tell(loop.ref(), "a");
			meanwhile
				.set(() -> assertThat(racing.runtime.stopActor(loop.ref().path(), EndMode.STOP, "enough")).isPresent());
			assertThat(loop.poll(NOW)).contains(new Delivery.Message<>("a"));
			assertThat(loop.poll(NOW)).contains(new Delivery.Signal<>(EndMode.STOP));
			assertThat(loop.poll(NOW)).contains(new Delivery.Stopped<>(new StopReason.Stopped()));
		}
	}

	@Test
	void whoWaitsIsWokenByASignal() throws Exception {
		try (this.bench) {
			ActorInstance<String> loop = instance();
			CompletableFuture<Optional<Delivery<String>>> next = new CompletableFuture<>();
			Thread reader = ActorBench.start(() -> {
				try {
					next.complete(loop.poll(Duration.ofDays(1)));
				}
				catch (InterruptedException ex) {
					next.completeExceptionally(ex);
				}
			});
			ActorBench.untilParked(reader);
			assertThat(this.bench.runtime.stopActor(loop.ref().path(), EndMode.STOP, "enough")).isPresent();
			assertThat(ActorBench.get(next)).contains(new Delivery.Signal<>(EndMode.STOP));
			assertThat(loop.poll(NOW)).get().isInstanceOf(Delivery.Stopped.class);
		}
	}

	@Test
	void anInstanceThatNobodyReadsIsInterruptedWhenItsTimeIsOver() throws Exception {
		try (this.bench) {
			ActorInstance<String> loop = instance();
			tell(loop.ref(), "a");
			assertThat(this.bench.runtime.stopActor(loop.ref().path(), "enough")).isPresent();
			assertThat(loop.ref().status()).isEqualTo(new ProcessStatus.Stopping());
			this.bench.time.advance(Duration.ofSeconds(5));
			assertThat(loop.ref().status().isTerminal()).isTrue();
			assertThat(this.bench.deadMessages()).containsExactly("a");
			assertThat(loop.poll(NOW)).get().isInstanceOf(Delivery.Stopped.class);
		}
	}

	@Test
	void aClientBelowAnActorIsOneOfItsChildren() throws Exception {
		try (this.bench) {
			ActorRef<String> parent = parent();
			ActorClient<String> client = this.bench.runtime.client("reader", String.class, parent);
			ProcessPath path = parent.path().child("reader");
			assertThat(client.ref().path()).isEqualTo(path);
			assertThat(this.bench.runtime.find(path)).get()
				.extracting(ProcessSnapshot::status)
				.isEqualTo(new ProcessStatus.Client());
			assertThat(this.bench.runtime.find(parent.path()).orElseThrow().children())
				.extracting(ProcessSnapshot::name)
				.containsExactly("reader");
			List<String> seen = new ArrayList<>();
			this.bench.runtime.directory().traverse((process, depth) -> seen.add(depth + " " + process.name()));
			assertThat(seen).containsSubsequence("2 parent", "3 reader");
			tell(client.ref(), "hello");
			assertThat(client.receive(NOW)).contains("hello");
			assertThatExceptionOfType(SupervisionException.DuplicateChild.class)
				.isThrownBy(() -> this.bench.runtime.client("reader", String.class, parent));
			client.close();
			assertThat(this.bench.runtime.find(path)).isEmpty();
			assertThat(parent.status().isUp()).isTrue();
			assertThat(this.script.journal()).containsExactly("1 start");
		}
	}

	@Test
	void aClientBelowAnActorEndsWithItsIncarnation() {
		try (this.bench) {
			ActorRef<String> parent = parent();
			ActorClient<String> client = this.bench.runtime.client("reader", String.class, parent);
			tell(client.ref(), "not read");
			tell(parent, "boom");
			assertThat(client.ref().status().isTerminal()).isTrue();
			assertThat(this.bench.deadMessages()).containsExactly("boom", "not read");
			this.bench.restartIsDue();
			assertThat(this.bench.runtime.find(parent.path()).orElseThrow().children()).isEmpty();
			ActorClient<String> next = this.bench.runtime.client("reader", String.class, parent);
			assertThat(this.bench.runtime.stopActor(parent.path(), "enough")).isPresent();
			assertThat(next.ref().status().isTerminal()).isTrue();
			assertThat(parent.status()).isEqualTo(new ProcessStatus.Stopped("enough"));
			ActorClient<String> late = this.bench.runtime.client("late", String.class, parent);
			assertThat(late.ref().tryTell("late")).isEqualTo(Admission.CLOSED);
		}
	}

	@Test
	void nothingIsBelowAnActorThatWasNeverStarted() {
		try (this.bench) {
			ActorRef<String> never = this.bench.runtime.actor("never", this.script, ActorSettings.defaults());
			assertThatIllegalStateException().isThrownBy(() -> this.bench.runtime.client("reader", String.class, never))
				.withMessageContaining(never.path().value());
		}
	}

	@Test
	void aClientSaysSomethingOfItselfAndIsRememberedWithThat() {
		try (this.bench) {
			ActorClient<String> client = client("reader");
			client.attribute("shard", 7);
			ProcessSnapshot seen = this.bench.runtime.find(client.ref().path()).orElseThrow();
			assertThat(((ActorSnapshot) seen.details()).attributes()).isEqualTo(Map.of("shard", 7));
			client.close();
			ProcessSnapshot last = this.bench.runtime.directory().terminatedSnapshot(seen.process().id()).orElseThrow();
			assertThat(((ActorSnapshot) last.details()).attributes()).isEqualTo(Map.of("shard", 7));
		}
	}

	@Test
	void nothingIsLeftOfAClientWithTheProcessThatItBelongedTo() {
		try (this.bench) {
			ActorRef<String> parent = parent();
			WeakReference<Object> client = new WeakReference<>(comeAndGo(parent));
			ActorBench.until(() -> {
				System.gc();
				return client.get() == null;
			});
			assertThat(parent.status().isUp()).isTrue();
		}
	}

	private Object comeAndGo(ActorRef<String> parent) {
		ActorClient<String> client = client("short");
		client.attachTo(parent);
		client.close();
		assertThat(client.ref().status().isTerminal()).isTrue();
		return client;
	}

	private ActorRef<String> parent() {
		ActorRef<String> parent = this.bench.runtime.actor("parent", this.script, ActorSettings.defaults());
		this.bench.runtime.start();
		return parent;
	}

	private ActorInstance<String> instance() throws InterruptedException {
		this.bench.runtime.start();
		ActorInstance<String> loop = this.bench.runtime.actorInstance("loop", String.class, ActorSettings.defaults());
		assertThat(loop.poll(NOW)).isEmpty();
		return loop;
	}

	@Test
	void noMessageIsNull() {
		try (this.bench; ActorClient<String> client = client("reader")) {
			ActorRef<String> actor = this.bench.runtime.actor("a", this.script, ActorSettings.defaults());
			assertThatNullPointerException().isThrownBy(() -> client.tryTell(actor, nothing()));
			tell(actor, "goes on");
			assertThat(this.script.journal("handle")).containsExactly("1 handle goes on as 1");
		}
	}

	@SuppressWarnings("NullAway")
	private static String nothing() {
		return null;
	}

	private ActorClient<String> client(String name) {
		if (!this.bench.runtime.isRunning()) {
			this.bench.runtime.start();
		}
		return this.bench.runtime.client(name, String.class);
	}

	private static void tell(ActorRef<String> ref, String message) {
		assertThat(ref.tryTell(message)).isEqualTo(Admission.ACCEPTED);
	}

}
