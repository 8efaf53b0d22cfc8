package dev.concurrency.boundary;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;

import dev.concurrency.boundary.BoundaryError.DuplicateTask;
import dev.concurrency.boundary.BoundaryError.InvalidTransition;
import dev.concurrency.boundary.BoundaryError.QueueSaturated;
import dev.concurrency.boundary.BoundaryError.UnknownTask;
import dev.concurrency.boundary.BoundaryState.Step;
import dev.concurrency.boundary.TaskState.Cancelled;
import dev.concurrency.boundary.TaskState.Failed;
import dev.concurrency.boundary.TaskState.InFlight;
import dev.concurrency.boundary.TaskState.Queued;
import dev.concurrency.boundary.TaskState.Succeeded;

import static org.assertj.core.api.Assertions.assertThat;

/** Each operation of the value by itself. */
class BoundaryStateTests {

	private static final Instant NOW = Instant.parse("2001-01-13T14:56:00Z");

	private final BoundaryState empty = BoundaryState.of(Boundary.defaults().withLimits(2, 3));

	@Test
	void tasksStartInTheOrderOfTheQueueUpToTheLimit() {
		BoundaryState.Started started = queued("c", "a", "b").startAvailable(NOW);
		assertThat(started.keys()).containsExactly("c", "a");
		assertThat(started.state().state("c")).contains(new InFlight(1, NOW));
		assertThat(started.state().state("b")).contains(new Queued(3));
		assertThat(started.state().startAvailable(NOW).keys()).isEmpty();
	}

	@Test
	void noMoreTasksStartThanAreAskedFor() {
		assertThat(queued("a", "b").startAvailable(NOW, 1).keys()).containsExactly("a");
		assertThat(queued("a", "b").startAvailable(NOW, 0).keys()).isEmpty();
	}

	@Test
	void aKeyIsTakenOnceUntilItIsForgotten() {
		assertThat(error(queued("a").enqueue("a"))).isEqualTo(new DuplicateTask("a"));
		BoundaryState over = next(running("a").succeed("a"));
		assertThat(error(over.enqueue("a"))).isEqualTo(new DuplicateTask("a"));
		assertThat(next(over.forget("a")).enqueue("a")).isInstanceOf(Step.Done.class);
	}

	@Test
	void onlyWhatWaitsCountsForTheBoundOfTheQueue() {
		BoundaryState full = queued("a", "b", "c");
		assertThat(error(full.enqueue("d"))).isEqualTo(new QueueSaturated("d", 3));
		BoundaryState started = full.startAvailable(NOW).state();
		assertThat(started.enqueue("d")).isInstanceOf(Step.Done.class);
	}

	@Test
	void aTaskInFlightSucceedsOrFails() {
		assertThat(running("a").succeed("a")).isInstanceOfSatisfying(Step.Done.class,
				(done) -> assertThat(done.task()).isEqualTo(new Succeeded(1)));
		assertThat(next(running("a").fail("a", "timeout")).state("a")).contains(new Failed(1, "timeout"));
	}

	@Test
	void aTaskIsCancelledWhileItWaitsAndWhileItIsInFlight() {
		BoundaryState waiting = next(queued("a", "b").cancel("a", "not needed"));
		assertThat(waiting.state("a")).contains(new Cancelled(1, "not needed"));
		assertThat(waiting.startAvailable(NOW).keys()).containsExactly("b");
		BoundaryState running = next(running("a").cancel("a", "too late"));
		assertThat(running.state("a")).contains(new Cancelled(1, "too late"));
		assertThat(running.inFlight()).isZero();
	}

	@Test
	void aRetryGoesToTheEndOfTheQueueWithinTheSameBound() {
		BoundaryState failed = next(running("a").fail("a", "timeout"));
		BoundaryState again = next(next(failed.enqueue("b")).retry("a"));
		assertThat(again.state("a")).contains(new Queued(3));
		assertThat(again.startAvailable(NOW).keys()).containsExactly("b", "a");
		BoundaryState full = next(next(next(failed.enqueue("b")).enqueue("c")).enqueue("d"));
		assertThat(error(full.retry("a"))).isEqualTo(new QueueSaturated("a", 3));
	}

	@Test
	void whatAStateDoesNotAllowIsRefusedWithThatState() {
		assertThat(error(queued("a").succeed("a")))
			.isEqualTo(new InvalidTransition("a", new Queued(1), TaskAction.SUCCEED));
		assertThat(error(queued("a").fail("a", "x")))
			.isEqualTo(new InvalidTransition("a", new Queued(1), TaskAction.FAIL));
		assertThat(error(queued("a").retry("a")))
			.isEqualTo(new InvalidTransition("a", new Queued(1), TaskAction.RETRY));
		assertThat(error(running("a").forget("a")))
			.isEqualTo(new InvalidTransition("a", new InFlight(1, NOW), TaskAction.FORGET));
		assertThat(error(next(running("a").succeed("a")).cancel("a", "x")))
			.isEqualTo(new InvalidTransition("a", new Succeeded(1), TaskAction.CANCEL));
		assertThat(error(next(running("a").succeed("a")).retry("a")))
			.isEqualTo(new InvalidTransition("a", new Succeeded(1), TaskAction.RETRY));
	}

	@Test
	void aTaskThatIsNotThereIsUnknown() {
		UnknownTask unknown = new UnknownTask("x");
		assertThat(List.of(error(this.empty.succeed("x")), error(this.empty.fail("x", "")),
				error(this.empty.cancel("x", "")), error(this.empty.retry("x")), error(this.empty.forget("x"))))
			.containsOnly(unknown);
		assertThat(this.empty.state("x")).isEmpty();
	}

	@Test
	void whatIsRefusedChangesNothing() {
		BoundaryState before = queued("a");
		assertThat(before.enqueue("a").state()).isSameAs(before);
		assertThat(before.succeed("b").state()).isSameAs(before);
	}

	@Test
	void theValueBeforeAnOperationStaysAsItWas() {
		BoundaryState before = queued("a", "b");
		String signature = before.signature();
		before.startAvailable(NOW);
		before.enqueue("c");
		before.cancel("a", "x");
		assertThat(before.signature()).isEqualTo(signature);
		assertThat(before.queued()).isEqualTo(2);
	}

	@Test
	void countsFollowTheStates() {
		BoundaryState state = queued("a", "b", "c").startAvailable(NOW).state();
		state = next(state.succeed("a"));
		state = next(state.fail("b", "x"));
		state = next(state.cancel("c", "x"));
		state = next(state.enqueue("d"));
		state = next(state.enqueue("e")).startAvailable(NOW, 1).state();
		assertThat(List.of(state.queued(), state.inFlight(), state.succeeded(), state.failed(), state.cancelled()))
			.containsExactly(1, 1, 1, 1, 1);
		assertThat(next(state.forget("a")).succeeded()).isZero();
	}

	@Test
	void tasksComeInTheOrderInWhichTheyWereAccepted() {
		assertThat(queued("c", "a", "b").tasks()).containsExactly(Map.entry("c", new Queued(1)),
				Map.entry("a", new Queued(2)), Map.entry("b", new Queued(3)));
	}

	@Test
	void theSignatureIsOneLineThatSaysEverything() {
		BoundaryState state = queued("c", "a\n\"\u00e9", "b").startAvailable(NOW, 1).state();
		state = next(state.cancel("b", "not needed"));
		assertThat(state.signature()).isEqualTo("boundary push-pull max-in-flight=2 max-queued=3"
				+ " cancellation-budget=5s next=4 [1 \"c\" in-flight since 2001-01-13T14:56:00Z,"
				+ " 2 \"a\\u000a\\\"\\u00e9\" queued, 3 \"b\" cancelled for \"not needed\"]");
	}

	@Test
	void theModeShowsInTheSignatureOnly() {
		BoundaryState pull = BoundaryState.of(Boundary.defaults().withMode(BoundaryMode.PULL_ONLY));
		assertThat(pull.signature()).startsWith("boundary pull-only ");
		assertThat(next(pull.enqueue("a")).startAvailable(NOW).keys()).containsExactly("a");
	}

	@Test
	void equalHistoriesAreEqualAndOthersAreNot() {
		UnaryOperator<BoundaryState> history = (state) -> next(
				next(next(state.enqueue("a")).startAvailable(NOW).state().fail("a", "x")).retry("a"));
		BoundaryState one = history.apply(this.empty);
		BoundaryState other = history.apply(this.empty);
		assertThat(one).isEqualTo(other).hasSameHashCodeAs(other).hasToString(other.signature());
		assertThat(one).isNotEqualTo(queued("a"));
	}

	private BoundaryState queued(String... keys) {
		BoundaryState state = this.empty;
		for (String key : keys) {
			state = next(state.enqueue(key));
		}
		return state;
	}

	private BoundaryState running(String key) {
		return queued(key).startAvailable(NOW).state();
	}

	private static BoundaryState next(Step step) {
		assertThat(step).isInstanceOf(Step.Done.class);
		return step.state();
	}

	private static BoundaryError error(Step step) {
		assertThat(step).isInstanceOf(Step.Refused.class);
		return ((Step.Refused) step).error();
	}

}
