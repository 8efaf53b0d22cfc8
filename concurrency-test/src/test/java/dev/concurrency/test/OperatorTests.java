package dev.concurrency.test;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.ChildCounts;
import dev.concurrency.SupervisorRef;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.RestartEntry;
import dev.concurrency.supervision.RestartStrategy;
import dev.concurrency.supervision.SupervisionException;
import dev.concurrency.supervision.SupervisorSnapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What operators do to children: terminate, restart, delete, list and count them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OperatorTests {

	private final TreeBench bench = TreeBench.real();

	private final SupervisorRef parent = this.bench.supervisor("own", RestartStrategy.ONE_FOR_ONE);

	private final Loop loop = new Loop("loop");

	private final BackgroundProcess process = this.parent.process(this.loop);

	@AfterEach
	void close() {
		this.bench.close();
	}

	@Test
	void terminatedChildStaysDownUntilItIsRestarted() {
		this.bench.runtime.start();
		ActorBench.join(this.parent.terminate("loop"));
		assertThat(this.process.status()).isEqualTo(new ProcessStatus.Stopped("terminated by an operator"));
		ActorBench.join(this.process.termination());
		ActorBench.join(this.parent.restart("loop"));
		assertThat(this.process.status()).isInstanceOf(ProcessStatus.Running.class);
		assertThat(this.loop.initialized()).isEqualTo(2);
	}

	@Test
	void aChildThatIsNotStartedAlongWaitsForAnOperatorInEachRun() {
		BackgroundProcess late = this.parent.with((spec) -> spec.withAutoStart(false)).process(new Loop("late"));
		this.bench.runtime.start();
		assertThat(this.process.status()).isInstanceOf(ProcessStatus.Running.class);
		assertThat(late.status()).isInstanceOf(ProcessStatus.Created.class);
		ActorBench.join(this.parent.restart("late"));
		assertThat(late.status()).isInstanceOf(ProcessStatus.Running.class);
		this.bench.runtime.stop(TreeBench.LONG);
		this.bench.runtime.start();
		assertThat(this.process.status()).isInstanceOf(ProcessStatus.Running.class);
		assertThat(late.status()).isInstanceOf(ProcessStatus.Stopped.class);
	}

	@Test
	void aChildThatIsNotStartedAlongIsNotStartedByTheRestartOfItsGroup() throws Exception {
		SupervisorRef group = this.bench.supervisor("group", RestartStrategy.ONE_FOR_ALL);
		Loop failing = new Loop("failing");
		BackgroundProcess failed = group.process(failing);
		BackgroundProcess late = group.with((spec) -> spec.withAutoStart(false)).process(new Loop("late"));
		this.bench.runtime.start();
		failing.fail(new IllegalStateException("wanted"));
		this.bench.started(failed, 2);
		assertThat(late.status()).isInstanceOf(ProcessStatus.Created.class);
	}

	@Test
	void terminateIsIdempotent() {
		this.bench.runtime.start();
		ActorBench.join(this.parent.terminate("loop"));
		ActorBench.join(this.parent.terminate("loop"));
		assertThat(this.process.status()).isInstanceOf(ProcessStatus.Stopped.class);
	}

	@Test
	void whatDoesNotExistIsNotFound() {
		this.bench.runtime.start();
		assertThat(this.parent.terminate("nobody").toCompletableFuture()).failsWithin(TreeBench.LONG)
			.withThrowableThat()
			.withCauseInstanceOf(SupervisionException.ChildNotFound.class)
			.withMessageContaining("root/own/nobody");
	}

	@Test
	void restartByAnOperatorReplacesTheIncarnationAndChargesNothing() {
		this.bench.runtime.start();
		var id = this.bench.find(this.process).process().id();
		ActorBench.join(this.parent.restart("loop"));
		ProcessSnapshot now = this.bench.find(this.process);
		assertThat(now.process().id()).isNotEqualTo(id);
		assertThat(now.restarts()).isZero();
		assertThat(now.ledger()).singleElement().returns(0, RestartEntry::attempt).returns(null, RestartEntry::type);
		assertThat(((SupervisorSnapshot) this.bench.find(this.parent).details()).windowUse()).isZero();
	}

	@Test
	void onlyAChildThatDoesNotRunCanBeDeletedAndThenItsNameIsFree() {
		this.bench.runtime.start();
		assertThat(this.parent.delete("loop").toCompletableFuture()).failsWithin(TreeBench.LONG)
			.withThrowableThat()
			.withCauseInstanceOf(SupervisionException.ChildAlive.class);
		ActorBench.join(this.parent.terminate("loop"));
		ActorBench.join(this.parent.delete("loop"));
		assertThat(this.parent.list()).isEmpty();
		assertThat(this.bench.runtime.find(this.process.path())).isEmpty();
		BackgroundProcess again = this.parent.process(new Loop("loop"));
		ActorBench.until(() -> again.status() instanceof ProcessStatus.Running);
	}

	@Test
	void childrenAreListedInOrderAndCounted() {
		SupervisorRef below = this.parent.supervisor("below", TreeBench.settings(RestartStrategy.ONE_FOR_ONE));
		this.bench.runtime.start();
		var spawned = this.parent.spawn(new Loop("spawned"));
		ActorBench.join(spawned.ready());
		ActorBench.join(this.parent.terminate("loop"));
		assertThat(this.parent.list()).extracting((child) -> child.path())
			.containsExactly(this.process.path(), below.path(), spawned.path());
		assertThat(this.parent.count()).isEqualTo(new ChildCounts(3, 2, 1, 2));
	}

	@Test
	void duplicateOfAChildThatRunsIsRefusedAsAlive() {
		this.bench.runtime.start();
		assertThatExceptionOfType(SupervisionException.DuplicateChild.class)
			.isThrownBy(() -> this.parent.spawn(new Loop("loop")))
			.matches(SupervisionException.DuplicateChild::isAlive);
	}

	@Test
	void duplicateOfAChildThatHasNotStartedOrHasEndedIsRefusedAsPresent() {
		assertThatExceptionOfType(SupervisionException.DuplicateChild.class)
			.isThrownBy(() -> this.parent.process(new Loop("loop")))
			.matches((refused) -> !refused.isAlive());
		this.bench.runtime.start();
		ActorBench.join(this.parent.terminate("loop"));
		assertThatExceptionOfType(SupervisionException.DuplicateChild.class)
			.isThrownBy(() -> this.parent.process(new Loop("loop")))
			.matches((refused) -> !refused.isAlive());
	}

	@Test
	void declaredChildThatEndedStaysAsATombstone() throws Exception {
		Loop mortal = new Loop("mortal");
		BackgroundProcess ended = this.parent.with(TreeBench.TRANSIENT).process(mortal);
		this.bench.runtime.start();
		mortal.fail(new IllegalStateException("broken"));
		this.bench.started(ended, 2);
		mortal.end();
		ActorBench.join(ended.termination());
		ProcessSnapshot tombstone = this.bench.find(ended);
		assertThat(tombstone.status()).isEqualTo(new ProcessStatus.Stopped("ended by itself"));
		assertThat(tombstone.exited()).isNotNull();
		assertThat(tombstone.ledger()).singleElement().returns("broken", RestartEntry::message);
		assertThat(tombstone.restarts()).isEqualTo(1);
	}

}
