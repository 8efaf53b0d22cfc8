package dev.concurrency.test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.ProcessDirectory;
import dev.concurrency.SupervisorRef;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessId;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.Spawned;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.supervision.RestartStrategy;

import static org.assertj.core.api.Assertions.assertThat;

/** Who is found, by what, and who is not. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DirectoryTests {

	private static final ActorSettings SETTINGS = ActorSettings.defaults().withRestarts(ActorBench.restarts(10));

	private final TreeBench bench = TreeBench.real();

	private final ProcessDirectory directory = this.bench.runtime.directory();

	private final CountDownLatch release = new CountDownLatch(1);

	@AfterEach
	void close() {
		this.release.countDown();
		this.bench.close();
	}

	@Test
	void processIsFoundByItsPathAndByItsCurrentIncarnation() throws Exception {
		ActorRef<String> tower = this.bench.runtime.actor("tower", Script.failingOnBoom(), SETTINGS);
		assertThat(find(tower.path()).process().id()).isNull();
		this.bench.runtime.start();
		ProcessId first = id(tower);
		assertThat(this.bench.runtime.find(first)).get().extracting(ProcessSnapshot::name).isEqualTo("tower");
		tell(tower, "boom");
		this.bench.started(tower, 2);
		assertThat(this.bench.runtime.find(first)).as("an incarnation that was replaced").isEmpty();
		assertThat(this.bench.runtime.find(id(tower))).isPresent();
		assertThat(this.bench.runtime.find(ProcessPath.ROOT.child("actors").child("nobody"))).isEmpty();
		assertThat(this.bench.runtime.find(new ProcessPath("elsewhere"))).isEmpty();
		assertThat(this.bench.runtime.find(new ProcessPath("root" + "/a".repeat(10_000)))).isEmpty();
		assertThat(this.bench.runtime.find(ProcessPath.ROOT)).isPresent();
	}

	@Test
	void childrenOfActorsAreListedAfterTheirParentAndAreNoRoots() throws Exception {
		ActorRef<String> parent = this.bench.runtime.actor("parent", spawning(), SETTINGS);
		ActorRef<String> other = this.bench.supervisor("own", RestartStrategy.ONE_FOR_ONE)
			.actor("other", Script.failingOnBoom(), SETTINGS);
		this.bench.runtime.start();
		tell(parent, "spawn");
		ProcessPath child = parent.path().child("child");
		ActorBench.until(
				() -> this.directory.find(child).map(ProcessSnapshot::status).filter(ProcessStatus::isUp).isPresent());
		ProcessId childId = find(child).process().id();
		assertThat(this.directory.rootActorIds()).containsExactly(id(other), id(parent));
		assertThat(this.directory.allActorIds()).containsExactly(id(other), id(parent), childId);
		assertThat(this.directory.allInstanceKeys()).containsExactly(other.path(), parent.path(), child);
		assertThat(this.directory.find(childId)).get().extracting(ProcessSnapshot::name).isEqualTo("child");
		assertThat(this.directory.resolve(child, ActorRef.class)).isPresent();
	}

	@Test
	void actorsOfAGroupAreNotListedAndThoseThatFailedAreFound() throws Exception {
		ActorGroup<String, String> group = this.bench.runtime.group("airport", Script.failingOnBoom(), SETTINGS);
		this.bench.runtime.start();
		tell(group.ref("a"), "boom");
		ActorBench.until(() -> group.snapshot().restarts() == 1);
		assertThat(this.directory.allActorIds()).isEmpty();
		assertThat(this.directory.allInstanceKeys()).containsExactly(group.path());
		ProcessSnapshot member = find(group.ref("a").path());
		assertThat(this.directory.find(member.process().id())).get().extracting(ProcessSnapshot::name).isEqualTo("a");
	}

	@Test
	void handleIsResolvedUnlessItIsUnknownOfAnotherTypeOrEnded() throws Exception {
		ActorRef<String> tower = this.bench.runtime.actor("tower", Script.failingOnBoom(), SETTINGS);
		BackgroundSink<String> sink = this.bench.runtime.sink("audit", (batch) -> {
		}, TreeBench.EAGER);
		this.bench.runtime.start();
		assertThat(this.directory.resolve(tower.path(), ActorRef.class)).containsSame(tower);
		assertThat(this.directory.resolve(sink.path(), BackgroundSink.class)).containsSame(sink);
		assertThat(this.directory.resolve(sink.path(), ActorRef.class)).isEmpty();
		assertThat(this.directory.resolve(ProcessPath.ROOT.child("nobody"), ActorRef.class)).isEmpty();
		assertThat(this.directory.resolve(ProcessPath.ROOT.child("actors"), SupervisorRef.class)).get()
			.extracting(SupervisorRef::path)
			.hasToString("root/actors");
		ActorBench.join(this.bench.runtime.root().terminate("actors"));
		assertThat(this.directory.resolve(tower.path(), ActorRef.class)).isEmpty();
		assertThat(this.directory.allActorIds()).isEmpty();
		assertThat(this.directory.allInstanceKeys()).containsExactly(tower.path());
	}

	@Test
	void whatHasLeftTheTreeStillAnswersByItsLastIncarnation() throws Exception {
		SupervisorRef own = this.bench.supervisor("own", RestartStrategy.ONE_FOR_ONE);
		this.bench.runtime.start();
		Loop loop = new Loop("loop");
		Spawned spawned = own.spawn(loop);
		ActorBench.join(spawned.ready());
		assertThat(this.directory.terminatedSnapshot(spawned.id())).isEmpty();
		loop.fail(new IllegalStateException("broken"));
		ActorBench.join(ActorBench.join(spawned.ready()).termination().exceptionally((failure) -> null));
		assertThat(this.directory.find(spawned.path())).isEmpty();
		assertThat(this.directory.terminatedSnapshot(spawned.id())).get().satisfies((last) -> {
			assertThat(last.status()).isInstanceOf(ProcessStatus.Failed.class);
			assertThat(last.lastFailure().message()).isEqualTo("broken");
		});
		assertThat(this.bench.runtime.find(spawned.id())).isPresent();
		assertThat(this.directory.terminatedActorIds()).as("it is no actor").isEmpty();
	}

	@Test
	void childOfAnActorIsRememberedWithItsActor() throws Exception {
		ActorRef<String> parent = this.bench.runtime.actor("parent", spawning(), SETTINGS);
		this.bench.runtime.start();
		tell(parent, "spawn");
		ProcessPath child = parent.path().child("child");
		ActorBench.until(() -> this.directory.find(child).map((process) -> process.process().id()).isPresent());
		ProcessId childId = find(child).process().id();
		ActorBench.join(this.bench.runtime.supervisorOf(ProcessKind.ACTOR).terminate("parent"));
		assertThat(this.directory.terminatedActorIds()).containsExactly(childId);
		assertThat(this.directory.find(parent.path())).as("declared, and so a tombstone").isPresent();
	}

	@Test
	void treeIsVisitedParentsFirstWithTheDepthOfEach() {
		this.bench.runtime.actor("tower", Script.failingOnBoom(), SETTINGS);
		List<String> visited = new ArrayList<>();
		this.directory.traverse((process, depth) -> visited.add(depth + " " + process.name()));
		assertThat(visited).containsExactly("0 root", "1 sinks", "1 boundaries", "1 processes", "1 actors", "2 tower",
				"1 workers");
	}

	@Test
	void wedgedActorIsFoundAndItsCountsDoNotMove() throws Exception {
		CountDownLatch inside = new CountDownLatch(1);
		ActorRef<String> tower = this.bench.runtime.actor("tower", new Script((message, context) -> {
			inside.countDown();
			ActorBench.await(this.release);
		}), SETTINGS);
		this.bench.runtime.start();
		tell(tower, "1");
		tell(tower, "2");
		ActorBench.await(inside);
		ProcessSnapshot before = find(tower.path());
		assertThat(this.directory.find(id(tower)).orElseThrow()).usingRecursiveComparison()
			.ignoringFields("details.busy", "details.lastBusy")
			.isEqualTo(before);
		assertThat(this.directory.resolve(tower.path(), ActorRef.class)).isPresent();
		assertThat(before.details().waiting()).isEqualTo(1);
		assertThat(find(tower.path())).usingRecursiveComparison()
			.ignoringFields("details.busy", "details.lastBusy")
			.isEqualTo(before);
	}

	private Script spawning() {
		return new Script((message, context) -> {
			if (message.equals("spawn")) {
				context.spawn("child", Script.failingOnBoom(), SETTINGS);
			}
		});
	}

	private ProcessSnapshot find(ProcessPath path) {
		return this.directory.find(path).orElseThrow();
	}

	private ProcessId id(ActorRef<?> actor) {
		return find(actor.path()).process().id();
	}

	private static void tell(ActorRef<String> ref, String message) {
		assertThat(ref.tryTell(message)).isEqualTo(Admission.ACCEPTED);
	}

}
