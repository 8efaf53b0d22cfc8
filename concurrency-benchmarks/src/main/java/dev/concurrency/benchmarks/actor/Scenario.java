package dev.concurrency.benchmarks.actor;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import dev.concurrency.benchmarks.Cpu;
import dev.concurrency.benchmarks.Trial;

/**
 * What is measured, in a JVM that knows one peer only, so that each peer is compiled as
 * if it were alone. The answers are named, and their names are the titles of the tables.
 */
enum Scenario implements Trial {

	/** One thread tells one actor as much as it takes. */
	TELL("one sender, one actor", "512m") {

		@Override
		Map<String, Double> measure(Peer peer) throws InterruptedException {
			Counter counter = new Counter();
			Target target = peer.actor(counter);
			Sender sender = new Sender(peer.isBounded() ? Long.MAX_VALUE : Peer.CAPACITY, counter::handled);
			repeat(() -> sender.tell(target, sender));
			return Map.of("million messages per second", millionPerSecond(counter::handled));
		}

	},

	/** What that allocates, where no message is refused. */
	ALLOCATION("one sender, one actor", "512m") {

		private static final int MESSAGES = 1_000_000;

		@Override
		Map<String, Double> measure(Peer peer) throws InterruptedException {
			Counter counter = new Counter();
			Target target = peer.actor(counter);
			Sender sender = new Sender(Peer.CAPACITY / 2, counter::handled);
			long sent = 0;
			while (!Cpu.isWarm()) {
				sent += MESSAGES;
				send(sender, target, counter, sent);
			}
			long here = Memory.allocatedHere();
			long everywhere = Memory.allocated();
			send(sender, target, counter, sent + MESSAGES);
			Map<String, Double> result = new LinkedHashMap<>();
			result.put("bytes per message on the sender's thread", (Memory.allocatedHere() - here) / (double) MESSAGES);
			result.put("bytes per message on all threads", (Memory.allocated() - everywhere) / (double) MESSAGES);
			return result;
		}

		private static void send(Sender sender, Target target, Counter counter, long total)
				throws InterruptedException {
			for (int i = 0; i < MESSAGES; i++) {
				sender.tell(target, sender);
			}
			await(counter::handled, total);
		}

	},

	/** Two actors throw one ball to each other. */
	PING_PONG("ping-pong", "512m") {

		@Override
		Map<String, Double> measure(Peer peer) throws InterruptedException {
			Target[] targets = new Target[2];
			targets[0] = peer.actor((ball) -> ((Ball) ball).hop(targets[1]));
			targets[1] = peer.actor((ball) -> ((Ball) ball).hop(targets[0]));
			return Ball.play(targets, 1);
		}

	},

	/** Many balls between many actors. */
	RANDOM_HOPS("random hops, 10 000 actors", "512m") {

		private static final int BALLS = 1000;

		@Override
		Map<String, Double> measure(Peer peer) throws InterruptedException {
			Target[] targets = new Target[MANY];
			Behaviour thrower = (message) -> {
				Ball ball = (Ball) message;
				ball.hop(targets[ball.random(MANY)]);
			};
			System.arraycopy(peer.actors(MANY, (index) -> thrower), 0, targets, 0, MANY);
			return Ball.play(targets, BALLS);
		}

	},

	/** One thread tells many actors in turn. */
	FAN_OUT("one sender, 10 000 actors", "512m") {

		private static final int WINDOW = 250_000;

		@Override
		Map<String, Double> measure(Peer peer) throws InterruptedException {
			AtomicLong handled = new AtomicLong();
			Target[] targets = peer.actors(MANY, (index) -> new CounterOfMany(index, handled));
			Sender sender = new Sender(WINDOW, handled::get);
			repeat(() -> {
				for (Target target : targets) {
					sender.tell(target, sender);
				}
			});
			return Map.of("million messages per second", millionPerSecond(handled::get));
		}

	},

	/** One thread with a thousand questions open. */
	ASKS("pipelined asks, 1000 open", "512m") {

		private static final int OPEN = 1000;

		@Override
		Map<String, Double> measure(Peer peer) throws InterruptedException {
			Supplier<CompletionStage<Object>> asked = peer.asked();
			AtomicLong answered = new AtomicLong();
			CompletableFuture<?>[] open = new CompletableFuture<?>[OPEN];
			Arrays.fill(open, CompletableFuture.completedFuture(null));
			repeat(() -> {
				for (int i = 0; i < OPEN; i++) {
					await(open[i]);
					open[i] = asked.get().toCompletableFuture();
				}
				answered.lazySet(answered.get() + OPEN);
			});
			return Map.of("million asks per second", millionPerSecond(answered::get));
		}

		@SuppressWarnings("ThreadPriorityCheck")
		private static void await(CompletableFuture<?> answer) {
			while (!answer.isDone()) {
				Thread.yield();
			}
			answer.join();
		}

	},

	/** A million actors with a first message each, which stay. */
	MILLION("a million actors", "3g") {

		private static final int SOME = 50_000;

		@Override
		Map<String, Double> measure(Peer peer) throws InterruptedException {
			LongAdder told = new LongAdder();
			peer.population((key) -> told.increment()).accept(keys(0, SOME));
			await(told::sum, SOME);
			Object[] keys = keys(0, ACTORS);
			long before = Memory.inUse();
			LongAdder first = new LongAdder();
			long start = System.nanoTime();
			peer.population((key) -> first.increment()).accept(keys);
			await(first::sum, ACTORS);
			Map<String, Double> result = new LinkedHashMap<>();
			result.put("seconds until all have handled a first message", (System.nanoTime() - start) / 1e9);
			result.put("bytes per idle actor", (Memory.inUse() - before) / (double) ACTORS);
			if (keys[0] == keys[1]) {
				throw new IllegalStateException("The keys must live as long as the actors");
			}
			return result;
		}

	},

	/** How many fit in a small heap. */
	SMALL_HEAP("a heap of 256 MiB", "256m") {

		private static final int STEP = 10_000;

		@Override
		Map<String, Double> measure(Peer peer) throws InterruptedException {
			LongAdder first = new LongAdder();
			Consumer<Object[]> population = peer.population((key) -> first.increment());
			int actors = 0;
			while (actors < ACTORS && Memory.hasRoom()) {
				population.accept(keys(actors, actors + STEP));
				actors += STEP;
				await(first::sum, actors);
			}
			return Map.of("thousand idle actors, 1000 at most", actors / 1000.0);
		}

	};

	private static final int SECONDS = 2;

	private static final int MANY = 10_000;

	private static final int ACTORS = 1_000_000;

	private final String title;

	private final String heap;

	Scenario(String title, String heap) {
		this.title = title;
		this.heap = heap;
	}

	@Override
	public String title() {
		return this.title;
	}

	@Override
	public List<String> peers() {
		return Peers.names();
	}

	@Override
	public List<String> jvmOptions(String peer) {
		return List.of("-Xms" + this.heap, "-Xmx" + this.heap);
	}

	/** Measures the peer and answers figures by name. */
	abstract Map<String, Double> measure(Peer peer) throws InterruptedException;

	/** Repeats the step on a thread of its own. */
	private static void repeat(Runnable step) {
		Thread thread = new Thread(() -> {
			while (true) {
				step.run();
			}
		}, "sender");
		thread.setDaemon(true);
		thread.start();
	}

	private static double millionPerSecond(LongSupplier count) throws InterruptedException {
		while (!Cpu.isWarm()) {
			TimeUnit.MILLISECONDS.sleep(1);
		}
		long start = System.nanoTime();
		double before = count.getAsLong();
		TimeUnit.SECONDS.sleep(SECONDS);
		return (count.getAsLong() - before) * 1000 / (System.nanoTime() - start);
	}

	private static void await(LongSupplier count, long expected) throws InterruptedException {
		while (count.getAsLong() < expected) {
			TimeUnit.MILLISECONDS.sleep(1);
		}
	}

	private static Object[] keys(int from, int to) {
		Object[] keys = new Object[to - from];
		Arrays.setAll(keys, (index) -> from + index);
		return keys;
	}

}
