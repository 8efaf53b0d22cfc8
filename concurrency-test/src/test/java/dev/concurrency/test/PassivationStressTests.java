package dev.concurrency.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.GroupSnapshot;
import dev.concurrency.process.Admission;
import dev.concurrency.process.InstanceSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Actors that go all the time while others send to them, with real threads. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PassivationStressTests {

	private static final int KEYS = 4;

	private static final int SENDERS = 3;

	private static final long NANOS = 1_000_000_000;

	private final Map<List<Integer>, List<Integer>> handled = new ConcurrentHashMap<>();

	private final AtomicLong dead = new AtomicLong();

	/** With a supervisor for each actor now and then, and without. */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whateverIsAcceptedIsHandledOnceAndInOrder(boolean watched) {
		ConcurrencyRuntime runtime = ConcurrencyRuntime.builder()
			.deadLetterListener((letter) -> this.dead.incrementAndGet())
			.build();
		ActorGroup<Integer, Message> group = runtime.group("g", InstanceSource.of(this::handle),
				ActorSettings.defaults().withPassivateAfter(Duration.ofNanos(1)));
		runtime.start();
		List<CompletableFuture<Map<Integer, Integer>>> senders = new ArrayList<>();
		for (int i = 0; i < SENDERS; i++) {
			int sender = i;
			senders.add(CompletableFuture.supplyAsync(() -> send(group, sender, watched), ActorBench::start));
		}
		List<Map<Integer, Integer>> sent = senders.stream().map(ActorBench::join).toList();
		assertThat(runtime.stop(Duration.ofSeconds(30)).aborted()).isZero();
		GroupSnapshot end = group.snapshot();
		long total = 0;
		for (int sender = 0; sender < SENDERS; sender++) {
			for (int key = 0; key < KEYS; key++) {
				List<Integer> got = this.handled.getOrDefault(List.of(sender, key), List.of());
				assertThat(got).isSorted().doesNotHaveDuplicates().hasSize(sent.get(sender).getOrDefault(key, 0));
				total += got.size();
			}
		}
		assertThat(end.handled()).isEqualTo(total);
		assertThat(end.passivated()).isGreaterThan(50).isLessThanOrEqualTo(end.created());
		assertThat(end.live()).isZero();
		assertThat(end.queued()).isZero();
		assertThat(this.dead.get()).isZero();
		runtime.close();
	}

	private void handle(Message message, ActorContext<Message> context) {
		List<Integer> from = List.of(message.sender(), context.key(Integer.class));
		this.handled.computeIfAbsent(from, (absent) -> new ArrayList<>()).add(message.number());
	}

	/** How many of whose messages each key has accepted. */
	private static Map<Integer, Integer> send(ActorGroup<Integer, Message> group, int sender, boolean watched) {
		Map<Integer, Integer> accepted = new ConcurrentHashMap<>();
		Random random = new Random(sender);
		long begun = System.nanoTime();
		try {
			for (int i = 0; System.nanoTime() - begun < NANOS; i++) {
				int key = random.nextInt(KEYS);
				ActorRef<Message> ref = group.ref(key);
				if (random.nextBoolean() ? ref.tryTell(new Message(sender, i)) == Admission.ACCEPTED
						: ref.tell(new Message(sender, i)) == Admission.ACCEPTED) {
					accepted.merge(key, 1, Integer::sum);
				}
				if (watched && i % 3 == 0) {
					var unused = ref.watch();
				}
				// About as long as until the next look at the idle.
				LockSupport.parkNanos(random.nextInt(4_000_000));
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		return accepted;
	}

	private record Message(int sender, int number) {
	}

}
