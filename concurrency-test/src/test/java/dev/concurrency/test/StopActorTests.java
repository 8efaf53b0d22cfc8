package dev.concurrency.test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.StatusObserver;

import static org.assertj.core.api.Assertions.assertThat;

/** Ending one actor for good, gently or not. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StopActorTests {

	private static final ActorSettings SETTINGS = ActorSettings.defaults();

	private final TreeBench bench = TreeBench.real();

	private final CountDownLatch inside = new CountDownLatch(1);

	private final CountDownLatch release = new CountDownLatch(1);

	@AfterEach
	void close() {
		this.release.countDown();
		this.bench.close();
	}

	@Test
	void stoppedActorHandlesWhatItHasAcceptedAndSaysWhyItEnded() throws Exception {
		Script script = blocking();
		ActorRef<String> ref = this.bench.runtime.actor("tower", script, SETTINGS);
		this.bench.runtime.start();
		tell(ref, "block");
		tell(ref, "1");
		ActorBench.await(this.inside);
		StatusObserver observer = this.bench.runtime.stopActor(ref.path(), "closed for the night").orElseThrow();
		ActorBench.until(() -> observer.current() instanceof ProcessStatus.Stopping);
		assertThat(ref.tryTell("late")).isEqualTo(Admission.CLOSED);
		assertThat(observer.terminal().toCompletableFuture()).isNotDone();
		assertThat(observer.await(Duration.ZERO)).isFalse();
		this.release.countDown();
		assertThat(observer.await(TreeBench.LONG)).isTrue();
		assertThat(observer.current()).isEqualTo(new ProcessStatus.Stopped("closed for the night"));
		assertThat(ActorBench.join(observer.terminal())).isEqualTo(observer.current());
		assertThat(script.journal("handle")).containsExactly("1 handle block as 1", "1 handle 1 as 2");
		assertThat(this.bench.undelivered).isEmpty();
	}

	@Test
	void actorThatIsNotDoneWithinItsTimeIsInterrupted() throws Exception {
		try (TreeBench manual = TreeBench.manual()) {
			ActorRef<String> ref = manual.runtime.actor("tower", blocking(), SETTINGS);
			manual.runtime.start();
			tell(ref, "block");
			tell(ref, "left over");
			ActorBench.await(this.inside);
			StatusObserver observer = manual.runtime.stopActor(ref.path(), "enough").orElseThrow();
			manual.time.advance(Duration.ofSeconds(5));
			assertThat(ActorBench.join(observer.terminal())).isInstanceOf(ProcessStatus.Failed.class);
			assertThat(manual.undelivered).containsExactly("left over");
		}
	}

	@Test
	void childOfAnActorIsStoppedAndLeavesTheTreeAndItsParentGoesOn() throws Exception {
		ActorRef<String> parent = this.bench.runtime.actor("parent", new Script((message, context) -> {
			if (message.equals("spawn")) {
				context.spawn("child", Script.failingOnBoom(), SETTINGS);
				this.inside.countDown();
			}
		}), SETTINGS);
		this.bench.runtime.start();
		tell(parent, "spawn");
		ActorBench.await(this.inside);
		ProcessPath child = parent.path().child("child");
		ActorBench.until(() -> this.bench.runtime.find(child)
			.map(ProcessSnapshot::status)
			.filter(ProcessStatus::isUp)
			.isPresent());
		ProcessId id = this.bench.find(child).process().id();
		StatusObserver observer = this.bench.runtime.stopActor(child, "enough").orElseThrow();
		assertThat(ActorBench.join(observer.terminal())).isEqualTo(new ProcessStatus.Stopped("enough"));
		assertThat(this.bench.runtime.find(child)).isEmpty();
		assertThat(this.bench.runtime.find(id)).get()
			.extracting(ProcessSnapshot::status)
			.isEqualTo(new ProcessStatus.Stopped("enough"));
		assertThat(parent.status().isUp()).isTrue();
	}

	@Test
	void nobodyIsStoppedWhoIsUnknownNoActorOrWasNeverStarted() {
		ActorRef<String> ref = this.bench.runtime.actor("tower", Script.failingOnBoom(), SETTINGS);
		ProcessPath loop = this.bench.runtime.process(new Loop("loop")).path();
		assertThat(this.bench.runtime.stopActor(ref.path(), "enough")).isEmpty();
		this.bench.runtime.start();
		assertThat(this.bench.runtime.stopActor(ref.path().child("nobody"), "enough")).isEmpty();
		assertThat(this.bench.runtime.stopActor(loop, "enough")).isEmpty();
		assertThat(this.bench.runtime.stopActor(ProcessPath.ROOT, "enough")).isEmpty();
	}

	@Test
	void declaredActorThatWasStoppedIsNotStoppedTwice() {
		ActorRef<String> ref = this.bench.runtime.actor("tower", Script.failingOnBoom(), SETTINGS);
		this.bench.runtime.start();
		ActorBench.join(this.bench.runtime.stopActor(ref.path(), "first").orElseThrow().terminal());
		StatusObserver again = this.bench.runtime.stopActor(ref.path(), "second").orElseThrow();
		assertThat(ActorBench.join(again.terminal())).isEqualTo(new ProcessStatus.Stopped("first"));
	}

	@Test
	void abortedRootActorIsInterruptedAtOnceAndWhatItHadIsReported() throws Exception {
		ActorRef<String> ref = this.bench.runtime.actor("tower", blocking(), SETTINGS);
		this.bench.runtime.start();
		ProcessId id = this.bench.find(ref).process().id();
		tell(ref, "block");
		tell(ref, "left over");
		ActorBench.await(this.inside);
		assertThat(ActorBench.join(this.bench.runtime.abortRootActor(ref.path()).orElseThrow())).isEqualTo(id);
		assertThat(ref.status()).isEqualTo(new ProcessStatus.Stopped("aborted"));
		assertThat(this.bench.undelivered).contains("left over");
	}

	@Test
	void abortOfAnActorThatIgnoresItNeverCompletes() throws Exception {
		try (TreeBench manual = TreeBench.manual()) {
			ActorRef<String> ref = manual.runtime.actor("tower", new Script((message, context) -> {
				this.inside.countDown();
				awaitUninterruptibly(this.release);
			}), SETTINGS);
			manual.runtime.start();
			tell(ref, "block");
			ActorBench.await(this.inside);
			CompletableFuture<ProcessId> aborted = manual.runtime.abortRootActor(ref.path())
				.orElseThrow()
				.toCompletableFuture();
			manual.time.advance(TreeBench.PATIENCE);
			assertThat(ref.status()).isInstanceOf(ProcessStatus.Abandoned.class);
			assertThat(aborted).isNotDone();
			this.release.countDown();
			assertThat(aborted).succeedsWithin(TreeBench.LONG);
		}
	}

	@Test
	void onlyRootActorsAndGroupsAreAborted() {
		ActorGroup<String, String> group = this.bench.runtime.group("airport", Script.failingOnBoom(), SETTINGS);
		this.bench.runtime.start();
		tell(group.ref("a"), "1");
		assertThat(this.bench.runtime.abortRootActor(group.ref("a").path())).isEmpty();
		assertThat(this.bench.runtime.abortRootActor(ProcessPath.ROOT.child("actors"))).isEmpty();
		assertThat(this.bench.runtime.abortRootActor(group.path())).isPresent();
		ActorBench.join(group.termination());
	}

	private Script blocking() {
		return new Script((message, context) -> {
			if (message.equals("block")) {
				this.inside.countDown();
				ActorBench.await(this.release);
			}
		});
	}

	static void awaitUninterruptibly(CountDownLatch latch) {
		boolean done = false;
		while (!done) {
			try {
				latch.await();
				done = true;
			}
			catch (InterruptedException ex) {
				// That is what the test is about.
			}
		}
	}

	private static void tell(ActorRef<String> ref, String message) {
		assertThat(ref.tryTell(message)).isEqualTo(Admission.ACCEPTED);
	}

}
