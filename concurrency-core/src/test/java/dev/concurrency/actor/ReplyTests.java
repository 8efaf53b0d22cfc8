package dev.concurrency.actor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import dev.concurrency.process.ProcessPath;
import dev.concurrency.time.Timer;

import static org.assertj.core.api.Assertions.assertThat;

class ReplyTests {

	private final List<Runnable> executor = new ArrayList<>();

	private final Reply<String> reply = new Reply<>(() -> ProcessPath.ROOT, this.executor::add);

	private final OneShotTimer timer = new OneShotTimer();

	@Test
	void stageCompletesOnTheExecutorOnly() {
		CompletableFuture<String> stage = this.reply.stage().toCompletableFuture();
		assertThat(this.reply.send("yes")).isTrue();
		assertThat(this.reply.isAnswered()).isTrue();
		assertThat(stage).isNotDone();
		this.executor.forEach(Runnable::run);
		assertThat(stage).isCompletedWithValue("yes");
	}

	@Test
	void onlyTheFirstAnswerCounts() {
		assertThat(this.reply.send("yes")).isTrue();
		assertThat(this.reply.send("no")).isFalse();
		assertThat(this.reply.fail(new IllegalStateException())).isFalse();
		assertThat(this.executor).hasSize(1);
	}

	@Test
	void rejectedCompletionRunsOnTheAnsweringThread() {
		Reply<String> closing = new Reply<>(() -> ProcessPath.ROOT, (task) -> {
			throw new RejectedExecutionException("closed");
		});
		closing.send("yes");
		assertThat(closing.stage().toCompletableFuture()).isCompletedWithValue("yes");
	}

	@Test
	void directHandlerSeesTheFailureWithoutAWrapper() {
		AtomicReference<Throwable> seen = new AtomicReference<>();
		this.reply.stage().whenComplete((value, failure) -> seen.set(failure));
		AskException failure = new AskException.MailboxFull(ProcessPath.ROOT, 1);
		this.reply.fail(failure);
		this.executor.forEach(Runnable::run);
		assertThat(seen.get()).isSameAs(failure);
	}

	@Test
	void answerDisarmsTheTimeout() {
		this.reply.expectWithin(Duration.ofSeconds(1), this.timer);
		this.reply.send("yes");
		assertThat(this.timer.cancelled.get()).isTrue();
		this.timer.task.run();
		assertThat(this.executor).hasSize(1);
	}

	/** The race: the actor answers before the asker has armed the timeout. */
	@Test
	void timeoutThatIsArmedAfterTheAnswerIsDisarmedAtOnce() {
		this.reply.send("yes");
		this.reply.expectWithin(Duration.ofSeconds(1), this.timer);
		assertThat(this.timer.cancelled.get()).isTrue();
	}

	@Test
	void timeoutIsAnAnswer() {
		this.reply.expectWithin(Duration.ofSeconds(1), this.timer);
		assertThat(this.timer.delay).isEqualTo(1_000_000_000L);
		this.timer.task.run();
		this.executor.forEach(Runnable::run);
		assertThat(this.reply.stage().toCompletableFuture()).isCompletedExceptionally();
		assertThat(this.reply.send("late")).isFalse();
	}

	@Test
	void endOfTheActorAnswersWhatIsPendingAndNothingElse() {
		OpenQuestions questions = new OpenQuestions();
		Reply<String> early = new Reply<>(() -> ProcessPath.ROOT, Runnable::run);
		Reply<String> open = new Reply<>(() -> ProcessPath.ROOT, Runnable::run);
		questions.add(early);
		questions.add(open);
		early.send("yes");
		questions.fail(new AskException.Ended(ProcessPath.ROOT, null));
		assertThat(early.stage().toCompletableFuture()).isCompletedWithValue("yes");
		assertThat(open.stage().toCompletableFuture()).isCompletedExceptionally();
	}

	@Test
	void questionsThatAreAnsweredAreForgotten() {
		OpenQuestions questions = new OpenQuestions();
		Reply<String> open = new Reply<>(() -> ProcessPath.ROOT, Runnable::run);
		questions.add(open);
		for (int i = 0; i < 1000; i++) {
			Reply<String> reply = new Reply<>(() -> ProcessPath.ROOT, Runnable::run);
			questions.add(reply);
			reply.send("yes");
		}
		assertThat(questions.size()).isLessThan(40);
		questions.fail(new AskException.Ended(ProcessPath.ROOT, null));
		assertThat(open.stage().toCompletableFuture()).isCompletedExceptionally();
	}

	/** Keeps the one task it is given. */
	private static final class OneShotTimer implements Timer {

		private final AtomicBoolean cancelled = new AtomicBoolean();

		private Runnable task = () -> {
		};

		private long delay;

		@Override
		public Timeout schedule(long delayNanos, Runnable newTask) {
			this.delay = delayNanos;
			this.task = newTask;
			return () -> this.cancelled.compareAndSet(false, true);
		}

		@Override
		public void close() {
		}

	}

}
