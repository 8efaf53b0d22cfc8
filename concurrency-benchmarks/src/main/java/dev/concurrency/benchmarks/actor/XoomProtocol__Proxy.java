package dev.concurrency.benchmarks.actor;

import java.util.concurrent.CompletableFuture;

import io.vlingo.xoom.actors.Actor;
import io.vlingo.xoom.actors.DeadLetter;
import io.vlingo.xoom.actors.LocalMessage;
import io.vlingo.xoom.actors.Mailbox;
import io.vlingo.xoom.actors.Returns;
import io.vlingo.xoom.common.SerializableConsumer;

/**
 * What xoom's own generator writes for the protocol; it finds the class by its name, and
 * otherwise compiles one when the first actor is made.
 */
public final class XoomProtocol__Proxy implements XoomProtocol {

	private final Actor actor;

	private final Mailbox mailbox;

	/**
	 * Called by xoom.
	 * @param actor whom messages are for
	 * @param mailbox where it finds them
	 */
	public XoomProtocol__Proxy(Actor actor, Mailbox mailbox) {
		this.actor = actor;
		this.mailbox = mailbox;
	}

	@Override
	public void tell(Object message) {
		if (this.actor.isStopped()) {
			this.actor.deadLetters().failedDelivery(new DeadLetter(this.actor, "tell(Object)"));
			return;
		}
		SerializableConsumer<XoomProtocol> consumer = (target) -> target.tell(message);
		this.mailbox.send(new LocalMessage<>(this.actor, XoomProtocol.class, consumer, "tell(Object)"));
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored")
	public CompletableFuture<Object> ask() {
		CompletableFuture<Object> reply = new CompletableFuture<>();
		SerializableConsumer<XoomProtocol> consumer = XoomProtocol::ask;
		this.mailbox.send(new LocalMessage<>(this.actor, XoomProtocol.class, consumer, Returns.value(reply), "ask()"));
		return reply;
	}

}
