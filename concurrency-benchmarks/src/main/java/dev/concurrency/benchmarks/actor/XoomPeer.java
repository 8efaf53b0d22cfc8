package dev.concurrency.benchmarks.actor;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.vlingo.xoom.actors.Actor;
import io.vlingo.xoom.actors.Configuration;
import io.vlingo.xoom.actors.Definition;
import io.vlingo.xoom.actors.Stage;
import io.vlingo.xoom.actors.World;
import io.vlingo.xoom.actors.plugin.mailbox.concurrentqueue.ConcurrentQueueMailboxPlugin.ConcurrentQueueMailboxPluginConfiguration;

/** XOOM actors with their default mailbox, a linked queue without a bound. */
final class XoomPeer implements Peer {

	private final Stage stage;

	XoomPeer(int threads) {
		this.stage = World
			.start("benchmark",
					Configuration.define()
						.with(ConcurrentQueueMailboxPluginConfiguration.define()
							.defaultMailbox()
							.numberOfDispatchers(threads)
							.dispatcherThrottlingCount(THROUGHPUT)))
			.stage();
	}

	@Override
	public Target actor(Behaviour behaviour) {
		XoomProtocol actor = spawn(behaviour);
		return (message) -> {
			actor.tell(message);
			return true;
		};
	}

	@Override
	public Consumer<Object[]> population(Behaviour behaviour) {
		return (keys) -> {
			for (Object key : keys) {
				spawn(behaviour).tell(key);
			}
		};
	}

	@Override
	public Supplier<CompletionStage<Object>> asked() {
		XoomProtocol actor = spawn((message) -> {
		});
		return actor::ask;
	}

	@Override
	public boolean isBounded() {
		return false;
	}

	private XoomProtocol spawn(Behaviour behaviour) {
		return this.stage.actorFor(XoomProtocol.class, Definition.has(Receiver.class, () -> new Receiver(behaviour)));
	}

	/** Its actor. */
	private static final class Receiver extends Actor implements XoomProtocol {

		private final Behaviour behaviour;

		Receiver(Behaviour behaviour) {
			this.behaviour = behaviour;
		}

		@Override
		public void tell(Object message) {
			this.behaviour.handle(message);
		}

		@Override
		public CompletableFuture<Object> ask() {
			CompletableFuture<Object> reply = completableFuture();
			reply.complete(this);
			return reply;
		}

	}

}
