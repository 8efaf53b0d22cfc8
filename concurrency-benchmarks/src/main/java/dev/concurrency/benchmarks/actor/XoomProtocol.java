package dev.concurrency.benchmarks.actor;

import java.util.concurrent.CompletableFuture;

/** What actors of xoom are told and asked. */
public interface XoomProtocol {

	/**
	 * Tells something.
	 * @param message the message
	 */
	void tell(Object message);

	/**
	 * Asks for a reply.
	 * @return the reply
	 */
	CompletableFuture<Object> ask();

}
