package dev.concurrency.benchmarks.actor;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Pekko typed. Its mailbox is the default one, a linked queue without a bound: with a
 * bound it drops messages or blocks, so users take it as it is.
 */
final class PekkoPeer implements Peer {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final ActorSystem<Work> system;

	PekkoPeer(int threads) {
		Config config = ConfigFactory.parseString("""
				pekko.loglevel = "OFF"
				pekko.stdout-loglevel = "OFF"
				pekko.actor.default-dispatcher {
				  executor = "fork-join-executor"
				  throughput = %d
				  fork-join-executor {
				    parallelism-min = %d
				    parallelism-max = %d
				  }
				}
				""".formatted(THROUGHPUT, threads, threads)).withFallback(ConfigFactory.load());
		// Whoever wants an actor has the guardian make it.
		this.system = ActorSystem.create(
				Behaviors.setup((context) -> Behaviors.receiveMessageWithSame((work) -> work.run(context))),
				"benchmark", config);
	}

	@Override
	public Target actor(Behaviour behaviour) {
		ActorRef<Object> actor = spawn(behaviourOf(behaviour)).join();
		return (message) -> {
			actor.tell(message);
			return true;
		};
	}

	@Override
	public Consumer<Object[]> population(Behaviour behaviour) {
		Behavior<Object> all = behaviourOf(behaviour);
		return (keys) -> this.system.tell((context) -> {
			for (Object key : keys) {
				context.spawnAnonymous(all).tell(key);
			}
		});
	}

	@Override
	public Supplier<CompletionStage<Object>> asked() {
		Behavior<ActorRef<Object>> replies = Behaviors.receiveMessageWithSame((port) -> port.tell(port));
		ActorRef<ActorRef<Object>> actor = spawn(replies).join();
		return () -> AskPattern.ask(actor, (ActorRef<Object> port) -> port, PATIENCE, this.system.scheduler());
	}

	@Override
	public boolean isBounded() {
		return false;
	}

	private <M> CompletableFuture<ActorRef<M>> spawn(Behavior<M> behaviour) {
		CompletableFuture<ActorRef<M>> actor = new CompletableFuture<>();
		this.system.tell((context) -> actor.complete(context.spawnAnonymous(behaviour)));
		return actor;
	}

	private static Behavior<Object> behaviourOf(Behaviour behaviour) {
		return Behaviors.receiveMessageWithSame(behaviour::handle);
	}

	/** What the guardian is to do. */
	@FunctionalInterface
	interface Work {

		void run(ActorContext<Work> context);

	}

}
