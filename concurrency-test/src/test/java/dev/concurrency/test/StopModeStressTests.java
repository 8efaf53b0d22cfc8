package dev.concurrency.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorFailureAction;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.ActorSnapshot;
import dev.concurrency.actor.DeadLetter;
import dev.concurrency.actor.GroupSnapshot;
import dev.concurrency.process.Admission;
import dev.concurrency.process.EndMode;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.process.StatusObserver;
import dev.concurrency.time.Backoff;

import static org.assertj.core.api.Assertions.assertThat;

/** Actors that are stopped while others send to them, with real threads. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StopModeStressTests {

	private static final int SENDERS = 3;

	private static final int ROUNDS = 60;

	private static final RestartPolicy RESTARTS = new RestartPolicy(1_000_000, Duration.ofHours(1), Backoff.NONE);

	private static final ActorSettings SETTINGS = ActorSettings.defaults()
		.withMailboxCapacity(64)
		.withRestarts(RESTARTS);

	private final Map<Integer, Integer> handled = new ConcurrentHashMap<>();

	private final Map<Integer, Integer> dead = new ConcurrentHashMap<>();

	private final Set<Integer> accepted = ConcurrentHashMap.newKeySet();

	private final AtomicInteger numbers = new AtomicInteger();

	/**
	 * The races: a stop against tells, against a drain that is under way, against a
	 * restart after a failure and one that an operator wants.
	 */
	@ParameterizedTest
	@EnumSource
	void whateverIsAcceptedIsHandledOrADeadLetterOnceAndCounted(Against against) throws Exception {
		ConcurrencyRuntime runtime = runtime();
		runtime.start();
		for (int round = 0; round < ROUNDS; round++) {
			clear();
			ActorRef<Integer> ref = runtime.spawn("a" + round, InstanceSource.of(this::handle), switch (against) {
				case FAILURES_RESUMED -> SETTINGS.withOnFailure(ActorFailureAction.RESUME);
				default -> SETTINGS;
			});
			CountDownLatch full = new CountDownLatch(1);
			List<CompletableFuture<?>> senders = senders(ref, full, against);
			ActorBench.await(full);
			// Until its supervisor has begun with it there is nothing to stop.
			ActorBench.until(() -> !(ref.status() instanceof ProcessStatus.Created));
			StatusObserver end = stop(runtime, ref.path(), against);
			assertThat(end.await(Duration.ofSeconds(30))).isTrue();
			CompletableFuture.allOf(senders.toArray(CompletableFuture[]::new)).join();
			ProcessSnapshot last = runtime
				.find(runtime.directory()
					.terminatedActorIds()
					.stream()
					.filter((id) -> runtime.find(id).orElseThrow().process().path().equals(ref.path()))
					.findFirst()
					.orElseThrow())
				.orElseThrow();
			ActorSnapshot counts = (ActorSnapshot) last.details();
			assertEachOnce(against);
			assertThat(counts.mailboxSize()).isZero();
			assertThat(counts.deadLetters()).isEqualTo(this.dead.size());
			assertThat(counts.handled()).isEqualTo(this.handled.size());
		}
		runtime.close();
	}

	@ParameterizedTest
	@EnumSource
	void theSameGoesForGroups(Against against) throws Exception {
		ConcurrencyRuntime runtime = runtime();
		List<ActorGroup<Integer, Integer>> groups = new ArrayList<>();
		for (int round = 0; round < ROUNDS; round++) {
			groups.add(runtime.group("g" + round, InstanceSource.of(this::handle), SETTINGS));
		}
		runtime.start();
		for (ActorGroup<Integer, Integer> group : groups) {
			clear();
			CountDownLatch full = new CountDownLatch(1);
			List<CompletableFuture<?>> senders = new ArrayList<>();
			for (int key = 0; key < SENDERS; key++) {
				senders.addAll(senders(group.ref(key), full, against));
			}
			ActorBench.await(full);
			StatusObserver end = stop(runtime, group.path(), against);
			assertThat(end.await(Duration.ofSeconds(30))).isTrue();
			CompletableFuture.allOf(senders.toArray(CompletableFuture[]::new)).join();
			assertEachOnce(against);
			GroupSnapshot counts = group.snapshot();
			assertThat(counts.queued()).isZero();
			assertThat(counts.live()).isZero();
			assertThat(counts.deadLetters()).isEqualTo(this.dead.size());
			assertThat(counts.handled()).isEqualTo(this.handled.size());
		}
		runtime.close();
	}

	private ConcurrencyRuntime runtime() {
		return ConcurrencyRuntime.builder().restarts(RESTARTS).deadLetterListener(this::died).build();
	}

	private void clear() {
		this.handled.clear();
		this.dead.clear();
		this.accepted.clear();
	}

	/** Who failed on a message has it both handled and as a dead letter. */
	private void assertEachOnce(Against against) {
		assertThat(this.handled.values()).allMatch((times) -> times == 1);
		assertThat(this.dead.values()).allMatch((times) -> times == 1);
		for (int number : this.accepted) {
			boolean fails = against.fails(number);
			boolean wasHandled = this.handled.containsKey(number);
			assertThat(this.dead.containsKey(number)).as("message %s", number).isEqualTo(fails || !wasHandled);
		}
		assertThat(this.accepted).containsAll(this.handled.keySet()).containsAll(this.dead.keySet());
	}

	private StatusObserver stop(ConcurrencyRuntime runtime, ProcessPath path, Against against) {
		StatusObserver before = null;
		if (against == Against.DRAIN) {
			before = runtime.stopActor(path, "slowly").orElseThrow();
		}
		if (against == Against.OPERATOR) {
			var unused = runtime.supervisorOf(ProcessKind.ACTOR).restart(path.name());
		}
		// One that has drained already has left the tree.
		Optional<StatusObserver> stopped = runtime.stopActor(path, EndMode.STOP, "enough");
		return stopped.orElse(before);
	}

	/** They send until it is closed; the latch says when the actor has much to do. */
	private List<CompletableFuture<?>> senders(ActorRef<Integer> ref, CountDownLatch full, Against against) {
		List<CompletableFuture<?>> senders = new ArrayList<>();
		for (int i = 0; i < SENDERS; i++) {
			senders.add(CompletableFuture.runAsync(() -> {
				Admission answer = Admission.ACCEPTED;
				for (int sent = 0; answer != Admission.CLOSED; sent++) {
					int number = against.number(this.numbers.incrementAndGet());
					// Noted before: it may be handled before the answer comes.
					this.accepted.add(number);
					answer = ref.tryTell(number);
					if (answer != Admission.ACCEPTED) {
						this.accepted.remove(number);
					}
					if (answer == Admission.FULL || sent > 100) {
						full.countDown();
						Thread.onSpinWait();
					}
				}
			}, ActorBench::start));
		}
		return senders;
	}

	private void handle(Integer number, ActorContext<Integer> context) {
		this.handled.merge(number, 1, Integer::sum);
		if (number < 0) {
			throw new IllegalStateException("boom");
		}
		if (ThreadLocalRandom.current().nextInt(50) == 0) {
			LockSupport.parkNanos(1);
		}
	}

	private void died(DeadLetter letter) {
		this.dead.merge((Integer) letter.message(), 1, Integer::sum);
	}

	/** What else is under way when the stop comes. */
	enum Against {

		TELL, DRAIN, OPERATOR, FAILURES_RESTARTED, FAILURES_RESUMED;

		/** Negative numbers are those on which the actor fails. */
		int number(int number) {
			boolean failing = (this == FAILURES_RESTARTED || this == FAILURES_RESUMED) && number % 20 == 0;
			return failing ? -number : number;
		}

		boolean fails(int number) {
			return number < 0;
		}

	}

}
