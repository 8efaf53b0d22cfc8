package dev.concurrency.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.OncePort;
import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ContextCarrier;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.Shutdown;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.sink.SinkFailureAction;
import dev.concurrency.sink.SinkHandlers;
import dev.concurrency.sink.SinkOverflow;
import dev.concurrency.sink.SinkRetry;
import dev.concurrency.sink.SinkSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What goes with an item, a message or a task from the thread that hands it in to the one
 * that does the work.
 */
class ContextCarrierTests {

	private final Requests requests = new Requests();

	private final ActorBench bench = new ActorBench((builder) -> builder.contextCarrier(this.requests));

	private final List<String> seen = new CopyOnWriteArrayList<>();

	@AfterEach
	void close() {
		this.bench.close();
	}

	@Test
	void aBatchIsDrainedInTheContextsOfItsItems() throws Exception {
		BackgroundSink<Integer> sink = started(SinkSettings.defaults(), SinkHandlers.none(), this::write);
		push(sink, "r1", 1);
		push(sink, null, 2);
		push(sink, "r2", 3);
		flush(sink);
		assertThat(this.seen).containsExactly("[1, 2, 3] in SINK root/sinks/audit [r1, r2]");
		assertThat(this.requests.closed).containsExactly("null");
	}

	@Test
	void aBatchWithoutAnyContextIsDrainedAsEver() throws Exception {
		BackgroundSink<Integer> sink = started(SinkSettings.defaults(), SinkHandlers.none(), this::write);
		push(sink, null, 1);
		flush(sink);
		assertThat(this.seen).containsExactly("[1] in null");
		assertThat(this.requests.closed).isEmpty();
	}

	@Test
	void thePartsOfABatchThatIsSplitKeepTheirOwn() throws Exception {
		BackgroundSink<Integer> sink = started(
				SinkSettings.defaults().withRetry(SinkRetry.NEVER).withOnFailure(SinkFailureAction.BISECT),
				SinkHandlers.<Integer>none().withDeadLetters((process, batch, cause) -> this.seen.add("dead " + batch)),
				(batch) -> {
					write(batch);
					if (batch.contains(3)) {
						throw new IllegalStateException("planted");
					}
				});
		for (int item = 1; item <= 4; item++) {
			push(sink, "r" + item, item);
		}
		assertThat(sink.flush().toCompletableFuture()).failsWithin(Duration.ofSeconds(20));
		assertThat(this.seen).containsExactly("[1, 2, 3, 4] in SINK root/sinks/audit [r1, r2, r3, r4]",
				"[1, 2] in SINK root/sinks/audit [r1, r2]", "[3, 4] in SINK root/sinks/audit [r3, r4]",
				"[3] in SINK root/sinks/audit [r3]", "dead [3]", "[4] in SINK root/sinks/audit [r4]");
		assertThat(this.requests.closed).containsExactly("planted", "null", "planted", "planted", "null");
	}

	@Test
	void itemsThatAreWeighedOrEvictedAreTheItemsThemselves() throws Exception {
		BackgroundSink<Integer> sink = sink(
				SinkSettings.defaults().withMaxWeight(10).withOverflow(SinkOverflow.DROP_OLDEST),
				SinkHandlers.<Integer>none().withWeigher(Integer::longValue), this::write);
		sink.pause();
		this.bench.runtime.start();
		push(sink, "r1", 5);
		push(sink, "r2", 5);
		push(sink, "r3", 4);
		assertThat(sink.snapshot().weight()).isEqualTo(9);
		sink.resume();
		flush(sink);
		assertThat(this.seen).containsExactly("[5, 4] in SINK root/sinks/audit [r2, r3]");
		assertThat(sink.snapshot().weight()).isZero();
	}

	@Test
	void whatIsLeftOverIsReportedWithoutItsContext() {
		BackgroundSink<Integer> sink = this.bench.runtime.supervisorOf(ProcessKind.SINK)
			.with((spec) -> spec.withShutdown(new Shutdown.Brutal()))
			.sink("audit", InstanceSource.of((SinkDrain<Integer>) (batch) -> {
				throw new InterruptedException("planted");
			}), SinkSettings.defaults(), SinkHandlers.none());
		this.bench.runtime.start();
		push(sink, "r1", 1);
		push(sink, "r2", 2);
		this.bench.stop();
		assertThat(this.bench.undelivered).containsExactly(1, 2);
	}

	@Test
	void aMessageIsHandledInTheContextOfItsSender() throws Exception {
		ActorRef<Object> tower = this.bench.runtime.actor("tower", actors(), ActorSettings.defaults());
		this.bench.runtime.start();
		in("r1", () -> tower.tryTell("told"));
		in("r2", () -> tower.bestEffort().tryTell("hinted"));
		in(null, () -> tower.tryTell("alone"));
		this.requests.current.set("r3");
		var answer = tower.<String>ask(Question::new, Duration.ofSeconds(1));
		this.requests.current.remove();
		assertThat(ActorBench.get(answer)).isEqualTo("answer");
		assertThat(this.seen).containsExactly("told in ACTOR root/actors/tower [r1]",
				"hinted in ACTOR root/actors/tower [r2]", "alone in null", "question in ACTOR root/actors/tower [r3]");
	}

	@Test
	void anActorOfAGroupIsNamedByItsGroup() {
		ActorGroup<String, Object> airports = this.bench.runtime.group("airports", actors(), ActorSettings.defaults());
		this.bench.runtime.start();
		in("r1", () -> airports.ref("SEA").tryTell("told"));
		assertThat(this.seen).containsExactly("told in GROUP root/actors/airports [r1]");
	}

	@Test
	void theContextEndsWithTheHandlerWhateverThatThrows() {
		ActorRef<Object> tower = this.bench.runtime.actor("tower", actors(), ActorSettings.defaults());
		this.bench.runtime.start();
		in("r1", () -> tower.tryTell("crash"));
		assertThat(this.requests.closed).containsExactly("planted");
		assertThat(this.requests.open.get()).isNull();
	}

	@Test
	void aTaskRunsInTheContextOfWhoSubmitsIt() throws Exception {
		BoundaryRuntime geocode = this.bench.runtime.boundary("geocode", BoundarySettings.defaults());
		this.bench.runtime.start();
		this.requests.current.set("r1");
		var outcome = geocode.submit("a", () -> this.seen.add("task in " + this.requests.open.get()));
		this.requests.current.remove();
		ActorBench.get(outcome);
		assertThat(this.seen).containsExactly("task in BOUNDARY root/boundaries/geocode [r1]");
	}

	@Test
	void aCarrierThatFailsHarmsNoWork() throws Exception {
		BackgroundSink<Integer> sink = started(SinkSettings.defaults(), SinkHandlers.none(), this::write);
		for (String step : List.of("capture", "open", "close")) {
			this.requests.failing = step;
			push(sink, step, 1);
			flush(sink);
		}
		assertThat(sink.snapshot().written()).isEqualTo(3);
		assertThat(this.seen).containsExactly("[1] in null", "[1] in null", "[1] in SINK root/sinks/audit [close]");
	}

	private void write(List<Integer> batch) {
		this.seen.add(batch + " in " + this.requests.open.get());
	}

	private BackgroundSink<Integer> started(SinkSettings settings, SinkHandlers<Integer> handlers,
			SinkDrain<Integer> drain) {
		BackgroundSink<Integer> sink = sink(settings, handlers, drain);
		this.bench.runtime.start();
		return sink;
	}

	private BackgroundSink<Integer> sink(SinkSettings settings, SinkHandlers<Integer> handlers,
			SinkDrain<Integer> drain) {
		return this.bench.runtime.sink("audit", InstanceSource.of(drain), settings, handlers);
	}

	private void push(BackgroundSink<Integer> sink, @Nullable String request, int item) {
		in(request, () -> sink.tryPush(item));
	}

	private void in(@Nullable String request, Supplier<Admission> step) {
		this.requests.current.set(request);
		assertThat(step.get()).isEqualTo(Admission.ACCEPTED);
		this.requests.current.remove();
	}

	private static void flush(BackgroundSink<?> sink) throws Exception {
		sink.flush().toCompletableFuture().get(20, TimeUnit.SECONDS);
	}

	private InstanceSource<Actor<Object>> actors() {
		return () -> new Actor<>() {

			@Override
			public void handle(Object message, ActorContext<Object> context) {
				ContextCarrierTests.this.seen.add(((message instanceof Question) ? "question" : message) + " in "
						+ ContextCarrierTests.this.requests.open.get());
				if (message instanceof Question question) {
					question.reply().send("answer");
				}
				else if (message.equals("crash")) {
					throw new IllegalStateException("planted");
				}
			}

		};
	}

	private record Question(OncePort<String> reply) {
	}

	/** The request that a thread works on, and the work that it does. */
	private static final class Requests implements ContextCarrier {

		private final ThreadLocal<@Nullable String> current = new ThreadLocal<>();

		private final ThreadLocal<@Nullable String> open = new ThreadLocal<>();

		private final List<String> closed = new CopyOnWriteArrayList<>();

		private volatile String failing = "";

		@Override
		public @Nullable Object capture() {
			failIn("capture");
			return this.current.get();
		}

		@Override
		public Scope open(Work work) {
			failIn("open");
			this.open.set(work.kind() + " " + work.path() + " " + work.captured());
			return (failure) -> {
				this.open.remove();
				this.closed.add((failure != null) ? String.valueOf(failure.getMessage()) : "null");
				failIn("close");
			};
		}

		private void failIn(String step) {
			if (this.failing.equals(step)) {
				throw new IllegalStateException("the carrier fails");
			}
		}

	}

}
