package dev.concurrency.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.StopReport;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.StopReason;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessContext;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.Shutdown;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Terminated;

import static org.assertj.core.api.Assertions.assertThat;

/** An actor of a group has no supervisor until it needs one; nobody may notice. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MemberSupervisionTests {

	private static final Duration SHUTDOWN = Duration.ofSeconds(3);

	private static final Duration PATIENCE = Duration.ofSeconds(3);

	private final CountDownLatch inside = new CountDownLatch(1);

	private final CountDownLatch released = new CountDownLatch(1);

	@Test
	void whoIsFollowedIsShownAsItIs() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<String> ref = group(bench, Script.failingOnBoom()).ref("a");
			tell(ref, "1");
			CompletableFuture<Terminated> end = ref.watch().toCompletableFuture();
			assertThat(ref.status()).isInstanceOf(ProcessStatus.Idle.class);
			assertThat(end).isNotDone();
			tell(ref, "2");
			assertThat(bench.stop().isClean()).isTrue();
			assertThat(ActorBench.join(end).cause()).isNull();
			assertThat(bench.events).noneMatch((event) -> event.process().path().equals(ref.path()));
		}
	}

	@Test
	void whoIsFollowedInItsStartIsReadyWhenThatIsOver() {
		StepQueue blocking = new StepQueue();
		try (ActorBench bench = new ActorBench((builder) -> builder.blockingExecutor(blocking), blocking)) {
			ActorRef<String> ref = group(bench, Script.failingOnBoom()).ref("a");
			tell(ref, "1");
			assertThat(ref.status()).isEqualTo(new ProcessStatus.Starting());
			var unused = ref.watch();
			assertThat(ref.status()).isEqualTo(new ProcessStatus.Starting());
			blocking.drain();
			assertThat(ref.status()).isInstanceOf(ProcessStatus.Idle.class);
		}
	}

	@Test
	void codeOfAnIncarnationKnowsItsIdFromTheFirstToTheLastMessage() {
		List<ProcessId> ids = new CopyOnWriteArrayList<>();
		List<Terminated> ends = new CopyOnWriteArrayList<>();
		Script script = new Script((message, context) -> {
			ProcessContext current = ProcessContext.current().orElseThrow();
			ids.add(current.id());
			current.ended().thenAccept(ends::add);
			if (message.equals("boom")) {
				throw new IllegalStateException(message);
			}
		});
		try (ActorBench bench = new ActorBench()) {
			ActorRef<String> ref = group(bench, script).ref("a");
			tell(ref, "1", "2", "boom");
			bench.restartIsDue();
			tell(ref, "3");
			assertThat(ids).hasSize(4);
			assertThat(ids.get(1)).isEqualTo(ids.get(0)).isEqualTo(ids.get(2)).isNotEqualTo(ids.get(3));
			assertThat(ends).hasSize(3).allMatch((end) -> end.id().equals(ids.get(0)) && end.cause() != null);
		}
	}

	@Test
	void contextThatIsKeptLongerThanTheActorLivesSaysThatItIsOver() {
		AtomicReference<ShutdownSignal> early = new AtomicReference<>();
		List<ActorContext<String>> kept = new ArrayList<>();
		Script script = new Script((message, context) -> {
			kept.add(context);
			if (message.equals("signal")) {
				early.set(context.shutdown());
			}
		});
		try (ActorBench bench = new ActorBench()) {
			ActorGroup<String, String> group = group(bench, script);
			tell(group.ref("a"), "1");
			tell(group.ref("b"), "signal");
			bench.stop();
			assertThat(early.get().isRequested()).isTrue();
			assertThat(kept).hasSize(2).allMatch((context) -> context.shutdown().isRequested());
		}
	}

	@Test
	void handlerThatHangsWhileItsGroupStopsIsInterruptedAtTheDeadline() throws Exception {
		List<String> journal = new CopyOnWriteArrayList<>();
		Script script = new Script((message, context) -> {
			this.inside.countDown();
			try {
				this.released.await();
			}
			catch (InterruptedException ex) {
				journal.add("interrupted");
				throw ex;
			}
		});
		try (ActorBench bench = ActorBench.sharing(ActorBench::start)) {
			ActorGroup<String, String> group = group(bench, script);
			tell(group.ref("hangs"), "hang", "left");
			ActorBench.await(this.inside);
			CompletableFuture<StopReport> report = bench.stopping();
			assertThat(group.ref("hangs").tryTell("late")).isEqualTo(Admission.CLOSED);
			bench.time.advance(SHUTDOWN.minusNanos(1));
			assertThat(journal).isEmpty();
			bench.time.advance(Duration.ofNanos(1));
			assertThat(ActorBench.join(report).aborted()).isEqualTo(1);
			assertThat(journal).containsExactly("interrupted");
			assertThat(bench.undelivered).containsExactly("left");
			assertThat(group.snapshot().live()).isZero();
		}
	}

	@Test
	void handlerThatIgnoresTheInterruptIsLeftBehindAndItsMessageReported() throws Exception {
		Script script = new Script((message, context) -> {
			if (message.equals("hang")) {
				this.inside.countDown();
				uninterruptibly(this.released);
			}
		});
		try (ActorBench bench = ActorBench.sharing(ActorBench::start)) {
			ActorGroup<String, String> group = group(bench, script);
			tell(group.ref("well"), "1");
			tell(group.ref("hangs"), "hang", "left");
			ActorBench.await(this.inside);
			CompletableFuture<StopReport> report = bench.stopping();
			ActorBench.until(() -> group.snapshot().live() == 1);
			bench.time.advance(SHUTDOWN);
			bench.time.advance(PATIENCE);
			assertThat(ActorBench.join(report).aborted()).isEqualTo(1);
			assertThat(bench.undelivered).containsExactly("hang", "left");
			assertThat(bench.events).filteredOn(ProcessEvent.Abandoned.class::isInstance)
				.singleElement()
				.satisfies((event) -> assertThat(event.process().path().name()).isEqualTo("hangs"));
			this.released.countDown();
			ActorBench.until(() -> script.journal("stop").size() == 2);
		}
	}

	@Test
	void hookThatHangsAtTheEndIsInterruptedASecondAfterTheDeadline() throws Exception {
		List<String> journal = new CopyOnWriteArrayList<>();
		Script script = new Script((message, context) -> {
		}) {
			@Override
			void onStop(int instance, StopReason reason) throws InterruptedException {
				MemberSupervisionTests.this.inside.countDown();
				try {
					MemberSupervisionTests.this.released.await();
				}
				catch (InterruptedException ex) {
					journal.add("interrupted");
					throw ex;
				}
			}
		};
		try (ActorBench bench = new ActorBench((builder) -> builder.blockingExecutor(ActorBench::start))) {
			ActorGroup<String, String> group = group(bench, script);
			tell(group.ref("a"), "1");
			ActorBench.until(() -> group.snapshot().handled() == 1);
			CompletableFuture<StopReport> report = bench.stopping();
			ActorBench.await(this.inside);
			bench.time.advance(SHUTDOWN.plusSeconds(1).minusNanos(1));
			assertThat(journal).isEmpty();
			bench.time.advance(Duration.ofNanos(1));
			assertThat(ActorBench.join(report).aborted()).isEqualTo(1);
			assertThat(journal).containsExactly("interrupted");
		}
	}

	@Test
	void hookThatFailsAtTheEndKeepsNobodyFromEnding() {
		Script script = new Script((message, context) -> {
		}) {
			@Override
			void onStop(int instance, StopReason reason) {
				throw new IllegalStateException("planted");
			}
		};
		try (ActorBench bench = new ActorBench()) {
			ActorGroup<String, String> group = group(bench, script);
			tell(group.ref("a"), "1");
			tell(group.ref("b"), "2");
			assertThat(bench.stop().isClean()).isTrue();
			assertThat(script.journal("destroy")).hasSize(2);
			assertThat(group.snapshot().live()).isZero();
			assertThat(group.snapshot().handled()).isEqualTo(2);
		}
	}

	@Test
	void handlerThatFailsWhileItsGroupStopsEndsItsActorOnlyAndTheRestIsReported() throws Exception {
		Script script = new Script((message, context) -> {
			if (message.equals("boom")) {
				this.inside.countDown();
				ActorBench.await(this.released);
				throw new IllegalStateException(message);
			}
		});
		try (ActorBench bench = ActorBench.sharing(ActorBench::start)) {
			ActorGroup<String, String> group = group(bench, script);
			tell(group.ref("fails"), "boom", "left");
			tell(group.ref("well"), "1");
			ActorBench.await(this.inside);
			CompletableFuture<StopReport> report = bench.stopping();
			this.released.countDown();
			StopReport ended = ActorBench.join(report);
			assertThat(ended.aborted()).isZero();
			assertThat(bench.deadMessages()).containsExactly("boom", "left");
			assertThat(bench.undelivered).containsExactly("left");
			assertThat(bench.events).filteredOn((event) -> event.process().path().name().equals("fails"))
				.singleElement()
				.satisfies((event) -> assertThat(((ProcessEvent.Stopped) event).cause()).hasMessage("boom"));
		}
	}

	private static ActorGroup<String, String> group(ActorBench bench, Script script) {
		ActorGroup<String, String> group = bench.runtime.root()
			.with((spec) -> spec.withShutdown(Shutdown.within(SHUTDOWN)))
			.group("g", script, ActorSettings.defaults().withRestarts(ActorBench.restarts(10)));
		bench.runtime.start();
		return group;
	}

	private static void tell(ActorRef<String> ref, String... messages) {
		for (String message : messages) {
			assertThat(ref.tryTell(message)).isEqualTo(Admission.ACCEPTED);
		}
	}

	private static void uninterruptibly(CountDownLatch latch) {
		boolean waiting = true;
		while (waiting) {
			try {
				latch.await();
				waiting = false;
			}
			catch (InterruptedException ex) {
				Thread.interrupted();
			}
		}
	}

}
