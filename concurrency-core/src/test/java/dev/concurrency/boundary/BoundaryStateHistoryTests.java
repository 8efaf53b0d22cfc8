package dev.concurrency.boundary;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import dev.concurrency.boundary.BoundaryState.Step;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random histories of the value beside a plain list that does the same in the obvious
 * way. To repeat a history, give its seed to {@link #play}.
 */
class BoundaryStateHistoryTests {

	private static final int HISTORIES = 3_000;

	private static final int STEPS = 80;

	private static final List<BoundaryMode> MODES = List.of(BoundaryMode.PUSH_PULL, BoundaryMode.PUSH_ONLY,
			BoundaryMode.PULL_ONLY);

	private static final List<TaskAction> ACTIONS = List.of(TaskAction.SUCCEED, TaskAction.FAIL, TaskAction.CANCEL,
			TaskAction.RETRY, TaskAction.FORGET);

	@Test
	void theValueDoesWhatAPlainListDoesInAnyHistory() {
		Map<String, Integer> refusals = new LinkedHashMap<>();
		for (long seed = 1; seed <= HISTORIES; seed++) {
			play(seed, refusals);
		}
		// Each occurs often, else this test would say little.
		assertThat(refusals).hasSize(4).allSatisfy((error, times) -> assertThat(times).isGreaterThan(HISTORIES));
	}

	private static void play(long seed, Map<String, Integer> refusals) {
		History history = new History(seed, refusals);
		try {
			for (int i = 0; i < STEPS; i++) {
				history.step();
				history.compare();
			}
			history.requirePastUnchanged();
		}
		catch (AssertionError | RuntimeException ex) {
			throw new AssertionError("seed " + seed + ": " + ex.getMessage() + "\n" + String.join("\n", history.lines),
					ex);
		}
	}

	private static final class History {

		private final List<String> lines = new ArrayList<>();

		private final List<BoundaryState> past = new ArrayList<>();

		private final List<String> signatures = new ArrayList<>();

		private final Map<String, Integer> refusals;

		private final SplittableRandom random;

		private final BoundaryModel model;

		private final int keys;

		private BoundaryState state;

		private Instant now = Instant.EPOCH;

		History(long seed, Map<String, Integer> refusals) {
			this.refusals = refusals;
			this.random = new SplittableRandom(seed);
			Boundary boundary = Boundary.defaults()
				.withMode(MODES.get(this.random.nextInt(MODES.size())))
				.withLimits(1 + this.random.nextInt(4), 1 + this.random.nextInt(6));
			this.keys = 2 + this.random.nextInt(20);
			this.model = new BoundaryModel(boundary);
			this.state = BoundaryState.of(boundary);
		}

		void step() {
			this.past.add(this.state);
			this.signatures.add(this.state.signature());
			this.now = this.now.plusMillis(this.random.nextInt(5));
			String key = "k" + this.random.nextInt(this.keys);
			int choice = this.random.nextInt(10);
			if (choice < 3) {
				take("enqueue " + key, this.state.enqueue(key), this.model.enqueue(key));
			}
			else if (choice < 5) {
				start((choice == 3) ? Integer.MAX_VALUE : this.random.nextInt(3));
			}
			else {
				act(ACTIONS.get(choice - 5), key);
			}
		}

		private void start(int atMost) {
			this.lines.add("start " + atMost);
			BoundaryState.Started started = this.state.startAvailable(this.now, atMost);
			assertThat(started.keys()).isEqualTo(this.model.startAvailable(this.now, atMost));
			this.state = started.state();
		}

		private void act(TaskAction action, String key) {
			String reason = "r" + this.past.size();
			Step step = switch (action) {
				case SUCCEED -> this.state.succeed(key);
				case FAIL -> this.state.fail(key, reason);
				case CANCEL -> this.state.cancel(key, reason);
				case RETRY -> this.state.retry(key);
				case FORGET -> this.state.forget(key);
			};
			take(action.label() + " " + key, step, this.model.act(action, key, reason));
		}

		private void take(String line, Step step, Optional<BoundaryError> expected) {
			this.lines.add(line + expected.map((error) -> " refused: " + error).orElse(""));
			expected.ifPresent((error) -> this.refusals.merge(error.getClass().getSimpleName(), 1, Integer::sum));
			assertThat((step instanceof Step.Refused refused) ? Optional.of(refused.error()) : Optional.empty())
				.isEqualTo(expected);
			this.state = step.state();
		}

		void compare() {
			Map<String, TaskState> expected = this.model.states();
			assertThat(this.state.tasks()).isEqualTo(expected);
			assertThat(this.state.tasks().keySet()).containsExactlyElementsOf(expected.keySet());
			assertThat(expected).allSatisfy((key, task) -> assertThat(this.state.state(key)).contains(task));
			assertThat(this.state.queued()).isEqualTo(this.model.count(TaskState.Queued.class));
			assertThat(this.state.inFlight()).isEqualTo(this.model.count(TaskState.InFlight.class));
			assertThat(this.state.succeeded()).isEqualTo(this.model.count(TaskState.Succeeded.class));
			assertThat(this.state.failed()).isEqualTo(this.model.count(TaskState.Failed.class));
			assertThat(this.state.cancelled()).isEqualTo(this.model.count(TaskState.Cancelled.class));
		}

		void requirePastUnchanged() {
			for (int i = 0; i < this.past.size(); i++) {
				assertThat(this.past.get(i).signature()).isEqualTo(this.signatures.get(i));
			}
		}

	}

}
