package dev.concurrency.test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.actor.ChildEvent;
import dev.concurrency.actor.DeadLetter;
import dev.concurrency.actor.StopReason;
import dev.concurrency.process.Admission;
import dev.concurrency.process.InstanceSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Actors whose messages are what they are to do, and that write down each hook with the
 * number of the instance. Thread-safe, but for what the test changes before it starts.
 */
final class Puppets implements InstanceSource<Actor<Puppets.Step>> {

	private final List<String> journal = Collections.synchronizedList(new ArrayList<>());

	private final AtomicInteger instances = new AtomicInteger();

	/** What else each start does. */
	Step onStart = (self, context) -> {
	};

	/** What else each look at idle actors does. */
	Step onIdle = (self, context) -> {
	};

	/** What else each stop does. */
	Runnable onStop = () -> {
	};

	/** Answers for each end of a child. */
	ChildHook onChildEvent = (event, context) -> event.cause() == null;

	/** A message that is written down. */
	static Step say(String line) {
		return (self, context) -> self.say(line);
	}

	/** A message on which the actor fails. */
	static Step fail(String message) {
		return (self, context) -> {
			self.say("fails on " + message);
			throw new IllegalStateException(message);
		};
	}

	static void tell(ActorRef<Step> ref, Step... steps) {
		for (Step step : steps) {
			assertThat(ref.tryTell(step)).isEqualTo(Admission.ACCEPTED);
		}
	}

	/** What happened since this was asked for the last time, in order. */
	List<String> news() {
		synchronized (this.journal) {
			List<String> lines = List.copyOf(this.journal);
			this.journal.clear();
			return lines;
		}
	}

	void write(String line) {
		this.journal.add(line);
	}

	@Override
	public Actor<Step> create() {
		return new Puppet(this.instances.incrementAndGet());
	}

	@Override
	public void destroy(Actor<Step> instance) {
		((Puppet) instance).say("destroy");
	}

	/** A message. */
	@FunctionalInterface
	interface Step {

		void run(Puppet self, ActorContext<Step> context) throws Exception;

	}

	/** What the end of a child means. */
	@FunctionalInterface
	interface ChildHook {

		boolean isHandled(ChildEvent event, ActorContext<Step> context) throws Exception;

	}

	/** One instance. */
	final class Puppet implements Actor<Step> {

		private final int number;

		Puppet(int number) {
			this.number = number;
		}

		void say(String line) {
			write(this.number + " " + line);
		}

		@Override
		public void onStart(ActorContext<Step> context) throws Exception {
			say("start");
			Puppets.this.onStart.run(this, context);
		}

		@Override
		public void onRestart(Throwable cause) {
			say("restart " + cause.getMessage());
		}

		@Override
		public void handle(Step step, ActorContext<Step> context) throws Exception {
			step.run(this, context);
		}

		@Override
		public void onIdle(ActorContext<Step> context) throws Exception {
			say("idle");
			Puppets.this.onIdle.run(this, context);
		}

		@Override
		public boolean onChildEvent(ChildEvent event, ActorContext<Step> context) throws Exception {
			say("child " + event.path().name() + " "
					+ ((event.cause() != null) ? event.cause().getMessage() : "ended"));
			return Puppets.this.onChildEvent.isHandled(event, context);
		}

		@Override
		public void onUndeliverable(DeadLetter letter, ActorContext<Step> context) {
			say("undeliverable " + letter.reason().label());
		}

		@Override
		public void onStop(StopReason reason) {
			say("stop " + ((reason instanceof StopReason.Failed failed) ? "failed " + failed.cause().getMessage()
					: reason.getClass().getSimpleName()));
			Puppets.this.onStop.run();
		}

	}

}
