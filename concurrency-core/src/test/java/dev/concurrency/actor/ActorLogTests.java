package dev.concurrency.actor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** What an actor's lines in the log bear. Everything runs on the test's thread. */
@Timeout(30)
class ActorLogTests {

	private final List<Map<String, String>> seen = new CopyOnWriteArrayList<>();

	private final List<String> lastWords = new CopyOnWriteArrayList<>();

	private final AtomicReference<ActorContext<Message>> kept = new AtomicReference<>();

	private final Message log = (context) -> {
		this.kept.set(context);
		assertThat(context.log().getName()).isEqualTo(Speaker.class.getName());
		this.seen.add(new HashMap<>(MDC.getCopyOfContextMap()));
		this.seen.add(Map.of("id", ProcessContext.current().orElseThrow().id().toString()));
	};

	@BeforeEach
	void putSomethingOfTheTestsOwn() {
		MDC.put("request", "42");
	}

	@AfterEach
	void takeItAway() {
		MDC.clear();
	}

	@Test
	void linesBearPathAndIncarnationAndNothingElse() {
		try (ConcurrencyRuntime runtime = runtime()) {
			ActorRef<Message> ref = runtime.actor("a", Speaker::new, ActorSettings.defaults());
			runtime.start();
			tell(ref, this.log);
			assertThat(this.seen.get(0))
				.isEqualTo(Map.of("path", "root/actors/a", "incarnation", this.seen.get(1).get("id")));
			assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("request", "42"));
		}
	}

	@Test
	void thoseOfAnActorOfAGroupBearItsKeyToo() {
		try (ConcurrencyRuntime runtime = runtime()) {
			ActorRef<Message> ref = runtime.<String, Message>group("g", Speaker::new, ActorSettings.defaults())
				.ref("j/fk");
			runtime.start();
			tell(ref, this.log);
			assertThat(this.seen.get(0)).containsEntry("key", "j/fk")
				.containsEntry("path", ref.path().value())
				.hasSize(3);
		}
	}

	@Test
	void nextMessageThatDoesNotLogSeesWhatWasThereBefore() {
		try (ConcurrencyRuntime runtime = runtime()) {
			ActorRef<Message> ref = runtime.actor("a", Speaker::new, ActorSettings.defaults());
			runtime.start();
			tell(ref, this.log, (context) -> this.seen.add(new HashMap<>(MDC.getCopyOfContextMap())), (context) -> {
				context.log();
				throw new IllegalStateException("boom");
			});
			assertThat(this.seen.get(2)).isEqualTo(Map.of("request", "42"));
			assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("request", "42"));
		}
	}

	@Test
	void hooksMayLogAndTheLastOneTooWithAContextThatWasKept() {
		try (ConcurrencyRuntime runtime = runtime()) {
			ActorRef<Message> ref = runtime.actor("a", Speaker::new, ActorSettings.defaults());
			runtime.start();
			tell(ref, this.log);
		}
		assertThat(this.lastWords).containsExactly(Speaker.class.getName() + " root/actors/a");
	}

	@Test
	void onlyTheActorsOwnCodeLogsForIt() {
		try (ConcurrencyRuntime runtime = runtime()) {
			ActorRef<Message> ref = runtime.actor("a", Speaker::new, ActorSettings.defaults());
			runtime.start();
			tell(ref, this.log);
			assertThatIllegalStateException().isThrownBy(() -> this.kept.get().log())
				.withMessageContaining("root/actors/a");
		}
	}

	private static ConcurrencyRuntime runtime() {
		return ConcurrencyRuntime.builder().sharedExecutor(Runnable::run).blockingExecutor(Runnable::run).build();
	}

	private static void tell(ActorRef<Message> ref, Message... messages) {
		for (Message message : messages) {
			assertThat(ref.tryTell(message)).isEqualTo(Admission.ACCEPTED);
		}
	}

	/** What the actor is to do. */
	@FunctionalInterface
	private interface Message {

		void run(ActorContext<Message> context);

	}

	private final class Speaker implements Actor<Message> {

		@Override
		public void handle(Message message, ActorContext<Message> context) {
			message.run(context);
		}

		@Override
		public void onStop(StopReason reason) {
			ActorContext<Message> context = ActorLogTests.this.kept.get();
			if (context != null && context.path().equals(ProcessContext.current().orElseThrow().path())) {
				ActorLogTests.this.lastWords.add(context.log().getName() + " " + MDC.get("path"));
			}
		}

	}

}
