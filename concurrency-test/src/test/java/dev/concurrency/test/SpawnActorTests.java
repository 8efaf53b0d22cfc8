package dev.concurrency.test;

import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessAddress;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.RuntimeId;
import dev.concurrency.supervision.SupervisionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Actors that come at run time, and what they are called. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SpawnActorTests {

	private static final ActorSettings SETTINGS = ActorSettings.defaults();

	private final TreeBench bench = TreeBench.real();

	private final ConcurrencyRuntime runtime = this.bench.runtime;

	@AfterEach
	void close() {
		this.bench.close();
	}

	@Test
	void spawnedActorIsLinkedBeforeItHasStartedAndHandlesWhatItWasSentBefore() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch handled = new CountDownLatch(1);
		this.runtime.start();
		ActorRef<String> ref = this.runtime.spawn("tower", new Script((message, context) -> handled.countDown()) {
			@Override
			void onStart(int instance, ActorContext<String> context) throws Exception {
				ActorBench.await(release);
			}
		}, SETTINGS);
		assertThat(ref.path()).hasToString("root/actors/tower");
		assertThat(this.runtime.directory().resolve(ref.path(), ActorRef.class)).containsSame(ref);
		assertThat(ref.tryTell("early")).isEqualTo(Admission.ACCEPTED);
		release.countDown();
		ActorBench.await(handled);
		// Its supervisor may hear a moment later that it is at work.
		ActorBench.until(() -> ref.status().isUp());
	}

	@Test
	void nameIsRefusedWhileItsActorLivesAndFreeAfterwards() throws Exception {
		this.runtime.start();
		ActorRef<String> first = this.runtime.spawn("tower", Script.failingOnBoom(), SETTINGS);
		assertThatExceptionOfType(SupervisionException.DuplicateChild.class)
			.isThrownBy(() -> this.runtime.spawn("tower", Script.failingOnBoom(), SETTINGS));
		this.bench.started(first, 1);
		ProcessId id = this.bench.find(first).process().id();
		ActorBench.join(this.runtime.stopActor(first.path(), "enough").orElseThrow().terminal());
		ActorRef<String> second = this.runtime.spawn("tower", Script.failingOnBoom(), SETTINGS);
		assertThat(second.tryTell("1")).isEqualTo(Admission.ACCEPTED);
		assertThat(first.tryTell("1")).as("a reference does not survive a new spawn").isEqualTo(Admission.CLOSED);
		assertThat(this.runtime.directory().terminatedActorIds()).containsExactly(id);
	}

	@Test
	void spawnedActorThatFailsIsRestartedWithItsMailbox() throws Exception {
		this.runtime.start();
		ActorRef<String> ref = this.runtime.spawn("tower", Script.failingOnBoom(), SETTINGS);
		assertThat(ref.tryTell("boom")).isEqualTo(Admission.ACCEPTED);
		this.bench.started(ref, 2);
		assertThat(ref.tryTell("1")).isEqualTo(Admission.ACCEPTED);
	}

	@Test
	void actorThatFailsToStartIsGoneAndItsTerminationSaysWhy() {
		this.runtime.start();
		ActorRef<String> ref = this.runtime.spawn("tower", () -> {
			throw new IllegalStateException("no runway");
		}, SETTINGS);
		assertThat(ref.termination().toCompletableFuture()).failsWithin(TreeBench.LONG)
			.withThrowableThat()
			.withMessageContaining("no runway");
		assertThat(this.runtime.find(ref.path())).isEmpty();
		assertThat(this.runtime.supervisorOf(ProcessKind.ACTOR).status()).isInstanceOf(ProcessStatus.Running.class);
	}

	@Test
	void labelMakesAFreshNameOfWhatANameMayHold() {
		this.runtime.start();
		ActorRef<String> first = this.runtime.spawnFresh("worker", Script.failingOnBoom(), SETTINGS);
		ActorRef<String> second = this.runtime.spawnFresh("worker", Script.failingOnBoom(), SETTINGS);
		ActorRef<String> odd = this.runtime.spawnFresh("größe/1", Script.failingOnBoom(), SETTINGS);
		assertThat(first.path().name()).matches("worker\\[\\d+]");
		assertThat(second.path().name()).matches("worker\\[\\d+]").isNotEqualTo(first.path().name());
		assertThat(odd.path().name()).matches("gr__e_1\\[\\d+]");
		assertThat(this.runtime.spawnFresh("w".repeat(500), Script.failingOnBoom(), SETTINGS).path().name())
			.hasSize(127);
	}

	@Test
	void actorThatIsSpawnedWhereNothingRunsEndsAtOnce() {
		ActorRef<String> ref = this.runtime.spawn("tower", Script.failingOnBoom(), SETTINGS);
		ActorBench.join(ref.termination());
		assertThat(ref.tryTell("1")).isEqualTo(Admission.CLOSED);
		assertThat(this.runtime.find(ref.path())).isEmpty();
	}

	@Test
	void addressNamesTheRuntimeAndThePath() {
		ActorRef<String> ref = this.runtime.actor("tower", Script.failingOnBoom(), SETTINGS);
		ProcessAddress address = this.runtime.address(ref.path());
		assertThat(this.runtime.id().value()).matches("runtime-[0-9a-f]{8}");
		assertThat(address).hasToString(this.runtime.id() + "/root/actors/tower");
		assertThat(this.runtime.directory().resolve(address, ActorRef.class)).containsSame(ref);
		assertThat(
				this.runtime.directory().resolve(new ProcessAddress(RuntimeId.of("other"), ref.path()), ActorRef.class))
			.isEmpty();
	}

	@Test
	void runtimeHasTheIdThatItWasGiven() {
		RuntimeId id = RuntimeId.of("Flight Board");
		assertThat(id.value()).matches("Flight_Board-[0-9a-f]{8}");
		try (ConcurrencyRuntime named = ConcurrencyRuntime.builder().id(id).build()) {
			assertThat(named.id()).isEqualTo(id);
			assertThat(named.address(ProcessPath.ROOT)).hasToString(id + "/root");
		}
		assertThatIllegalArgumentException().isThrownBy(() -> new RuntimeId("a/b"));
		assertThatIllegalArgumentException().isThrownBy(() -> new RuntimeId(" "));
	}

}
