package dev.concurrency.test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.StopReason;
import dev.concurrency.process.InstanceSource;

/**
 * Actors that write down what happens to them, each line with the number of the instance,
 * and do what the test says. Thread-safe.
 */
class Script implements InstanceSource<Actor<String>> {

	private final List<String> journal = Collections.synchronizedList(new ArrayList<>());

	private final AtomicInteger instances = new AtomicInteger();

	private final Handler handler;

	Script(Handler handler) {
		this.handler = handler;
	}

	/** Handles everything except {@code boom}, which throws. */
	static Script failingOnBoom() {
		return new Script((message, context) -> {
			if (message.startsWith("boom")) {
				throw new IllegalStateException(message);
			}
		});
	}

	/** What happened so far, in order. */
	List<String> journal() {
		synchronized (this.journal) {
			return List.copyOf(this.journal);
		}
	}

	/** Only the lines that contain a word. */
	List<String> journal(String word) {
		return journal().stream().filter((line) -> line.contains(word)).toList();
	}

	void write(String line) {
		this.journal.add(line);
	}

	void onStart(int instance, ActorContext<String> context) throws Exception {
	}

	void onRestart(int instance, Throwable cause) throws Exception {
	}

	void onStop(int instance, StopReason reason) throws Exception {
	}

	@Override
	public Actor<String> create() {
		return new Scripted(this.instances.incrementAndGet());
	}

	@Override
	public void destroy(Actor<String> instance) throws Exception {
		write(((Scripted) instance).number + " destroy");
	}

	/** What the test does with a message. */
	@FunctionalInterface
	interface Handler {

		void handle(String message, ActorContext<String> context) throws Exception;

	}

	private final class Scripted implements Actor<String> {

		private final int number;

		private int handled;

		Scripted(int number) {
			this.number = number;
		}

		@Override
		public void onStart(ActorContext<String> context) throws Exception {
			write(this.number + " start");
			Script.this.onStart(this.number, context);
		}

		@Override
		public void onRestart(Throwable cause) throws Exception {
			write(this.number + " restart " + cause.getMessage());
			Script.this.onRestart(this.number, cause);
		}

		@Override
		public void handle(String message, ActorContext<String> context) throws Exception {
			write(this.number + " handle " + message + " as " + ++this.handled);
			Script.this.handler.handle(message, context);
		}

		@Override
		public void onStop(StopReason reason) throws Exception {
			String why = (reason instanceof StopReason.Failed failed) ? "failed " + failed.cause().getMessage()
					: "stopped";
			write(this.number + " stop " + why);
			Script.this.onStop(this.number, reason);
		}

	}

}
