package dev.concurrency.actor;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.concurrency.process.Admission;
import dev.concurrency.process.TestIncarnation;
import dev.concurrency.process.ProcessEnvironment;
import dev.concurrency.time.TimeSource;
import dev.concurrency.time.Timer;

import static org.assertj.core.api.Assertions.assertThat;

/** The supervisor's side of an actor; the test is the supervisor. */
class ActorCellTests {

	private final List<String> journal = new ArrayList<>();

	private final List<Runnable> pool = new ArrayList<>();

	private final List<Object> undelivered = new ArrayList<>();

	private final List<@Nullable Throwable> exits = new ArrayList<>();

	/** Done while {@code now} is handled. */
	private Runnable meanwhile = () -> {
	};

	/** Done in the start. */
	private Callable<@Nullable Void> starting = () -> null;

	@Test
	void abortOfAnIdleActorEndsItAtOnce() {
		ActorProcess<String> cell = cell(Runnable::run);
		cell.start(new Recorded());
		assertThat(cell.tryTell("a")).isEqualTo(Admission.ACCEPTED);
		cell.abort();
		assertThat(this.journal).containsExactly("start", "handle a", "stop Failed");
		assertThat(this.exits).singleElement().isInstanceOf(InterruptedException.class);
		assertThat(cell.tryTell("late")).isEqualTo(Admission.CLOSED);
	}

	@Test
	void abortAfterAStopEndsOnlyOnce() {
		ActorProcess<String> cell = cell(Runnable::run);
		cell.start(new Recorded());
		cell.stop();
		cell.abort();
		assertThat(this.journal).containsExactly("start", "stop Stopped");
		assertThat(this.exits).hasSize(1).containsOnlyNulls();
	}

	@Test
	void abortBeforeTheStartHasBegunCreatesNothing() {
		ActorProcess<String> cell = cell(this.pool::add);
		cell.start(new Recorded());
		cell.abort();
		this.pool.forEach(Runnable::run);
		assertThat(this.journal).isEmpty();
		assertThat(this.exits).singleElement().isInstanceOf(InterruptedException.class);
	}

	@Test
	void stopBeforeTheStartHasBegunStillHandlesWhatWasAccepted() {
		ActorProcess<String> cell = cell(this.pool::add);
		cell.start(new Recorded());
		assertThat(cell.tryTell("a")).isEqualTo(Admission.ACCEPTED);
		cell.stop();
		for (int i = 0; i < this.pool.size(); i++) {
			this.pool.get(i).run();
		}
		assertThat(this.journal).containsExactly("start", "handle a", "stop Stopped");
		assertThat(this.exits).hasSize(1).containsOnlyNulls();
	}

	@Test
	void stopTakesASuspensionBackThatTheActorHasNotSeen() {
		ActorProcess<String> cell = cell(Runnable::run);
		cell.start(new Recorded());
		this.meanwhile = () -> {
			cell.suspend();
			assertThat(cell.tryTell("a")).isEqualTo(Admission.ACCEPTED);
			cell.stop();
		};
		assertThat(cell.tryTell("now")).isEqualTo(Admission.ACCEPTED);
		assertThat(this.journal).containsExactly("start", "handle now", "handle a", "stop Stopped");
		assertThat(this.exits).hasSize(1).containsOnlyNulls();
	}

	@Test
	void stopDoesNotTakeBackASuspensionThatTheActorHasActedOn() {
		ActorProcess<String> cell = cell(this.pool::add);
		cell.start(new Recorded());
		this.pool.remove(0).run();
		cell.suspend();
		assertThat(cell.tryTell("a")).isEqualTo(Admission.ACCEPTED);
		cell.stop();
		this.pool.forEach(Runnable::run);
		assertThat(this.journal).containsExactly("start", "stop Stopped");
		assertThat(this.exits).hasSize(1).containsOnlyNulls();
		Objects.requireNonNull(cell.terminated(null)).run();
		assertThat(this.undelivered).containsExactly("a");
	}

	@Test
	void startThatWasCutShortForASuspensionIsNoFailureWhateverComesThen() {
		ActorProcess<String> cell = cell(this.pool::add);
		cell.start(new Recorded());
		assertThat(cell.tryTell("a")).isEqualTo(Admission.ACCEPTED);
		this.starting = () -> {
			cell.suspend();
			cell.stop();
			throw new InterruptedException();
		};
		this.pool.forEach(Runnable::run);
		assertThat(this.exits).hasSize(1).containsOnlyNulls();
		assertThat(cell.snapshot().mailboxSize()).isEqualTo(1);
	}

	@Test
	void terminationReportsWhatIsLeftInOrder() {
		ActorProcess<String> cell = cell(this.pool::add);
		cell.start(new Recorded());
		assertThat(cell.tryTell("a")).isEqualTo(Admission.ACCEPTED);
		assertThat(cell.tryTell("b")).isEqualTo(Admission.ACCEPTED);
		cell.stop();
		Objects.requireNonNull(cell.terminated(null)).run();
		assertThat(this.undelivered).containsExactly("a", "b");
		assertThat(cell.snapshot().mailboxSize()).isZero();
		assertThat(cell.snapshot().deadLetters()).isEqualTo(2);
		assertThat(cell.tryTell("late")).isEqualTo(Admission.CLOSED);
	}

	@Test
	void actorThatIsOpenedBeforeItsStartKeepsWhatComes() {
		ActorProcess<String> cell = cell(Runnable::run);
		cell.cell().open();
		assertThat(cell.tryTell("a")).isEqualTo(Admission.ACCEPTED);
		assertThat(this.journal).isEmpty();
		cell.start(new Recorded());
		assertThat(this.journal).containsExactly("start", "handle a");
	}

	@Test
	void whoHasHadAMessageMeanwhileIsNotToldThatNoneComes() {
		ActorProcess<String> cell = cell(Runnable::run);
		cell.start(new Recorded());
		cell.cell().idle(false, true, () -> false);
		cell.cell().idle(true, true, () -> false);
		assertThat(cell.tryTell("a")).isEqualTo(Admission.ACCEPTED);
		assertThat(this.journal).containsExactly("start", "handle a");
		cell.cell().idle(false, true, () -> true);
		assertThat(this.journal).containsExactly("start", "handle a", "idle");
	}

	private ActorProcess<String> cell(Executor blocking) {
		Timer timer = new Timer() {
			@Override
			public Timeout schedule(long delayNanos, Runnable task) {
				return () -> true;
			}

			@Override
			public void close() {
			}
		};
		ProcessEnvironment environment = new ProcessEnvironment(TimeSource.system(), timer, Thread::new, Runnable::run,
				blocking, (event) -> {
				}, (process, items, reason) -> this.undelivered.addAll(items));
		Actor<String> actor = new Actor<>() {
			@Override
			public void onStart(ActorContext<String> context) throws Exception {
				ActorCellTests.this.journal.add("start");
				ActorCellTests.this.starting.call();
			}

			@Override
			public void handle(String message, ActorContext<String> context) {
				ActorCellTests.this.journal.add("handle " + message);
				if (message.equals("now")) {
					ActorCellTests.this.meanwhile.run();
				}
			}

			@Override
			public void onIdle(ActorContext<String> context) {
				ActorCellTests.this.journal.add("idle");
			}

			@Override
			public void onStop(StopReason reason) {
				ActorCellTests.this.journal.add("stop " + reason.getClass().getSimpleName());
			}
		};
		return TestActors.actor(environment, actor);
	}

	private final class Recorded implements TestIncarnation {

		@Override
		public void exited(@Nullable Throwable cause) {
			ActorCellTests.this.exits.add(cause);
		}

	}

}
