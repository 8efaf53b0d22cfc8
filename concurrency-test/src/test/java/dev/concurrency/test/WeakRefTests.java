package dev.concurrency.test;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.actor.ActorClient;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.AskException;
import dev.concurrency.actor.DeadLetter;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** References that keep no runtime in memory. */
@Timeout(30)
class WeakRefTests {

	private static final Duration LIMIT = Duration.ofSeconds(3);

	private final Script script = Script.failingOnBoom();

	@Test
	void itReachesTheActorAsLongAsThatIsThere() throws Exception {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<String> actor = actor(bench);
			ActorRef<String> weak = actor.weak();
			assertThat(weak.weak()).isSameAs(weak);
			assertThat(weak.path()).isEqualTo(actor.path());
			assertThat(weak.status()).isEqualTo(actor.status());
			assertThat(weak.tryTell("1")).isEqualTo(Admission.ACCEPTED);
			assertThat(weak.tell("2")).isEqualTo(Admission.ACCEPTED);
			assertThat(weak.tell("3", LIMIT)).isEqualTo(Admission.ACCEPTED);
			assertThat(weak.bestEffort().tryTell("boom")).isEqualTo(Admission.ACCEPTED);
			assertThat(this.script.journal("handle")).hasSize(4);
			assertThat(bench.deadLetters).isEmpty();
		}
	}

	@Test
	void onceItsRuntimeIsGoneItAnswersAsAnActorDoesThatHasEnded() throws Exception {
		List<ActorRef<String>> left = comeAndGo();
		ActorBench.until(() -> {
			System.gc();
			return left.stream()
				.allMatch((ref) -> ref.status().equals(new ProcessStatus.Stopped("its runtime is gone")));
		});
		for (ActorRef<String> gone : left) {
			assertThat(gone.tryTell("1")).isEqualTo(Admission.CLOSED);
			assertThat(gone.tell("2")).isEqualTo(Admission.CLOSED);
			assertThat(gone.tell("3", LIMIT)).isEqualTo(Admission.CLOSED);
			assertThat(gone.bestEffort().tryTell("4")).isEqualTo(Admission.CLOSED);
			assertThat(gone.ask((port) -> "5", LIMIT).toCompletableFuture()).isCompletedExceptionally();
			assertThatExceptionOfType(Exception.class).isThrownBy(() -> ActorBench.get(gone.ask((port) -> "5", LIMIT)))
				.withCauseInstanceOf(AskException.Ended.class);
			assertThat(gone.termination().toCompletableFuture()).isCompleted();
			assertThat(gone.watch().toCompletableFuture()).isCompletedExceptionally();
		}
	}

	@Test
	void whatAClientSendsThroughItComesBackToTheClient() throws Exception {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<String> actor = actor(bench);
			try (ActorClient<String> client = bench.runtime.client("asker", String.class)) {
				assertThat(client.tryTell(actor.weak(), "boom")).isEqualTo(Admission.ACCEPTED);
				assertThat(client.receive(Duration.ZERO)).isEmpty();
				assertThat(client.undeliverable()).extracting(DeadLetter::message).containsExactly("boom");
				assertThat(bench.deadLetters).isEmpty();
			}
		}
	}

	/** All that is left of a runtime, one of each kind of reference. */
	private List<ActorRef<String>> comeAndGo() {
		try (ActorBench bench = new ActorBench()) {
			ActorRef<String> member = bench.runtime.group("g", this.script, ActorSettings.defaults()).ref("key");
			ActorRef<String> actor = actor(bench);
			return List.of(actor.weak(), actor.weak().bestEffort(), actor.bestEffort().weak(), member.weak());
		}
	}

	private ActorRef<String> actor(ActorBench bench) {
		ActorRef<String> actor = bench.runtime.actor("a", this.script, ActorSettings.defaults());
		bench.runtime.start();
		return actor;
	}

}
