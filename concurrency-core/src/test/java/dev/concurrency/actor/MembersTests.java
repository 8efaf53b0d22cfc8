package dev.concurrency.actor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.process.Admission;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.Incarnation;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.KindSnapshot;
import dev.concurrency.process.Nursery;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessRecord;
import dev.concurrency.process.Spawned;
import dev.concurrency.process.Supervised;
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

	@Test
	void nothingIsCreatedBeforeTheGroupIsOpenOrAfterItIsClosed() {
		Members<String, String> members = members(8);
		assertThat(members.resolve("a").answer()).isEqualTo(Admission.CLOSED);
		FakeNursery nursery = new FakeNursery();
		members.open(nursery);
		assertThat(members.resolve("a").cell()).isNotNull();
		members.close();
		assertThat(members.resolve("b").answer()).isEqualTo(Admission.CLOSED);
		// Who is there still answers for itself.
		assertThat(members.resolve("a").cell()).isSameAs(members.find("a"));
		assertThat(nursery.spawned).hasSize(1);
	}

	@Test
	void nextGenerationHasActorsOfItsOwnAndTheCountsGoOn() {
		Members<String, String> members = members(1);
		members.open(new FakeNursery());
		ActorCell<String> first = members.resolve("a").cell();
		assertThat(members.resolve("b").answer()).isEqualTo(Admission.FULL);
		assertThat(first.tryTell("lost")).isEqualTo(Admission.ACCEPTED);
		first.terminated(null);
		members.retire();
		assertThat(members.snapshot()).isEqualTo(new GroupSnapshot(0, 1, 0, 0, 0, 0, 1, 1));
		members.open(new FakeNursery());
		assertThat(members.find("a")).isNull();
		assertThat(members.resolve("b").cell()).isNotNull();
		assertThat(members.snapshot()).isEqualTo(new GroupSnapshot(1, 2, 0, 0, 0, 0, 1, 1));
	}

	/** The race: both are about to create the one actor for which there is room. */
	@Test
	void twoFirstMessagesOfOneKeyNeedOnePlace() throws Exception {
		CyclicBarrier barrier = new CyclicBarrier(2);
		int rounds = 2000;
		List<Members<String, String>> groups = new ArrayList<>();
		for (int i = 0; i < rounds; i++) {
			Members<String, String> members = members(1);
			members.open(new FakeNursery());
			groups.add(members);
		}
		CompletableFuture<Integer> other = CompletableFuture.supplyAsync(() -> resolveAll(groups, barrier),
				(work) -> new Thread(work).start());
		assertThat(resolveAll(groups, barrier)).isEqualTo(rounds);
		assertThat(other.get(20, TimeUnit.SECONDS)).isEqualTo(rounds);
		assertThat(groups).allMatch((members) -> members.snapshot().created() == 1 && members.snapshot().full() == 0);
	}

	private static int resolveAll(List<Members<String, String>> groups, CyclicBarrier barrier) {
		int found = 0;
		try {
			for (Members<String, String> members : groups) {
				barrier.await(20, TimeUnit.SECONDS);
				found += (members.resolve("a").cell() != null) ? 1 : 0;
			}
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		return found;
	}

	/**
	 * The race: a sender that found the old generation creates while a new one begins.
	 */
	@Test
	void actorIsNeverPutAmongThoseOfTheNextGeneration() throws Exception {
		CountDownLatch creating = new CountDownLatch(1);
		CountDownLatch restarted = new CountDownLatch(1);
		Members<String, String> members = new Members<>(GROUP, settings(8), MEMBER, (path, key) -> {
			creating.countDown();
			awaitQuietly(restarted);
			return cell(path);
		});
		FakeNursery old = new FakeNursery();
		FakeNursery next = new FakeNursery();
		members.open(old);
		CompletableFuture<Members.Resolved<String>> late = CompletableFuture.supplyAsync(() -> members.resolve("a"),
				(work) -> new Thread(work).start());
		creating.await();
		members.open(next);
		restarted.countDown();
		late.get(20, TimeUnit.SECONDS);
		assertThat(old.spawned).hasSize(1);
		assertThat(next.spawned).isEmpty();
		assertThat(members.find("a")).isNull();
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Members<String, String> members(int max) {
		return new Members<>(GROUP, settings(max), MEMBER, (path, key) -> cell(path));
	}

	private static ActorSettings settings(int max) {
		return ActorSettings.defaults().withMaxEntities(max);
	}

	private ActorCell<String> cell(ProcessPath path) {
		return new ActorCell<>(this.environment, this.environment.record(ProcessKind.ACTOR, path),
				InstanceSource.of((message, context) -> {
				}), ActorSettings.defaults(), (letter) -> {
				}, (parent, restarts) -> {
					throw new UnsupportedOperationException();
				}, null);
	}

	/** Only remembers whom it should look after. */
	private final class FakeNursery implements Nursery {

		private final List<Supervised> spawned = new ArrayList<>();

		@Override
		public void adopt(Supervised child, ChildSpec spec) {
			assertThat(spec).isSameAs(MEMBER);
			this.spawned.add(child);
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
