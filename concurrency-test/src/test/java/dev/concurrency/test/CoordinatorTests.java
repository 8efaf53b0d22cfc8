package dev.concurrency.test;

import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.SupervisorRef;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessFailure;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessRef;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.supervision.SupervisorSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Who is told of the failure of an actor that nobody handles. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CoordinatorTests {

	private static final ActorSettings SETTINGS = ActorSettings.defaults();

	private final TreeBench bench = TreeBench.real((builder) -> builder.restarts(RestartPolicy.NEVER));

	private final ConcurrencyRuntime runtime = this.bench.runtime;

	private final SupervisorRef actors = this.runtime.supervisorOf(ProcessKind.ACTOR);

	private final BlockingQueue<ProcessFailure> failures = new LinkedBlockingQueue<>();

	@AfterEach
	void close() {
		this.bench.close();
	}

	@Test
	void failureOfAnActorThatIsNotRestartedGoesToTheCoordinator() throws Exception {
		coordinate();
		ActorRef<String> ref = this.actors.with(TreeBench.TEMPORARY).actor("tower", Script.failingOnBoom(), SETTINGS);
		this.runtime.start();
		ProcessId id = this.bench.find(ref).process().id();
		tell(ref, "boom");
		ProcessFailure failure = taken();
		assertThat(failure.path()).isEqualTo(ref.path());
		assertThat(failure.id()).isEqualTo(id);
		assertThat(failure.cause()).hasMessage("boom");
		assertThat(failure.at()).isNotNull();
		assertThat(this.bench.gaveUp).isEmpty();
	}

	@Test
	void withoutACoordinatorItGoesToTheGiveUpHandler() throws Exception {
		ActorRef<String> ref = this.actors.with(TreeBench.TEMPORARY).actor("tower", Script.failingOnBoom(), SETTINGS);
		this.runtime.start();
		tell(ref, "boom");
		assertThat(this.bench.gaveUp.poll(20, TimeUnit.SECONDS)).isEqualTo("root/actors/tower IllegalStateException");
	}

	@Test
	void endOfTheSupervisorOfActorsGoesToTheCoordinatorWithTheFailureThatItBeganWith() throws Exception {
		coordinate();
		ActorRef<String> ref = this.runtime.actor("tower", Script.failingOnBoom(), SETTINGS);
		this.runtime.start();
		tell(ref, "boom");
		ProcessFailure failure = taken();
		assertThat(failure.path()).hasToString("root/actors");
		assertThat(failure.rootCause()).hasMessage("boom");
		assertThat(failure.toString()).startsWith("supervisor root/actors failed at ")
			.contains("root/actors/tower failed once more than allowed")
			.endsWith("it began with IllegalStateException (boom)");
		assertThat(this.failures).as("its own failure was handled: by its supervisor").isEmpty();
	}

	@Test
	void failureOfTheCoordinatorGoesToTheGiveUpHandler() throws Exception {
		ActorRef<Object> coordinator = this.runtime.supervisor("watch", SupervisorSettings.defaults())
			.with(TreeBench.TEMPORARY)
			.actor("coordinator", () -> (message, context) -> {
				throw new IllegalStateException("even I");
			}, SETTINGS);
		this.runtime.setSupervisionCoordinator(coordinator);
		this.runtime.start();
		assertThat(coordinator.tryTell("fail")).isEqualTo(Admission.ACCEPTED);
		assertThat(this.bench.gaveUp.poll(20, TimeUnit.SECONDS))
			.isEqualTo("root/watch/coordinator IllegalStateException");
	}

	@Test
	void coordinatorThatHasEndedIsNoLongerAsked() throws Exception {
		ActorRef<ProcessFailure> coordinator = coordinate();
		ActorRef<String> ref = this.actors.with(TreeBench.TEMPORARY).actor("tower", Script.failingOnBoom(), SETTINGS);
		this.runtime.start();
		ActorBench.join(this.runtime.stopActor(coordinator.path(), "enough").orElseThrow().terminal());
		tell(ref, "boom");
		assertThat(this.bench.gaveUp.poll(20, TimeUnit.SECONDS)).isEqualTo("root/actors/tower IllegalStateException");
	}

	@Test
	void failedStartIsTheBusinessOfWhoStarts() {
		coordinate();
		this.runtime.start();
		ActorRef<String> ref = this.runtime.spawn("tower", () -> {
			throw new IllegalStateException("no runway");
		}, SETTINGS);
		assertThat(ref.termination().toCompletableFuture()).failsWithin(TreeBench.LONG);
		assertThat(this.bench.stopping()).succeedsWithin(TreeBench.LONG);
		assertThat(this.failures).isEmpty();
		assertThat(this.bench.gaveUp).isEmpty();
	}

	@Test
	void secondCoordinatorIsAnError() {
		coordinate();
		ActorRef<Object> second = this.runtime.actor("second", () -> (message, context) -> {
		}, SETTINGS);
		assertThatIllegalStateException().isThrownBy(() -> this.runtime.setSupervisionCoordinator(second))
			.withMessageContaining("root/watch/coordinator");
	}

	@Test
	void failureReadsLikeASentence() {
		ProcessRef tower = new ProcessRef(ProcessKind.ACTOR, ProcessPath.ROOT.child("actors").child("tower"),
				new ProcessId(7));
		Throwable cause = new IllegalStateException("no answer", new IllegalArgumentException("no runway"));
		assertThat(new ProcessFailure(tower, Instant.EPOCH, cause)).hasToString(
				"actor root/actors/tower failed at 1970-01-01T00:00:00Z and is not restarted: IllegalStateException"
						+ " (no answer); it began with IllegalArgumentException (no runway)");
	}

	private ActorRef<ProcessFailure> coordinate() {
		ActorRef<ProcessFailure> coordinator = this.runtime.supervisor("watch", SupervisorSettings.defaults())
			.actor("coordinator", () -> (failure, context) -> this.failures.add(failure), SETTINGS);
		this.runtime.setSupervisionCoordinator(coordinator);
		return coordinator;
	}

	private ProcessFailure taken() throws InterruptedException {
		ProcessFailure failure = this.failures.poll(20, TimeUnit.SECONDS);
		assertThat(failure).isNotNull();
		return failure;
	}

	private static void tell(ActorRef<String> ref, String message) {
		assertThat(ref.tryTell(message)).isEqualTo(Admission.ACCEPTED);
	}

}
