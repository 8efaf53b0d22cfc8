package dev.concurrency.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.AskException;
import dev.concurrency.actor.OncePort;
import dev.concurrency.process.InstanceSource;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class ActorAskTests {

	private static final Duration LIMIT = Duration.ofSeconds(3);

	private final StepQueue shared = new StepQueue();

	private final List<OncePort<String>> kept = new ArrayList<>();

	@Test
	void replyCompletesTheQuestionAndDisarmsItsTimeout() {
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<Question> ref = started(bench, 8);
			CompletableFuture<String> answer = ask(ref, "hello");
			assertThat(bench.time.scheduled()).isEqualTo(1);
			this.shared.drain();
			assertThat(answer).isCompletedWithValue("hello!");
			assertThat(bench.time.scheduled()).isZero();
		}
	}

	@Test
	void questionTimesOutExactlyInTimeAndALaterReplyIsRefused() {
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			CompletableFuture<String> answer = ask(started(bench, 8), "keep");
			this.shared.drain();
			bench.time.advance(LIMIT.minusNanos(1));
			this.shared.drain();
			assertThat(answer).isNotDone();
			bench.time.advance(Duration.ofNanos(1));
			this.shared.drain();
			assertFails(answer, AskException.TimedOut.class, "The actor root/actors/a did not reply within 3s");
			assertThat(this.kept.get(0).send("late")).isFalse();
			assertThat(this.kept.get(0).fail(new IllegalStateException())).isFalse();
		}
	}

	@Test
	void onlyTheFirstReplyCounts() {
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			CompletableFuture<String> answer = ask(started(bench, 8), "keep");
			this.shared.drain();
			OncePort<String> port = this.kept.get(0);
			assertThat(port.send("first")).isTrue();
			assertThat(port.send("second")).isFalse();
			assertThat(port.fail(new IllegalStateException())).isFalse();
			this.shared.drain();
			bench.time.advance(LIMIT);
			this.shared.drain();
			assertThat(answer).isCompletedWithValue("first");
		}
	}

	@Test
	void failureMayBeTheReply() {
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			CompletableFuture<String> answer = ask(started(bench, 8), "keep");
			this.shared.drain();
			assertThat(this.kept.get(0).fail(new IllegalArgumentException("what?"))).isTrue();
			this.shared.drain();
			assertFails(answer, IllegalArgumentException.class, "what?");
		}
	}

	@Test
	void fullMailboxAnswersAtOnce() {
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<Question> ref = started(bench, 1);
			CompletableFuture<String> first = ask(ref, "1");
			CompletableFuture<String> second = ask(ref, "2");
			this.shared.drain();
			assertThat(first).isCompletedWithValue("1!");
			assertFails(second, AskException.MailboxFull.class, "The mailbox of root/actors/a is full (capacity 1)");
			assertThat(bench.time.scheduled()).isZero();
		}
	}

	@Test
	void actorThatDoesNotRunAnswersAtOnce() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Question> ref = bench.runtime.actor("a", InstanceSource.of(echo()), ActorSettings.defaults());
			assertFails(ask(ref, "early"), AskException.Ended.class, "The actor root/actors/a does not run");
			bench.runtime.start();
			bench.stop();
			assertFails(ask(ref, "late"), AskException.Ended.class, "The actor root/actors/a does not run");
		}
	}

	@Test
	void failingHandlerAnswersAtOnceWithItsCause() {
		try (ActorBench bench = new ActorBench()) {
			CompletableFuture<String> answer = ask(started(bench, 8), "boom");
			AskException.Failed failure = assertFails(answer, AskException.Failed.class,
					"The actor root/actors/a failed while it handled the question");
			assertThat(failure).hasRootCauseMessage("boom");
			assertThat(failure.actor().value()).isEqualTo("root/actors/a");
		}
	}

	@Test
	void actorThatEndsBeforeItComesToTheQuestionAnswersWithTheCause() {
		try (ActorBench bench = new ActorBench(
				(builder) -> builder.sharedExecutor(this.shared).restarts(ActorBench.restarts(0)), this.shared)) {
			ActorRef<Question> ref = started(bench, 8);
			CompletableFuture<String> boom = ask(ref, "boom");
			CompletableFuture<String> queued = ask(ref, "queued");
			this.shared.drain();
			assertThat(boom).isCompletedExceptionally();
			assertThat(assertFails(queued, AskException.Ended.class,
					"The actor root/actors/a does not run: it ended with java.lang.IllegalStateException: boom"))
				.hasRootCauseMessage("boom");
		}
	}

	@Test
	void portThatIsKeptIsAnsweredWhenTheActorEndsAtTheLatest() {
		ActorBench bench = ActorBench.sharing(this.shared);
		try (bench) {
			CompletableFuture<String> answer = ask(started(bench, 8), "keep");
			this.shared.drain();
			assertThat(answer).isNotDone();
			bench.stop();
			assertFails(answer, AskException.Ended.class, "The actor root/actors/a does not run");
			assertThat(this.kept.get(0).send("late")).isFalse();
		}
	}

	@Test
	void questionOutlivesARestartIfItsPortIsKept() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<Question> ref = started(bench, 8);
			CompletableFuture<String> answer = ask(ref, "keep");
			assertThat(ask(ref, "boom")).isCompletedExceptionally();
			bench.time.advance(ActorBench.BACKOFF);
			assertThat(this.kept.get(0).send("after all")).isTrue();
			assertThat(answer).isCompletedWithValue("after all");
		}
	}

	@Test
	void questionAfterTheRuntimeWasClosedIsAnswered() {
		ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().build();
		ActorRef<Question> ref = runtime.actor("a", InstanceSource.of(echo()), ActorSettings.defaults());
		runtime.start();
		runtime.close();
		assertFails(ask(ref, "late"), AskException.Ended.class, "The actor root/actors/a does not run");
	}

	@Test
	void everyQuestionIsAnsweredWhateverTheCloseOfTheRuntimeInterrupts() throws Exception {
		for (int round = 0; round < 10; round++) {
			ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().build();
			ActorRef<Question> ref = runtime.actor("a", InstanceSource.of(keeper()),
					ActorSettings.defaults().withMailboxCapacity(100_000));
			runtime.start();
			CountDownLatch asking = new CountDownLatch(500);
			List<CompletableFuture<String>> answers = new ArrayList<>();
			CompletableFuture<Void> asker = CompletableFuture.runAsync(() -> {
				for (int i = 0; i < 2000; i++) {
					answers.add(ask(ref, (i % 2 == 0) ? "keep" : "reply"));
					asking.countDown();
				}
			}, ActorBench::start);
			ActorBench.await(asking);
			runtime.close();
			ActorBench.get(asker);
			for (CompletableFuture<String> answer : answers) {
				ActorBench.get(answer.handle((reply, failure) -> true));
			}
		}
	}

	@Test
	void continuationDoesNotRunOnTheActorsTurn() {
		List<String> order = new ArrayList<>();
		Actor<Question> actor = (question, context) -> {
			order.add("handle " + question.text());
			question.port().send(question.text());
			order.add("handled " + question.text());
		};
		try (ActorBench bench = ActorBench.sharing(this.shared)) {
			ActorRef<Question> ref = bench.runtime.actor("a", InstanceSource.of(actor), ActorSettings.defaults());
			bench.runtime.start();
			CompletableFuture<Void> continued = ask(ref, "1").thenAccept((reply) -> order.add("continue " + reply));
			CompletableFuture<String> second = ask(ref, "2");
			this.shared.drain();
			assertThat(continued).isCompleted();
			assertThat(second).isCompleted();
			assertThat(order).containsExactly("handle 1", "handled 1", "handle 2", "handled 2", "continue 1");
		}
	}

	@Test
	void continuationThatBlocksDoesNotBlockTheActor() throws Exception {
		CountDownLatch attached = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		Actor<Question> actor = (question, context) -> {
			ActorBench.await(attached);
			question.port().send(question.text());
		};
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().build()) {
			ActorRef<Question> ref = runtime.actor("a", InstanceSource.of(actor), ActorSettings.defaults());
			runtime.start();
			CompletableFuture<Boolean> blocked = ask(ref, "1").thenApply((reply) -> {
				ActorBench.until(() -> release.getCount() == 0);
				return true;
			});
			attached.countDown();
			assertThat(ActorBench.get(ask(ref, "2"))).isEqualTo("2");
			assertThat(blocked).isNotDone();
			release.countDown();
			assertThat(ActorBench.get(blocked)).isTrue();
		}
	}

	@Test
	void stageCompletesOnceWhenReplyAndTimeoutRace() throws Exception {
		for (int round = 0; round < 200; round++) {
			this.kept.clear();
			ActorBench bench = new ActorBench();
			ActorRef<Question> ref = started(bench, 8);
			AtomicInteger completions = new AtomicInteger();
			CompletableFuture<Integer> answer = ask(ref, "keep")
				.handle((reply, failure) -> completions.incrementAndGet());
			CountDownLatch go = new CountDownLatch(1);
			CompletableFuture<Boolean> sent = CompletableFuture.supplyAsync(() -> {
				go.countDown();
				return this.kept.get(0).send("reply");
			}, ActorBench::start);
			go.await();
			bench.time.advance(LIMIT);
			ActorBench.get(sent);
			assertThat(ActorBench.get(answer)).isEqualTo(1);
			assertThat(completions.get()).isEqualTo(1);
			bench.close();
		}
	}

	private ActorRef<Question> started(ActorBench bench, int capacity) {
		ActorRef<Question> ref = bench.runtime.actor("a", InstanceSource.of(echo()),
				ActorSettings.defaults().withMailboxCapacity(capacity));
		bench.runtime.start();
		return ref;
	}

	private Actor<Question> echo() {
		return (question, context) -> {
			switch (question.text()) {
				case "keep" -> this.kept.add(question.port());
				case "boom" -> throw new IllegalStateException("boom");
				default -> assertThat(question.port().send(question.text() + '!')).isTrue();
			}
		};
	}

	private static Actor<Question> keeper() {
		return (question, context) -> {
			if (question.text().equals("reply")) {
				question.port().send("reply");
			}
		};
	}

	private static CompletableFuture<String> ask(ActorRef<Question> ref, String text) {
		Function<OncePort<String>, Question> question = (port) -> new Question(text, port);
		return ref.ask(question, LIMIT).toCompletableFuture();
	}

	private static <E extends Throwable> E assertFails(CompletableFuture<?> answer, Class<E> type, String message) {
		assertThat(answer).isCompletedExceptionally();
		// Directly on the stage there is no wrapper around the failure.
		Throwable failure = answer.handle((reply, ex) -> ex).join();
		assertThat(failure).isInstanceOf(type).hasMessage(message);
		return type.cast(failure);
	}

	private record Question(String text, OncePort<String> port) {
	}

}
