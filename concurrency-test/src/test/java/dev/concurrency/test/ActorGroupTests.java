package dev.concurrency.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.AskException;
import dev.concurrency.actor.GroupSnapshot;
import dev.concurrency.process.Admission;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class ActorGroupTests {

	@Test
	void memberIsCreatedByItsFirstMessageOnly() {
		Script script = Script.failingOnBoom();
		try (ActorBench bench = new ActorBench()) {
			ActorGroup<String, String> group = started(bench, script, ActorSettings.defaults());
			ActorRef<String> ref = group.ref("jfk");
			assertThat(ref.path().value()).isEqualTo("root/actors/g/jfk");
			assertThat(ref.status()).isEqualTo(new ProcessStatus.Created());
			assertThat(group.snapshot()).isEqualTo(new GroupSnapshot(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of()));
			assertThat(script.journal()).isEmpty();
			assertThat(ref.tryTell("a")).isEqualTo(Admission.ACCEPTED);
			assertThat(script.journal()).containsExactly("1 start", "1 handle a as 1");
			assertThat(ref.status()).isEqualTo(new ProcessStatus.Running());
			assertThat(group.snapshot()).isEqualTo(new GroupSnapshot(1, 1, 0, 0, 0, 1, 0, 0, 0, 0, Map.of()));
		}
	}

	@Test
	void oneKeyIsOneActorAndTwoKeysAreTwo() {
		Script script = Script.failingOnBoom();
		try (ActorBench bench = new ActorBench()) {
			ActorGroup<String, String> group = started(bench, script, ActorSettings.defaults());
			tell(group.ref("jfk"), "a");
			tell(group.ref("sfo"), "b");
			tell(group.ref("jfk"), "c");
			assertThat(script.journal("handle")).containsExactly("1 handle a as 1", "2 handle b as 1",
					"1 handle c as 2");
			assertThat(group.snapshot()).isEqualTo(new GroupSnapshot(2, 2, 0, 0, 0, 3, 0, 0, 0, 0, Map.of()));
		}
	}

	@Test
	void memberFindsItsKeyWhateverIsInIt() {
		List<Object> keys = new ArrayList<>();
		List<String> paths = new ArrayList<>();
		try (ActorBench bench = new ActorBench()) {
			ActorGroup<Object, String> group = bench.runtime.group("g", new Script((message, context) -> {
				keys.add(context.key(Object.class));
				paths.add(context.path().name());
				assertThatThrownBy(() -> context.key(Duration.class)).isInstanceOf(ClassCastException.class);
			}), ActorSettings.defaults());
			bench.runtime.start();
			List<Object> odd = List.of("", "a/b", "é ü", "-dash", 42L, "x".repeat(500), "\u0000\ud83d\ude00",
					List.of(1, 2));
			odd.forEach((key) -> tell(group.ref(key), "hello"));
			assertThat(keys).isEqualTo(odd);
			assertThat(paths).allMatch((path) -> path.matches("[A-Za-z0-9][A-Za-z0-9._$#-]{0,126}"));
			assertThat(paths.subList(0, 5)).containsExactly("k", "a_b", "k___", "k-dash", "42");
			assertThat(group.snapshot().live()).isEqualTo(odd.size());
		}
	}

	@Test
	void keysWithOnePathAreStillTwoActors() {
		Script script = Script.failingOnBoom();
		try (ActorBench bench = new ActorBench()) {
			ActorGroup<String, String> group = started(bench, script, ActorSettings.defaults());
			tell(group.ref("a/b"), "1");
			tell(group.ref("a b"), "2");
			assertThat(script.journal("handle")).containsExactly("1 handle 1 as 1", "2 handle 2 as 1");
		}
	}

	@Test
	void fullGroupRefusesNewKeysOnly() throws Exception {
		Script script = Script.failingOnBoom();
		try (ActorBench bench = new ActorBench()) {
			ActorGroup<String, String> group = started(bench, script, ActorSettings.defaults().withMaxEntities(2));
			tell(group.ref("a"), "1");
			tell(group.ref("b"), "2");
			assertThat(group.ref("c").tryTell("3")).isEqualTo(Admission.FULL);
			assertThat(group.ref("c").tell("3", Duration.ofDays(1))).isEqualTo(Admission.FULL);
			CompletableFuture<Object> answer = group.ref("c")
				.ask((port) -> "4", Duration.ofSeconds(1))
				.toCompletableFuture();
			assertThatThrownBy(() -> ActorBench.get(answer)).hasCauseInstanceOf(AskException.GroupFull.class)
				.hasRootCauseMessage("There is no actor root/actors/g/c and no room for another one (max-entities 2)");
			tell(group.ref("a"), "5");
			assertThat(group.snapshot()).isEqualTo(new GroupSnapshot(2, 2, 0, 0, 0, 3, 0, 0, 0, 3, Map.of()));
		}
	}

	@Test
	void keyThatFailsToBePrintedTakesNoRoom() {
		record Broken(int number) {

			@Override
			public String toString() {
				throw new IllegalStateException("no words");
			}

		}
		try (ActorBench bench = new ActorBench()) {
			ActorGroup<Object, String> group = bench.runtime.group("g", Script.failingOnBoom(),
					ActorSettings.defaults().withMaxEntities(1));
			bench.runtime.start();
			assertThatThrownBy(() -> group.ref(new Broken(1)).tryTell("a")).hasMessage("no words");
			tell(group.ref("sound"), "a");
		}
	}

	@Test
	void groupIsClosedBeforeTheStartAndAfterTheStop() {
		Script script = Script.failingOnBoom();
		try (ActorBench bench = new ActorBench()) {
			ActorGroup<String, String> group = bench.runtime.group("g", script, ActorSettings.defaults());
			assertThat(group.ref("a").tryTell("early")).isEqualTo(Admission.CLOSED);
			bench.runtime.start();
			tell(group.ref("a"), "in time");
			bench.stop();
			assertThat(group.ref("a").tryTell("late")).isEqualTo(Admission.CLOSED);
			assertThat(group.ref("b").tryTell("late")).isEqualTo(Admission.CLOSED);
			assertThatThrownBy(() -> ActorBench.get(group.ref("b").ask((port) -> "late", Duration.ofSeconds(1))))
				.hasCauseInstanceOf(AskException.Ended.class);
			assertThat(script.journal("stop")).containsExactly("1 stop stopped");
			assertThat(group.snapshot()).isEqualTo(new GroupSnapshot(0, 1, 0, 0, 0, 1, 0, 0, 0, 0, Map.of()));
		}
	}

	@Test
	void stopDrainsAllMembers() {
		StepQueue shared = new StepQueue();
		Script script = Script.failingOnBoom();
		try (ActorBench bench = ActorBench.sharing(shared)) {
			ActorGroup<Integer, String> group = bench.runtime.group("g", script, ActorSettings.defaults());
			bench.runtime.start();
			for (int i = 0; i < 300; i++) {
				tell(group.ref(i % 100), "m" + i);
			}
			assertThat(group.snapshot().queued()).isEqualTo(300);
			assertThat(bench.stop().isClean()).isTrue();
			assertThat(script.journal("handle")).hasSize(300);
			assertThat(script.journal("stop stopped")).hasSize(100);
			assertThat(bench.undelivered).isEmpty();
			assertThat(group.snapshot()).isEqualTo(new GroupSnapshot(0, 100, 0, 0, 0, 300, 0, 0, 0, 0, Map.of()));
		}
	}

	@Test
	void newKeyDuringAStopIsRefusedAndCreatesNothing() {
		StepQueue shared = new StepQueue();
		try (ActorBench bench = ActorBench.sharing(shared)) {
			ActorGroup<String, String> group = started(bench, Script.failingOnBoom(), ActorSettings.defaults());
			tell(group.ref("a"), "1");
			CompletableFuture<?> stopped = bench.stopping();
			assertThat(group.ref("a").tryTell("late")).isEqualTo(Admission.CLOSED);
			assertThat(group.ref("b").tryTell("late")).isEqualTo(Admission.CLOSED);
			assertThat(group.snapshot()).isEqualTo(new GroupSnapshot(1, 1, 0, 0, 1, 0, 0, 0, 0, 0, Map.of()));
			shared.drain();
			ActorBench.join(stopped);
			assertThat(group.snapshot()).isEqualTo(new GroupSnapshot(0, 1, 0, 0, 0, 1, 0, 0, 0, 0, Map.of()));
		}
	}

	@Test
	void groupWorksAgainWhenItsRuntimeIsStartedAgain() {
		Script script = Script.failingOnBoom();
		try (ActorBench bench = new ActorBench()) {
			ActorGroup<String, String> group = started(bench, script, ActorSettings.defaults());
			ActorRef<String> ref = group.ref("a");
			tell(ref, "1");
			bench.stop();
			bench.runtime.start();
			tell(ref, "2");
			assertThat(script.journal("handle")).containsExactly("1 handle 1 as 1", "2 handle 2 as 1");
			assertThat(group.snapshot()).isEqualTo(new GroupSnapshot(1, 2, 0, 0, 0, 2, 0, 0, 0, 0, Map.of()));
		}
	}

	@Test
	void memberAddressesItselfByItsKeyAlsoAfterARestartOfTheGroup() {
		List<ActorRef<String>> selves = new ArrayList<>();
		Script script = new Script((message, context) -> selves.add(context.self()));
		try (ActorBench bench = new ActorBench()) {
			ActorGroup<String, String> group = started(bench, script, ActorSettings.defaults());
			tell(group.ref("a"), "1");
			bench.stop();
			bench.runtime.start();
			tell(selves.get(0), "2");
			assertThat(script.journal("handle")).containsExactly("1 handle 1 as 1", "2 handle 2 as 1");
			assertThat(selves.get(0)).isEqualTo(group.ref("a")).hasToString("root/actors/g/a");
		}
	}

	/** The race: two first messages for one key, each about to create the actor. */
	@Test
	void concurrentFirstMessagesCreateOneActorAndTakeOnePlace() throws Exception {
		int rounds = 300;
		AtomicInteger handled = new AtomicInteger();
		ConcurrentHashMap<Integer, Integer> created = new ConcurrentHashMap<>();
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().build()) {
			// The last key finds room only if no loser of a race has kept any.
			ActorGroup<Integer, String> group = runtime.group("g", InstanceSource.of((message, context) -> {
				created.merge(context.key(Integer.class), 1, Integer::sum);
				handled.incrementAndGet();
			}), ActorSettings.defaults().withMaxEntities(rounds));
			runtime.start();
			CyclicBarrier barrier = new CyclicBarrier(2);
			CompletableFuture<Integer> other = CompletableFuture
				.supplyAsync(() -> firstMessages(group, rounds, barrier), ActorBench::start);
			int accepted = firstMessages(group, rounds, barrier) + ActorBench.get(other);
			assertThat(accepted).isEqualTo(2 * rounds);
			assertThat(group.snapshot().created()).isEqualTo(rounds);
			assertThat(group.snapshot().full()).isZero();
			runtime.stop(Duration.ofSeconds(20));
			assertThat(handled.get()).isEqualTo(2 * rounds);
			assertThat(created).hasSize(rounds).containsValue(2);
		}
	}

	private static int firstMessages(ActorGroup<Integer, String> group, int rounds, CyclicBarrier barrier) {
		int accepted = 0;
		try {
			for (int i = 0; i < rounds; i++) {
				barrier.await(20, TimeUnit.SECONDS);
				accepted += group.ref(i).tryTell("m").isAccepted() ? 1 : 0;
			}
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		return accepted;
	}

	private static ActorGroup<String, String> started(ActorBench bench, Script script, ActorSettings settings) {
		ActorGroup<String, String> group = bench.runtime.group("g", script, settings);
		bench.runtime.start();
		return group;
	}

	private static void tell(ActorRef<String> ref, String message) {
		assertThat(ref.tryTell(message)).isEqualTo(Admission.ACCEPTED);
	}

}
