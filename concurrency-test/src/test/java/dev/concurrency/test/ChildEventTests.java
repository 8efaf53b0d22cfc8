package dev.concurrency.test;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorFailureAction;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.ChildEvent;
import dev.concurrency.actor.ChildFailedException;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.test.Puppets.Step;

import static dev.concurrency.test.Puppets.fail;
import static dev.concurrency.test.Puppets.say;
import static dev.concurrency.test.Puppets.tell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the end of an actor means for the one above it. */
@Timeout(30)
class ChildEventTests {

	/** Neither the actor nor a child of it is started again. */
	private static final ActorSettings FINAL = ActorSettings.defaults()
		.withOnFailure(ActorFailureAction.STOP)
		.withRestarts(ActorBench.restarts(0));

	private final Puppets parents = new Puppets();

	private final Puppets children = new Puppets();

	private final StepQueue shared = new StepQueue();

	private final AtomicReference<ActorRef<Step>> child = new AtomicReference<>();

	private final AtomicReference<ActorRef<Step>> leaf = new AtomicReference<>();

	@Test
	void whoHandlesTheFailureGoesOnAndMayHaveAnotherChildOfThatName() {
		AtomicReference<ChildEvent> seen = new AtomicReference<>();
		this.parents.onChildEvent = (event, context) -> {
			seen.set(event);
			return true;
		};
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> parent = started(bench);
			tell(parent, this::spawn);
			tell(this.child.get(), fail("boom"));
			tell(parent, say("a"), this::spawn);
			tell(this.child.get(), say("b"));
			assertThat(this.parents.news()).containsExactly("1 start", "1 child child boom", "1 a");
			assertThat(this.children.news()).containsExactly("1 start", "1 fails on boom", "1 stop failed boom",
					"1 destroy", "2 start", "2 b");
			assertThat(seen.get().path()).isEqualTo(parent.path().child("child"));
			assertThat(seen.get().at()).isEqualTo(bench.time.instant());
			assertThat(seen.get().sentence()).isEqualTo("The actor root/actors/parent/child (incarnation "
					+ seen.get().id() + ") failed at 2001-01-01T00:00:00Z: java.lang.IllegalStateException: boom");
		}
	}

	@Test
	void restartIsNotAnEnd() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> parent = started(bench, 1);
			tell(parent,
					(self, context) -> this.child.set(context.spawn("child", this.children, ActorSettings.defaults())));
			tell(this.child.get(), fail("boom"));
			bench.restartIsDue();
			assertThat(this.children.news()).endsWith("2 start");
			assertThat(this.parents.news()).containsExactly("1 start");
		}
	}

	@Test
	void budgetThatIsUsedUpIsTheEnd() {
		this.parents.onChildEvent = (event, context) -> true;
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> parent = started(bench, 1);
			tell(parent,
					(self, context) -> this.child.set(context.spawn("child", this.children, ActorSettings.defaults())));
			tell(this.child.get(), fail("boom1"));
			bench.restartIsDue();
			tell(this.child.get(), fail("boom2"));
			assertThat(this.parents.news()).containsExactly("1 start", "1 child child boom2");
			assertThat(parent.status()).isInstanceOf(ProcessStatus.Idle.class);
		}
	}

	@Test
	void failureThatNobodyHandlesGoesUpAsTheSameEvent() {
		try (ActorBench bench = new ActorBench((builder) -> builder.restarts(ActorBench.restarts(0)))) {
			ActorRef<Step> parent = started(bench);
			tell(parent, this::spawn);
			tell(this.child.get(), (self, context) -> this.leaf.set(context.spawn("leaf", new Puppets(), FINAL)));
			tell(this.leaf.get(), fail("boom"));
			assertThat(this.children.news()).contains("1 child leaf boom");
			assertThat(this.parents.news()).contains("1 child leaf boom").endsWith("1 destroy");
			assertThat(failureOf(parent)).hasRootCauseMessage("boom")
				.hasMessageStartingWith("The actor " + this.leaf.get() + " (incarnation ");
			assertThat(failureOf(parent).event().path()).isEqualTo(this.leaf.get().path());
		}
	}

	@Test
	void hookThatThrowsFailsTheParentWithBoth() {
		this.parents.onChildEvent = (event, context) -> {
			throw new AssertionError("hook");
		};
		try (ActorBench bench = new ActorBench((builder) -> builder.restarts(ActorBench.restarts(0)))) {
			ActorRef<Step> parent = started(bench);
			tell(parent, this::spawn);
			tell(this.child.get(), fail("boom"));
			assertThat(failureOf(parent)).hasRootCauseMessage("boom");
			assertThat(failureOf(parent).getSuppressed()).extracting(Throwable::getMessage).contains("hook");
		}
	}

	@Test
	void eventsThatCameBeforeTheEndAreServedBeforeIt() {
		this.parents.onChildEvent = (event, context) -> true;
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<Step> parent = started(bench);
			tell(parent, this::spawn);
			this.shared.drain();
			tell(this.child.get(), fail("boom"));
			// The child only: its turn is the one that waits.
			this.shared.step();
			tell(parent, say("a"));
			CompletableFuture<?> stopped = bench.stopping();
			ActorBench.until(() -> {
				this.shared.drain();
				return stopped.isDone();
			});
			assertThat(this.parents.news())
				.containsExactlyInAnyOrder("1 start", "1 child child boom", "1 a", "1 stop Stopped", "1 destroy")
				.containsSubsequence("1 child child boom", "1 stop Stopped");
		}
	}

	@Test
	void eventOfAFormerIncarnationsChildIsNobodys() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> parent = started(bench);
			tell(parent, (self, context) -> {
				spawn(self, context);
				// It ends at once, and its parent is told only after this message.
				tell(this.child.get(), fail("child"));
				throw new IllegalStateException("parent");
			});
			bench.restartIsDue();
			tell(parent, say("a"));
			assertThat(this.parents.news()).containsExactly("1 start", "1 stop failed parent", "1 destroy",
					"2 restart parent", "2 start", "2 undeliverable failed", "2 a");
		}
	}

	@Test
	void nobodyIsAskedAboutAVirtualMachineError() {
		this.parents.onChildEvent = (event, context) -> true;
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Step> parent = started(bench);
			tell(parent, this::spawn);
			tell(this.child.get(), (self, context) -> {
				throw new OutOfMemoryError("planted");
			});
			assertThat(this.parents.news()).containsExactly("1 start", "1 stop failed planted", "1 destroy");
			assertThat(parent.status()).isInstanceOf(ProcessStatus.Failed.class);
		}
	}

	private void spawn(Puppets.Puppet self, ActorContext<Step> context) {
		this.child.set(context.spawn("child", this.children, FINAL));
	}

	private static ChildFailedException failureOf(ActorRef<Step> actor) {
		return assertThatThrownBy(() -> ActorBench.get(actor.termination())).cause()
			.asInstanceOf(InstanceOfAssertFactories.type(ChildFailedException.class))
			.actual();
	}

	private ActorRef<Step> started(ActorBench bench) {
		return started(bench, 0);
	}

	/** An actor that may start its children again so often. */
	private ActorRef<Step> started(ActorBench bench, int restarts) {
		ActorRef<Step> parent = bench.runtime.actor("parent", this.parents,
				ActorSettings.defaults().withRestarts(ActorBench.restarts(restarts)));
		bench.runtime.start();
		return parent;
	}

}
