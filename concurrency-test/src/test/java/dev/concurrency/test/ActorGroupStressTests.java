package dev.concurrency.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.StopReport;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.GroupSnapshot;
import dev.concurrency.process.Admission;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.time.Backoff;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Actors of a group that get a supervisor at any moment (they fail, somebody follows
 * them, they spawn) while others send to them and the group stops, with real threads.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ActorGroupStressTests {

	private static final int KEYS = 40;

	private static final int SENDERS = 3;

	private static final int MESSAGES = 1500;

	private final AtomicLong accepted = new AtomicLong();

	private final AtomicLong handled = new AtomicLong();

	private final AtomicLong undelivered = new AtomicLong();

	private final AtomicLong dead = new AtomicLong();

	@RepeatedTest(30)
	void whateverIsAcceptedIsHandledOrReported(RepetitionInfo repetition) throws Exception {
		int seed = repetition.getCurrentRepetition();
		// Every third time the group itself has to begin anew now and then.
		int restarts = (seed % 3 == 0) ? 5 : 1_000_000;
		RestartPolicy policy = new RestartPolicy(restarts, Duration.ofHours(1), Backoff.NONE);
		ConcurrencyRuntime runtime = ConcurrencyRuntime.builder()
			.restarts(new RestartPolicy(1_000_000, Duration.ofHours(1), Backoff.NONE))
			.undeliveredHandler((process, items, reason) -> this.undelivered.addAndGet(items.size()))
			.deadLetterListener((letter) -> this.dead.incrementAndGet())
			.build();
		ActorGroup<Integer, Integer> group = runtime.group("g", InstanceSource.of(this::handle),
				ActorSettings.defaults().withMailboxCapacity(64).withRestarts(policy));
		runtime.start();
		List<CompletableFuture<Void>> senders = new ArrayList<>();
		for (int i = 0; i < SENDERS; i++) {
			Random random = new Random(seed * 31L + i);
			senders.add(CompletableFuture.runAsync(() -> send(group, random), ActorBench::start));
		}
		CompletableFuture<Void> all = CompletableFuture.allOf(senders.toArray(CompletableFuture[]::new));
		// Every second time the stop comes in the middle, if a group that begins anew
		// lets
		// so many messages in.
		ActorBench.until(() -> all.isDone() || (seed % 2 == 0 && this.accepted.get() > MESSAGES));
		StopReport report = runtime.stop(Duration.ofSeconds(30));
		ActorBench.join(all);
		assertThat(report.aborted()).as("seed %s", seed).isZero();
		GroupSnapshot end = group.snapshot();
		assertThat(end.live()).isZero();
		assertThat(end.queued()).isZero();
		assertThat(end.deadLetters()).isEqualTo(this.dead.get());
		assertThat(this.handled.get() + this.dead.get()).as("seed %s", seed).isEqualTo(this.accepted.get());
		assertThat(end.handled() + this.undelivered.get()).as("seed %s", seed).isEqualTo(this.accepted.get());
		runtime.close();
	}

	private void handle(Integer message, ActorContext<Integer> context) {
		if (message % 97 == 0) {
			throw new IllegalStateException("planted");
		}
		if (message % 89 == 0) {
			var unused = context.shutdown().isRequested();
		}
		this.handled.incrementAndGet();
	}

	private void send(ActorGroup<Integer, Integer> group, Random random) {
		for (int i = 0; i < MESSAGES; i++) {
			ActorRef<Integer> ref = group.ref(random.nextInt(KEYS));
			if (ref.tryTell(random.nextInt(1000)) == Admission.ACCEPTED) {
				this.accepted.incrementAndGet();
			}
			switch (random.nextInt(40)) {
				case 0 -> ref.watch();
				case 1 -> ref.termination();
				case 2 -> ref.status();
				case 3 -> group.snapshot();
				default -> Thread.onSpinWait();
			}
		}
	}

}
