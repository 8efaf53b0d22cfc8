package dev.concurrency.actor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.process.Admission;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.EndMode;
import dev.concurrency.process.Incarnation;
import dev.concurrency.process.KindSnapshot;
import dev.concurrency.process.Nursery;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessRecord;
import dev.concurrency.process.Spawned;
import dev.concurrency.process.Supervised;
import dev.concurrency.process.TestIncarnation;
import dev.concurrency.time.TimeSource;
import dev.concurrency.time.Timer;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class MembersTests {

	private static final ChildSpec MEMBER = ChildSpec.temporary(ProcessKind.ACTOR);

	private static final ProcessPath GROUP = ProcessPath.ROOT.child("g");

	private final Timer timer = Timer.create(Thread::new);

	private final ProcessEnvironment environment = new ProcessEnvironment(TimeSource.system(), this.timer, Thread::new,
			Runnable::run, Runnable::run, (event) -> {
			}, (process, items, reason) -> {
			});

	private final AtomicInteger exits = new AtomicInteger();

	private final FakeNursery nursery = new FakeNursery();

	@Test
	void nothingIsCreatedBeforeTheGroupIsOpenOrAfterItIsClosed() {
		Members<String, String> members = members(8);
		assertThat(members.resolve("a").answer()).isEqualTo(Admission.CLOSED);
		Generation<String, String> generation = open(members);
		assertThat(members.resolve("a").cell()).isNotNull();
		generation.close();
		assertThat(members.resolve("b").answer()).isEqualTo(Admission.CLOSED);
		assertThat(this.nursery.spawned).isEmpty();
	}

	@Test
	void nextGenerationHasActorsOfItsOwnAndTheCountsGoOn() {
		Members<String, String> members = members(1);
		Generation<String, String> first = open(members);
		assertThat(members.resolve("a").cell().tryTell("one")).isEqualTo(Admission.ACCEPTED);
		assertThat(members.resolve("b").answer()).isEqualTo(Admission.FULL);
		first.close();
		members.retire();
		assertThat(members.snapshot()).isEqualTo(new GroupSnapshot(0, 1, 0, 0, 0, 1, 0, 0, 0, 1, Map.of()));
		open(members);
		assertThat(members.find("a")).isNull();
		assertThat(members.resolve("b").cell()).isNotNull();
		assertThat(members.snapshot()).isEqualTo(new GroupSnapshot(1, 2, 0, 0, 0, 1, 0, 0, 0, 1, Map.of()));
	}

	/** The race: both are about to create the one actor for which there is room. */
	@Test
	void twoFirstMessagesOfOneKeyNeedOnePlaceAndAreBothAccepted() throws Exception {
		AtomicInteger arrived = new AtomicInteger();
		int rounds = 2000;
		List<Members<String, String>> groups = new ArrayList<>();
		for (int i = 0; i < rounds; i++) {
			Members<String, String> members = members(1);
			open(members);
			groups.add(members);
		}
		CompletableFuture<Integer> other = CompletableFuture.supplyAsync(() -> tellAll(groups, arrived),
				(work) -> new Thread(work).start());
		assertThat(tellAll(groups, arrived)).isEqualTo(rounds);
		assertThat(other.get(20, TimeUnit.SECONDS)).isEqualTo(rounds);
		assertThat(groups).allMatch((members) -> members.snapshot().created() == 1 && members.snapshot().full() == 0);
	}

	@SuppressWarnings("ThreadPriorityCheck")
	private static int tellAll(List<Members<String, String>> groups, AtomicInteger arrived) {
		int accepted = 0;
		int round = 0;
		for (Members<String, String> members : groups) {
			round += 2;
			arrived.incrementAndGet();
			for (int spins = 0; arrived.get() < round; spins++) {
				if (spins > 1000) {
					Thread.yield();
				}
			}
			accepted += (members.resolve("a").cell().tryTell("hello") == Admission.ACCEPTED) ? 1 : 0;
		}
		return accepted;
	}

	/** The race: an actor is created while its generation is closed. */
	@Test
	void groupIsNotOverBeforeAnActorThatIsBeingCreated() throws Exception {
		for (int round = 0; round < 2000; round++) {
			Members<String, String> members = members(8);
			Generation<String, String> generation = open(members);
			CompletableFuture<Generation.Resolved<String>> late = CompletableFuture
				.supplyAsync(() -> members.resolve("a"), (work) -> new Thread(work).start());
			generation.close();
			this.nursery.end();
			late.get(20, TimeUnit.SECONDS);
			assertThat(generation.live()).isZero();
			assertThat(this.exits).hasValue(round + 1);
		}
	}

	/** There may be a million, and everything else waits for the timer meanwhile. */
	@Test
	void whenTheTimeIsOverTheyAreSupervisedSomeAtATime() {
		Deque<Runnable> due = new ArrayDeque<>();
		Timer stepped = new Timer() {
			@Override
			public Timer.Timeout schedule(long delayNanos, Runnable task) {
				due.add(task);
				return () -> due.remove(task);
			}

			@Override
			public void close() {
				due.clear();
			}
		};
		ProcessEnvironment idle = new ProcessEnvironment(TimeSource.system(), stepped, Thread::new, (turn) -> {
		}, Runnable::run, (event) -> {
		}, (process, items, reason) -> {
		});
		Members<String, String> members = new Members<>(idle.record(ProcessKind.GROUP, GROUP),
				TestActors.type(idle, (message, context) -> {
				}, ActorSettings.defaults().withMaxEntities(1000), this.nursery));
		Nurseries nurseries = new Nurseries((TestIncarnation) (cause) -> this.exits.incrementAndGet(),
				() -> this.nursery, MEMBER, stepped);
		nurseries.start(members.open(nurseries));
		for (int i = 0; i < 1000; i++) {
			assertThat(members.resolve("k" + i).cell().tryTell("waits")).isEqualTo(Admission.ACCEPTED);
		}
		nurseries.stop();
		due.remove().run();
		assertThat(this.nursery.spawned).hasSizeBetween(1, 500);
		while (!due.isEmpty()) {
			due.remove().run();
		}
		assertThat(this.nursery.spawned).hasSize(1000);
	}

	private Members<String, String> members(int max) {
		Actor<String> actor = (message, context) -> {
		};
		return new Members<>(this.environment.record(ProcessKind.GROUP, GROUP),
				TestActors.type(this.environment, actor, ActorSettings.defaults().withMaxEntities(max), this.nursery));
	}

	private Generation<String, String> open(Members<String, String> members) {
		Nurseries nurseries = new Nurseries((TestIncarnation) (cause) -> this.exits.incrementAndGet(),
				() -> this.nursery, MEMBER, this.timer);
		Generation<String, String> generation = members.open(nurseries);
		nurseries.start(generation);
		return generation;
	}

	/** Only remembers whom it should look after. */
	private final class FakeNursery implements Nursery {

		private final List<Supervised> spawned = new ArrayList<>();

		private @Nullable Incarnation incarnation;

		@Override
		public void adopt(Supervised child, ChildSpec spec, ProcessId id) {
			assertThat(spec).isEqualTo(MEMBER);
			this.spawned.add(child);
		}

		@Override
		public ProcessId nextId() {
			return new ProcessId(1);
		}

		@Override
		public List<Supervised> list() {
			return this.spawned;
		}

		@Override
		public @Nullable Supervised child(String name) {
			return null;
		}

		@Override
		public CompletionStage<@Nullable Void> end(String name, EndMode mode, String reason) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void enlist(Supervised child, ChildSpec spec) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Spawned spawn(Supervised child, BackgroundProcess handle, ChildSpec spec) {
			throw new UnsupportedOperationException();
		}

		@Override
		public ProcessRecord record() {
			return MembersTests.this.environment.record(ProcessKind.SUPERVISOR, GROUP);
		}

		@Override
		public void start(Incarnation incarnation) {
			this.incarnation = incarnation;
		}

		/** As after its stop. */
		void end() {
			Objects.requireNonNull(this.incarnation).exited(null);
		}

		@Override
		public void stop() {
		}

		@Override
		public void abort() {
		}

		@Override
		public String abandon() {
			return "";
		}

		@Override
		public @Nullable Runnable terminated(@Nullable Throwable cause) {
			return null;
		}

		@Override
		public KindSnapshot details() {
			return new KindSnapshot.None();
		}

		@Override
		public String summary() {
			return "";
		}

	}

}
