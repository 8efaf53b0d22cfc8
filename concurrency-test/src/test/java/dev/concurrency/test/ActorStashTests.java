package dev.concurrency.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.ActorSnapshot;
import dev.concurrency.actor.AskException;
import dev.concurrency.actor.StashFullException;
import dev.concurrency.test.Puppets.Step;

import static dev.concurrency.test.Puppets.fail;
import static dev.concurrency.test.Puppets.say;
import static dev.concurrency.test.Puppets.tell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Messages that an actor puts aside until it is ready for them. */
@Timeout(60)
class ActorStashTests {

	private static final Step UNSTASH = (self, context) -> {
		self.say("unstash");
		context.unstashAll();
	};

	private final Puppets puppets = new Puppets();

	private final StepQueue shared = new StepQueue();

	private final ActorBench bench = ActorBench.sharing(this.shared);

	private final AtomicBoolean ready = new AtomicBoolean();

	@Test
	void whatWasPutAsideComesNextAndInItsOrder() {
		try (this.bench) {
			ActorRef<Step> ref = started(ActorSettings.defaults());
			tell(ref, when("a"), when("b"), this::getReady, UNSTASH, when("c"));
			this.shared.drain();
			assertThat(this.puppets.news()).containsExactly("1 start", "1 unstash", "1 a", "1 b", "1 c");
			assertThat(snapshot().handled()).isEqualTo(5);
			assertThat(snapshot().mailboxSize()).isZero();
			assertThat(this.bench.deadLetters).isEmpty();
		}
	}

	@Test
	void whatIsTakenBackByWorkThatComesBackIsHandledBeforeWhatWaits() {
		List<StepQueue> queues = List.of(new StepQueue());
		try (ActorBench other = new ActorBench(
				(builder) -> builder.sharedExecutor(this.shared).cpuExecutor(queues.get(0)), this.shared,
				queues.get(0))) {
			ActorRef<Step> ref = other.runtime.actor("a", this.puppets, ActorSettings.defaults());
			other.runtime.start();
			tell(ref, (self, context) -> context.cpu(() -> "loaded").thenAccept((loaded) -> {
				self.say(loaded);
				this.ready.set(true);
				context.unstashAll();
			}), when("a"), when("b"));
			this.shared.drain();
			queues.get(0).drain();
			// The result is served before the first of these was read.
			tell(ref, when("c"));
			this.shared.drain();
			assertThat(this.puppets.news()).containsExactly("1 start", "1 loaded", "1 a", "1 b", "1 c");
		}
	}

	@Test
	void messageMayBePutAsideAgain() {
		try (this.bench) {
			ActorRef<Step> ref = started(ActorSettings.defaults());
			tell(ref, when("a"), UNSTASH, UNSTASH, this::getReady, UNSTASH);
			this.shared.drain();
			assertThat(this.puppets.news()).containsExactly("1 start", "1 unstash", "1 unstash", "1 unstash", "1 a");
			assertThat(this.bench.deadLetters).isEmpty();
		}
	}

	@Test
	void contextThatTheActorHasKeptSinceItsStartWillDo() {
		AtomicReference<ActorContext<Step>> kept = new AtomicReference<>();
		this.puppets.onStart = (self, context) -> kept.set(context);
		try (this.bench) {
			ActorRef<Step> ref = started(ActorSettings.defaults());
			tell(ref, (self, context) -> {
				if (!this.ready.getAndSet(true)) {
					kept.get().stash();
				}
				else {
					self.say("a");
				}
			}, (self, context) -> kept.get().unstashAll());
			this.shared.drain();
			assertThat(this.puppets.news()).containsExactly("1 start", "1 a");
			assertThat(this.bench.deadLetters).isEmpty();
		}
	}

	@Test
	void oneMoreThanFitsIsRefused() {
		try (this.bench) {
			ActorRef<Step> ref = started(ActorSettings.defaults().withStashCapacity(2));
			tell(ref, when("a"), when("b"), (self, context) -> {
				assertThatThrownBy(context::stash).isInstanceOf(StashFullException.class)
					.hasMessageContaining("root/actors/a")
					.hasMessageContaining("2");
				self.say("full");
			}, this::getReady, UNSTASH);
			this.shared.drain();
			assertThat(this.puppets.news()).containsExactly("1 start", "1 full", "1 unstash", "1 a", "1 b");
			assertThat(this.bench.deadLetters).isEmpty();
		}
	}

	@Test
	void nextIncarnationGetsItFirst() {
		try (this.bench) {
			ActorRef<Step> ref = started(ActorSettings.defaults());
			tell(ref, when("a"), when("b"), this::getReady, fail("boom"), say("c"));
			this.shared.drain();
			this.bench.restartIsDue();
			this.shared.drain();
			assertThat(this.puppets.news()).endsWith("2 start", "2 a", "2 b", "2 c");
		}
	}

	@Test
	void stopMakesDeadLettersOfIt() {
		try (this.bench) {
			ActorRef<Step> ref = started(ActorSettings.defaults());
			CompletionStage<String> answer = ref.ask((port) -> when("a"), Duration.ofDays(1));
			tell(ref, when("b"));
			this.shared.drain();
			this.bench.stop();
			assertThat(this.bench.undelivered).hasSize(2);
			assertThat(this.bench.deadLetters).hasSize(2)
				.allSatisfy((letter) -> assertThat(letter.reason().label()).isEqualTo("stopped"));
			assertThatThrownBy(() -> ActorBench.get(answer)).hasCauseInstanceOf(AskException.Ended.class);
			assertThat(snapshot().deadLetters()).isEqualTo(2);
		}
	}

	@Test
	void questionThatWasPutAsideIsAnswered() {
		try (this.bench) {
			ActorRef<Step> ref = started(ActorSettings.defaults());
			CompletionStage<String> answer = ref.ask((port) -> (self, context) -> {
				if (this.ready.get()) {
					port.send("yes");
				}
				else {
					context.stash();
				}
			}, Duration.ofDays(1));
			tell(ref, this::getReady, UNSTASH);
			this.shared.drain();
			assertThat(ActorBench.join(answer)).isEqualTo("yes");
			assertThat(snapshot().handled()).isEqualTo(3);
			assertThat(this.bench.deadLetters).isEmpty();
		}
	}

	@Test
	void misuseIsRefused() {
		AtomicReference<ActorContext<Step>> kept = new AtomicReference<>();
		List<Throwable> refused = new ArrayList<>();
		this.puppets.onStart = (self, context) -> refused(refused, context::stash);
		try (this.bench) {
			ActorRef<Step> ref = started(ActorSettings.defaults());
			tell(ref, (self, context) -> {
				kept.set(context);
				if (!this.ready.getAndSet(true)) {
					context.stash();
					refused(refused, context::stash);
				}
			});
			this.shared.drain();
			refused(refused, kept.get()::stash);
			refused(refused, kept.get()::unstashAll);
			assertThat(refused).extracting(Throwable::getMessage)
				.containsExactly("root/actors/a can put a message aside only while it handles it",
						"root/actors/a has put this message aside already",
						"Only the code of root/actors/a itself can put messages aside",
						"Only the code of root/actors/a itself can take back what it has put aside");
			assertThat(this.bench.deadLetters).isEmpty();
		}
	}

	@Test
	void whatAnActorHasPutAsideThatHangsForGoodIsReported() throws Exception {
		CountDownLatch inside = new CountDownLatch(1);
		CountDownLatch released = new CountDownLatch(1);
		try (ActorBench other = ActorBench.sharing(ActorBench::start)) {
			ActorRef<Step> ref = other.runtime.actor("a", this.puppets, ActorSettings.defaults());
			other.runtime.start();
			CompletionStage<String> answer = ref.ask((port) -> when("a"), Duration.ofDays(1));
			tell(ref, (self, context) -> {
				inside.countDown();
				ActorBench.until(() -> released.getCount() == 0);
			});
			ActorBench.await(inside);
			CompletableFuture<?> report = other.stopping();
			ActorBench.until(() -> other.time.scheduled() > 0);
			other.time.advance(ActorBench.AGES);
			ActorBench.join(report);
			assertThat(other.deadLetters).hasSize(2);
			assertThatThrownBy(() -> ActorBench.get(answer)).hasCauseInstanceOf(AskException.Ended.class);
			released.countDown();
		}
	}

	private void getReady(Puppets.Puppet self, ActorContext<Step> context) {
		this.ready.set(true);
	}

	/** Is put aside until the actor is ready. */
	private Step when(String line) {
		return (self, context) -> {
			if (this.ready.get()) {
				self.say(line);
			}
			else {
				context.stash();
			}
		};
	}

	private static void refused(List<Throwable> refused, Runnable misuse) {
		assertThatIllegalStateException().isThrownBy(misuse::run).satisfies(refused::add);
	}

	private ActorRef<Step> started(ActorSettings settings) {
		ActorRef<Step> ref = this.bench.runtime.actor("a", this.puppets, settings);
		this.bench.runtime.start();
		return ref;
	}

	private ActorSnapshot snapshot() {
		return (ActorSnapshot) this.bench.runtime.processes().get(0).process().details();
	}

}
