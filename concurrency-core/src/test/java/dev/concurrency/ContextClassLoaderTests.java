package dev.concurrency;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorDispatcher;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.OncePort;
import dev.concurrency.actor.StopReason;
import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.process.Admission;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Supervisable;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.worker.PeriodicTask;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.TickContext;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * All code of the user's runs with the class loader of the application, and under the
 * name of its process or of a pool, whoever has made the thread.
 */
@Timeout(30)
class ContextClassLoaderTests {

	private final ClassLoader before = Thread.currentThread().getContextClassLoader();

	private final ClassLoader application = new ClassLoader(this.before) {
	};

	private final Map<String, Seen> seen = new ConcurrentHashMap<>();

	/** Whoever follows a stage that is complete does so on his own thread. */
	private final CountDownLatch following = new CountDownLatch(1);

	@AfterEach
	void restore() {
		Thread.currentThread().setContextClassLoader(this.before);
	}

	@Test
	void everyCallbackHasTheClassLoaderOfTheApplicationAndAThreadThatIsNamed() throws Exception {
		Thread.currentThread().setContextClassLoader(this.application);
		ConcurrencyRuntime runtime = ConcurrencyRuntime.builder()
			.listener((event) -> look("listener"))
			.giveUpHandler((process, cause) -> look("give up"))
			.build();
		Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
		try (runtime) {
			useEverything(runtime);
		}
		assertThat(this.seen).allSatisfy((where, what) -> {
			assertThat(what.loader).as(where).isSameAs(this.application);
			assertThat(what.thread).as(where).matches("(root/|concurrency-).*");
		});
		assertThat(this.seen.keySet()).contains("open", "drain", "close", "flushed", "start worker", "tick",
				"stop worker", "frequent tick", "tick on the timer", "start actor", "shared", "pinned", "member",
				"stop actor", "asked", "sent out", "come back", "later", "task", "told", "run", "asked to end",
				"blocking", "cpu", "listener");
		assertThat(this.seen.get("drain").thread).isEqualTo("root/sinks/s");
		assertThat(this.seen.get("tick").thread).isEqualTo("root/workers/w");
		assertThat(this.seen.get("task").thread).isEqualTo("root/boundaries/b");
		assertThat(this.seen.get("start worker").thread).startsWith("root/workers/");
		assertThat(this.seen.get("pinned").thread).isEqualTo("root/actors/pinned");
		assertThat(this.seen.get("run").thread).isEqualTo("root/processes/loop");
		assertThat(this.seen.get("tick on the timer").thread).isEqualTo("concurrency-timer-1");
		for (String shared : List.of("shared", "member", "asked", "come back", "later")) {
			assertThat(this.seen.get(shared).thread).as(shared).startsWith("concurrency-shared-");
		}
		for (String blocking : List.of("frequent tick", "start actor", "sent out", "told", "blocking")) {
			assertThat(this.seen.get(blocking).thread).as(blocking).startsWith("concurrency-blocking-");
		}
	}

	@Test
	void aClassLoaderThatATaskSetsIsGoneWithTheTask() throws Exception {
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.builder().blockingPool(1, 10).build()) {
			BoundaryRuntime boundary = runtime.boundary("b", BoundarySettings.defaults());
			PeriodicWorker worker = runtime.worker("w", new Task("tick"), WorkerSettings.every(Duration.ofHours(1)));
			runtime.start();
			boundary.submit("k", () -> misplace("")).toCompletableFuture().get(20, TimeUnit.SECONDS);
			runtime.blocking().submit(() -> look("next task")).toCompletableFuture().get(20, TimeUnit.SECONDS);
			runtime.blocking().submit(() -> misplace("")).toCompletableFuture().get(20, TimeUnit.SECONDS);
			worker.runOnce().toCompletableFuture().get(20, TimeUnit.SECONDS);
		}
		assertThat(loaders("next task", "tick")).containsOnly(this.before);
	}

	@Test
	void aClassLoaderThatAHandlerSetsIsGoneWithItsTurn() throws Exception {
		try (ConcurrencyRuntime runtime = ConcurrencyRuntime.local()) {
			CountDownLatch seen = new CountDownLatch(2);
			ActorRef<String> next = runtime.actor("next", () -> (message, context) -> {
				look("next turn");
				seen.countDown();
			}, ActorSettings.defaults());
			// Both lead to something on this thread when the turn is over.
			ActorRef<String> telling = runtime.actor("telling", () -> (message,
					context) -> assertThat(next.tryTell(misplace(message))).isEqualTo(Admission.ACCEPTED),
					ActorSettings.defaults());
			ActorRef<OncePort<String>> answering = runtime.actor("answering", () -> (reply, context) -> {
				awaitFollowers();
				reply.send(misplace(""));
			}, ActorSettings.defaults());
			runtime.start();
			assertThat(telling.tryTell("a")).isEqualTo(Admission.ACCEPTED);
			answering.ask((OncePort<String> reply) -> reply, Duration.ofSeconds(20)).thenRun(() -> {
				look("what follows");
				seen.countDown();
			});
			this.following.countDown();
			assertThat(seen.await(20, TimeUnit.SECONDS)).isTrue();
		}
		assertThat(loaders("next turn", "what follows")).containsOnly(this.before);
	}

	/** A library that forgets to put it back. */
	private static String misplace(String result) {
		Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
		return result;
	}

	private List<ClassLoader> loaders(String... places) {
		assertThat(this.seen.keySet()).contains(places);
		return Stream.of(places).map((place) -> this.seen.get(place).loader).toList();
	}

	private void useEverything(ConcurrencyRuntime runtime) throws Exception {
		BackgroundSink<String> sink = runtime.sink("s", new Drain(), SinkSettings.defaults());
		PeriodicWorker worker = runtime.worker("w", new Task("tick"), WorkerSettings.every(Duration.ofHours(1)));
		Duration often = Duration.ofMillis(1);
		runtime.worker("frequent", new Task("frequent tick"), WorkerSettings.every(often));
		runtime.worker("quick", new Task("tick on the timer"), WorkerSettings.every(often).withNonBlocking(true));
		ActorRef<Message> actor = runtime.actor("a", Noting::new, ActorSettings.defaults());
		ActorRef<String> pinned = runtime.actor("pinned", () -> (message, context) -> look("pinned"),
				ActorSettings.defaults().withDispatcher(ActorDispatcher.PINNED));
		ActorGroup<String, String> group = runtime.group("g", () -> (message, context) -> look("member"),
				ActorSettings.defaults());
		BoundaryRuntime boundary = runtime.boundary("b", BoundarySettings.defaults());
		runtime.process("loop", InstanceSource.of(new Loop()));
		runtime.start();
		assertThat(sink.tryPush("a")).isEqualTo(Admission.ACCEPTED);
		CompletableFuture<Void> flushed = sink.flush().thenRun(() -> look("flushed")).toCompletableFuture();
		assertThat(worker.trigger()).isTrue();
		CompletableFuture<Void> asked = actor
			.ask((OncePort<String> reply) -> new Message(reply, false), Duration.ofSeconds(20))
			.thenRun(() -> look("asked"))
			.toCompletableFuture();
		assertThat(pinned.tryTell("a")).isEqualTo(Admission.ACCEPTED);
		assertThat(group.ref("k").tryTell("a")).isEqualTo(Admission.ACCEPTED);
		CompletableFuture<Void> told = boundary.submit("k", () -> {
			look("task");
			awaitFollowers();
			return "";
		}).thenRun(() -> look("told")).toCompletableFuture();
		this.following.countDown();
		CompletableFuture<Void> pools = CompletableFuture.allOf(
				runtime.blocking().submit(() -> look("blocking")).toCompletableFuture(),
				runtime.cpu().submit(() -> look("cpu")).toCompletableFuture());
		CompletableFuture.allOf(flushed, asked, told, pools).get(20, TimeUnit.SECONDS);
		while (!this.seen.keySet()
			.containsAll(List.of("tick", "frequent tick", "tick on the timer", "pinned", "member", "run", "later",
					"come back"))) {
			Thread.onSpinWait();
		}
	}

	private void awaitFollowers() {
		try {
			assertThat(this.following.await(20, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private String look(String where) {
		Thread thread = Thread.currentThread();
		this.seen.putIfAbsent(where, new Seen(thread.getName(), thread.getContextClassLoader()));
		return where;
	}

	private record Seen(String thread, ClassLoader loader) {
	}

	private record Message(OncePort<String> reply, boolean later) {
	}

	private final class Drain implements SinkDrain<String> {

		@Override
		public void open() {
			look("open");
		}

		@Override
		public void drain(List<String> batch) {
			look("drain");
			awaitFollowers();
		}

		@Override
		public void close() {
			look("close");
		}

	}

	private final class Task implements PeriodicTask {

		private final String name;

		Task(String name) {
			this.name = name;
		}

		@Override
		public void onStart() {
			look("start worker");
		}

		@Override
		public void tick(TickContext context) {
			look(this.name);
		}

		@Override
		public void onStop() {
			look("stop worker");
		}

	}

	private final class Noting implements Actor<Message> {

		@Override
		public void onStart(ActorContext<Message> context) {
			look("start actor");
		}

		@Override
		public void handle(Message message, ActorContext<Message> context) {
			if (message.later()) {
				look("later");
				return;
			}
			look("shared");
			awaitFollowers();
			context.schedule(Duration.ZERO, new Message(message.reply(), true));
			context.blocking(() -> look("sent out")).thenRun(() -> look("come back"));
			message.reply().send("");
		}

		@Override
		public void onStop(StopReason reason) {
			look("stop actor");
		}

	}

	private final class Loop implements Supervisable {

		@Override
		public String name() {
			return "loop";
		}

		@Override
		public Run initialize(ShutdownSignal shutdown) {
			shutdown.onRequest(() -> look("asked to end"));
			return () -> {
				look("run");
				shutdown.await();
			};
		}

	}

}
