package dev.concurrency.benchmarks.actor;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.ConcurrencyRuntimeBuilder;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorGroup;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actor.DeadLetter;
import dev.concurrency.actor.OncePort;
import dev.concurrency.process.Admission;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.InstanceSource;
import dev.concurrency.process.SharedPool;
import dev.concurrency.time.Timer;

/** Actors and groups of this library, as users get them. */
final class RuntimePeer implements Peer {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final ConcurrencyRuntime runtime;

	private int made;

	/** Zero threads: as many as the runtime takes. */
	RuntimePeer(int threads) {
		ConcurrencyRuntimeBuilder builder = ConcurrencyRuntime.builder().deadLetterListener(RuntimePeer::lost);
		if (threads > 0) {
			Timer timer = Timer.create(RuntimePeer::daemon);
			builder.timer(timer)
				.sharedExecutor(new SharedPool(threads, "shared-", RuntimePeer.class.getClassLoader(), timer));
		}
		this.runtime = builder.build();
		this.runtime.start();
	}

	private static Thread daemon(Runnable task) {
		Thread thread = new Thread(task, "timer");
		thread.setDaemon(true);
		return thread;
	}

	/** Otherwise the benchmark would wait for it. */
	private static void lost(DeadLetter letter) {
		System.err.println(letter);
		Runtime.getRuntime().halt(1);
	}

	@Override
	public Target actor(Behaviour behaviour) {
		ActorRef<Object> actor = declare((message, context) -> behaviour.handle(message));
		return (message) -> actor.tryTell(message) == Admission.ACCEPTED;
	}

	private <M> ActorRef<M> declare(Actor<M> instance) {
		return running(this.runtime.actor("actor-" + this.made++, () -> instance,
				ActorSettings.defaults().withMailboxCapacity(CAPACITY)));
	}

	@Override
	public Target[] actors(int count, IntFunction<Behaviour> behaviours) {
		ActorGroup<Integer, Object> group = group(() -> new Member(behaviours));
		Target[] targets = new Target[count];
		for (int i = 0; i < count; i++) {
			ActorRef<Object> actor = group.ref(i);
			targets[i] = (message) -> actor.tryTell(message) == Admission.ACCEPTED;
		}
		return targets;
	}

	private <K, M> ActorGroup<K, M> group(InstanceSource<Actor<M>> actors) {
		return running(this.runtime.group("group-" + this.made++, actors,
				ActorSettings.defaults().withMailboxCapacity(CAPACITY)));
	}

	@Override
	public Consumer<Object[]> population(Behaviour behaviour) {
		Actor<Object> all = (message, context) -> behaviour.handle(message);
		ActorGroup<Object, Object> group = group(InstanceSource.of(all));
		return (keys) -> {
			for (Object key : keys) {
				if (group.ref(key).tryTell(key) != Admission.ACCEPTED) {
					throw new IllegalStateException("No actor for " + key);
				}
			}
		};
	}

	@Override
	public Supplier<CompletionStage<Object>> asked() {
		ActorRef<OncePort<Object>> actor = declare((port, context) -> port.send(port));
		return () -> actor.ask((port) -> port, PATIENCE);
	}

	@Override
	public boolean isBounded() {
		return true;
	}

	private static <P extends BackgroundProcess> P running(P process) {
		while (!process.status().isUp()) {
			Thread.onSpinWait();
		}
		return process;
	}

	/** An actor of a group. */
	private static final class Member implements Actor<Object> {

		private final IntFunction<Behaviour> behaviours;

		private Behaviour behaviour = (message) -> {
		};

		Member(IntFunction<Behaviour> behaviours) {
			this.behaviours = behaviours;
		}

		@Override
		public void onStart(ActorContext<Object> context) {
			this.behaviour = this.behaviours.apply(context.key(Integer.class));
		}

		@Override
		public void handle(Object message, ActorContext<Object> context) {
			this.behaviour.handle(message);
		}

	}

}
