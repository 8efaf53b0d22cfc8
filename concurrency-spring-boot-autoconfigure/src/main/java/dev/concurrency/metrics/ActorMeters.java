package dev.concurrency.metrics;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

import dev.concurrency.actor.ActorSnapshot;
import dev.concurrency.actor.GroupSnapshot;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessSnapshot;

/** What actors and groups have. Thread-safe. */
final class ActorMeters implements WorkMeters {

	private static final Tags FULL = Tags.of("reason", "full");

	/** Those that can happen in one JVM. */
	private static final List<String> REASONS = List.of("failed", "stopped", "full", "port-gone");

	private final Timer succeeded;

	private final Timer failed;

	private ActorMeters(Timer succeeded, Timer failed) {
		this.succeeded = succeeded;
		this.failed = failed;
	}

	static WorkMeters registerActor(Meters<ProcessSnapshot> meters) {
		Meters<ActorSnapshot> own = meters.of(ActorSnapshot.class, "messages")
			.gauge("concurrency.actor.mailbox.size", "How many messages wait", ActorSnapshot::mailboxSize)
			.gauge("concurrency.actor.mailbox.high", "The most messages that ever waited", ActorSnapshot::mailboxHigh)
			.counter("concurrency.actor.handled", "How many messages were handled", ActorSnapshot::handled)
			.counter("concurrency.actor.asks", "How many messages were questions", ActorSnapshot::asks)
			.counter("concurrency.actor.dropped", "How many messages were refused", FULL, ActorSnapshot::full)
			.total("concurrency.actor.busy", "For how long the actor has handled messages", ActorSnapshot::handled,
					ActorSnapshot::busy);
		deadLetters(own, "concurrency.actor.deadletters", ActorSnapshot::deadLettersByReason);
		return handle(own, "concurrency.actor.handle");
	}

	static WorkMeters registerGroup(Meters<ProcessSnapshot> meters) {
		Meters<GroupSnapshot> own = meters.of(GroupSnapshot.class, "actors")
			.gauge("concurrency.group.live", "How many actors the group has", GroupSnapshot::live)
			.counter("concurrency.group.created", "How many actors the group ever had", GroupSnapshot::created)
			.counter("concurrency.group.passivated", "How many actors have gone because no message came",
					GroupSnapshot::passivated)
			.unit("restarts")
			.counter("concurrency.group.restarts", "How often an actor of the group was started again",
					GroupSnapshot::restarts)
			.unit("messages")
			.gauge("concurrency.group.mailbox.size", "How many messages wait in all mailboxes", GroupSnapshot::queued)
			.counter("concurrency.group.handled", "How many messages were handled", GroupSnapshot::handled)
			.counter("concurrency.group.asks", "How many messages were questions", GroupSnapshot::asks)
			.counter("concurrency.group.dropped", "How many messages were refused", FULL, GroupSnapshot::full);
		deadLetters(own, "concurrency.group.deadletters", GroupSnapshot::deadLettersByReason);
		return handle(own, "concurrency.group.handle");
	}

	private static <S> void deadLetters(Meters<S> meters, String name, Function<S, Map<String, Long>> counts) {
		for (String reason : REASONS) {
			meters.counter(name, "How many messages were not handled to their end", Tags.of("reason", reason),
					(snapshot) -> counts.apply(snapshot).getOrDefault(reason, 0L));
		}
	}

	private static ActorMeters handle(Meters<?> meters, String name) {
		return new ActorMeters(timer(meters, name, "success"), timer(meters, name, "failure"));
	}

	private static Timer timer(Meters<?> meters, String name, String outcome) {
		return meters.timer(name, "How long a message was handled; none with timings off", "outcome", outcome);
	}

	@Override
	public void record(ProcessEvent.Worked worked) {
		// An actor without timings tells only that it failed on a message and goes on.
		if (!worked.took().isZero()) {
			((worked.failure() == null) ? this.succeeded : this.failed).record(worked.took());
		}
	}

}
