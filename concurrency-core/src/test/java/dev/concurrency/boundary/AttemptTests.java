package dev.concurrency.boundary;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AttemptTests {

	private final Attempt attempt = new Attempt("a", () -> 1, 0);

	private final List<Boolean> interrupted = new ArrayList<>();

	AttemptTests() {
		var unused = this.attempt.stage()
			.thenAccept((outcome) -> this.interrupted.add(Thread.currentThread().isInterrupted()));
	}

	@Test
	void anAbortBetweenTheTaskAndWhatFollowsItReachesThat() {
		this.attempt.work().enter();
		this.attempt.work().leave();
		this.attempt.abort();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		this.attempt.answerHere(new TaskOutcome.Succeeded<>(1));
		assertThat(this.interrupted).containsExactly(true);
		assertThat(Thread.currentThread().isInterrupted()).as("after it").isFalse();
	}

	@Test
	void anAbortThatReachesTheTaskDoesNotReachWhatFollows() {
		this.attempt.work().enter();
		this.attempt.abort();
		assertThat(Thread.currentThread().isInterrupted()).as("the task").isTrue();
		this.attempt.work().leave();
		this.attempt.answerHere(new TaskOutcome.Succeeded<>(1));
		assertThat(this.interrupted).containsExactly(false);
	}

	@Test
	void theInterruptOfACancellationDoesNotReachWhatFollows() {
		this.attempt.work().enter();
		this.attempt.interrupt();
		this.attempt.work().leave();
		this.attempt.answerHere(new TaskOutcome.Succeeded<>(1));
		assertThat(this.interrupted).containsExactly(false);
	}

}
