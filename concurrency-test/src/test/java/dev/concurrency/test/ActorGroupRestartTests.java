package dev.concurrency.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.SupervisorRef;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.GroupSnapshot;
import dev.concurrency.process.Admission;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessStatus;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class ActorGroupRestartTests {

	private final Script script = Script.failingOnBoom();

	@Test
	void restartOfOneMemberLeavesTheOthersAloneAndIsCounted() {
		try (ActorBench bench = new ActorBench()) {
			ActorGroup<String, String> group = started(bench, 3);
			tell(group.ref("good"), "1");
			tell(group.ref("bad"), "boom");
			assertThat(group.ref("bad").status()).isInstanceOf(ProcessStatus.Restarting.class);
			tell(group.ref("good"), "2");
			tell(group.ref("bad"), "3");
			bench.restartIsDue();
			assertThat(this.script.journal("handle")).containsExactly("1 handle 1 as 1", "2 handle boom as 1",
					"1 handle 2 as 2", "3 handle 3 as 1");
			assertThat(group.status()).isEqualTo(new ProcessStatus.Running());
			assertThat(group.snapshot())
				.isEqualTo(new GroupSnapshot(2, 2, 0, 1, 0, 4, 0, 1, 1, 0, Map.of("failed", 1L)));
		}
	}

	@Test
	void theTimeForTheInitializationIsThatOfEachMember() throws Exception {
		CountDownLatch inside = new CountDownLatch(1);
		Script slow = new Script((message, context) -> {
		}) {
			@Override
			void onStart(int instance, ActorContext<String> context) throws InterruptedException {
				if (instance == 1) {
					inside.countDown();
					new CountDownLatch(1).await();
				}
			}
		};
		try (ActorBench bench = new ActorBench((builder) -> builder.blockingExecutor(ActorBench::start))) {
			SupervisorRef limited = bench.runtime.supervisorOf(ProcessKind.GROUP)
				.with((spec) -> spec.withInitTimeout(Duration.ofSeconds(1)));
			ActorGroup<String, String> group = limited.group("g", slow, ActorSettings.defaults());
			bench.runtime.start();
			tell(group.ref("slow"), "1");
			ActorBench.await(inside);
			bench.time.advance(Duration.ofSeconds(1));
			ActorBench.until(() -> group.ref("slow").status() instanceof ProcessStatus.Restarting);
			bench.restartIsDue();
			ActorBench.until(() -> slow.journal().contains("2 handle 1 as 1"));
		}
	}

	@Test
	void onlyMembersThatFailedAreShownBelowTheGroup() {
		try (ActorBench bench = new ActorBench()) {
			ActorGroup<String, String> group = started(bench, 3);
			tell(group.ref("good"), "1");
			tell(group.ref("bad"), "boom");
			bench.restartIsDue();
			ProcessSnapshot snapshot = bench.runtime.find(group.path()).orElseThrow();
			assertThat(snapshot.children()).extracting(ProcessSnapshot::name).containsExactly("bad");
			assertThat(bench.events.stream()
				.filter(ProcessEvent.Started.class::isInstance)
				.map((event) -> event.process().path().name())).contains("bad").doesNotContain("good");
		}
	}

	@Test
	void memberThatExceedsTheBudgetRestartsTheGroupWhichReportsAndWorksAgain() {
		StepQueue shared = new StepQueue();
		try (ActorBench bench = ActorBench.sharing(shared)) {
			ActorGroup<String, String> group = started(bench, 1);
			tell(group.ref("good"), "1");
			tell(group.ref("bad"), "boom");
			tell(group.ref("bad"), "boom");
			tell(group.ref("bad"), "2");
			shared.drain();
			bench.time.advance(ActorBench.BACKOFF.minusNanos(1));
			tell(group.ref("good"), "3");
			bench.time.advance(Duration.ofNanos(1));
			shared.drain();
			// The others have handled what they had, then the group waits.
			assertThat(this.script.journal("handle")).containsExactly("1 handle 1 as 1", "2 handle boom as 1",
					"1 handle 3 as 2", "3 handle boom as 1");
			assertThat(this.script.journal("stop")).containsExactly("2 stop failed boom", "3 stop failed boom",
					"1 stop stopped");
			assertThat(bench.undelivered).containsExactly("2");
			assertThat(bench.deadMessages()).containsExactly("boom", "boom", "2");
			assertThat(group.status()).isInstanceOf(ProcessStatus.Restarting.class);
			assertThat(group.ref("good").tryTell("refused")).isEqualTo(Admission.CLOSED);
			assertThat(group.ref("new").tryTell("refused")).isEqualTo(Admission.CLOSED);
			GroupSnapshot down = group.snapshot();
			assertThat(down).isEqualTo(new GroupSnapshot(down.live(), 2, 0, 1, 0, 4, 0, 2, 3, 0, Map.of("failed", 3L)));
			bench.restartIsDue();
			assertThat(group.status()).isEqualTo(new ProcessStatus.Running());
			tell(group.ref("bad"), "4");
			shared.drain();
			assertThat(this.script.journal("4")).containsExactly("4 start", "4 handle 4 as 1");
			assertThat(group.snapshot())
				.isEqualTo(new GroupSnapshot(1, 3, 0, 1, 0, 5, 0, 2, 3, 0, Map.of("failed", 3L)));
			assertThat(bench.runtime.find(group.path()).orElseThrow().restarts()).isEqualTo(1);
		}
	}

	@Test
	void groupThatExceedsTheBudgetOfItsSupervisorStaysDown() {
		try (ActorBench bench = new ActorBench((builder) -> builder.restarts(ActorBench.restarts(0)))) {
			ActorGroup<String, String> group = started(bench, 0);
			tell(group.ref("bad"), "boom");
			assertThat(group.status()).isInstanceOf(ProcessStatus.Failed.class);
			assertThat(group.ref("bad").tryTell("late")).isEqualTo(Admission.CLOSED);
			assertThat(group.termination().toCompletableFuture()).isCompletedExceptionally();
			assertThat(group.snapshot())
				.isEqualTo(new GroupSnapshot(0, 1, 0, 0, 0, 1, 0, 1, 1, 0, Map.of("failed", 1L)));
		}
	}

	/** The race: a message finds its actor while the runtime stops the group. */
	@Test
	void everyMessageAcceptedDuringAStopIsHandledOrReported() throws Exception {
		AtomicInteger handled = new AtomicInteger();
		AtomicInteger dead = new AtomicInteger();
		AtomicInteger undelivered = new AtomicInteger();
		AtomicInteger accepted = new AtomicInteger();
		ConcurrencyRuntime runtime = ConcurrencyRuntime.builder()
			.deadLetterListener((letter) -> dead.incrementAndGet())
			.undeliveredHandler((process, items, reason) -> undelivered.addAndGet(items.size()))
			.build();
		try (runtime) {
			ActorGroup<Integer, String> group = runtime.group("g",
					InstanceSource.of((message, context) -> handled.incrementAndGet()), ActorSettings.defaults());
			for (int round = 0; round < 15; round++) {
				runtime.start();
				List<CompletableFuture<Void>> senders = new ArrayList<>();
				for (int i = 0; i < 3; i++) {
					int sender = i;
					senders.add(CompletableFuture.runAsync(() -> sendUntilClosed(group, sender, accepted),
							ActorBench::start));
				}
				LockSupport.parkNanos(200_000L + round * 20_000L);
				runtime.stop(Duration.ofSeconds(20));
				for (CompletableFuture<Void> sender : senders) {
					ActorBench.get(sender);
				}
				assertThat(group.snapshot().queued()).isZero();
			}
		}
		ActorBench.until(() -> handled.get() + dead.get() >= accepted.get());
		assertThat(handled.get() + dead.get()).isEqualTo(accepted.get());
		assertThat(undelivered.get()).isEqualTo(dead.get());
		assertThat(accepted.get()).isPositive();
	}

	private static void sendUntilClosed(ActorGroup<Integer, String> group, int sender, AtomicInteger accepted) {
		Admission answer = Admission.ACCEPTED;
		for (int i = 0; answer != Admission.CLOSED; i++) {
			// Mostly known keys, sometimes a new one.
			answer = group.ref((i % 10 == 0) ? i / 10 % 300 : sender).tryTell("m");
			if (answer == Admission.ACCEPTED) {
				accepted.incrementAndGet();
			}
		}
	}

	/** The race: a snapshot while the counts of one incarnation pass to the next. */
	@Test
	void countersNeverFallWhileTheGroupRestarts() throws Exception {
		AtomicLong faults = new AtomicLong();
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().build()) {
			ActorGroup<Integer, String> group = runtime.group("g",
					InstanceSource.of((message, context) -> assertThat(message).isNotNull()), ActorSettings.defaults());
			AtomicInteger rounds = new AtomicInteger();
			CompletableFuture<Void> watcher = CompletableFuture.runAsync(() -> {
				GroupSnapshot last = group.snapshot();
				while (rounds.get() < 30) {
					GroupSnapshot next = group.snapshot();
					if (next.handled() < last.handled() || next.created() < last.created()
							|| next.handled() > 20L * (rounds.get() + 1)) {
						faults.incrementAndGet();
					}
					last = next;
				}
			}, ActorBench::start);
			for (; rounds.get() < 30; rounds.incrementAndGet()) {
				runtime.start();
				for (int i = 0; i < 20; i++) {
					assertThat(group.ref(i).tryTell("m")).isEqualTo(Admission.ACCEPTED);
				}
				runtime.stop(Duration.ofSeconds(20));
			}
			ActorBench.get(watcher);
			assertThat(group.snapshot().handled()).isEqualTo(30 * 20);
		}
		assertThat(faults.get()).isZero();
	}

	private ActorGroup<String, String> started(ActorBench bench, int restarts) {
		ActorGroup<String, String> group = bench.runtime.group("g", this.script,
				ActorSettings.defaults().withRestarts(ActorBench.restarts(restarts)));
		bench.runtime.start();
		return group;
	}

	private static void tell(ActorRef<String> ref, String message) {
		assertThat(ref.tryTell(message)).isEqualTo(Admission.ACCEPTED);
	}

}
