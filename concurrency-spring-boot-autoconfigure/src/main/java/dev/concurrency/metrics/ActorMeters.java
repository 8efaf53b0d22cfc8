package dev.concurrency.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

import dev.concurrency.actor.ActorSnapshot;
import dev.concurrency.actor.GroupSnapshot;
import dev.concurrency.process.ProcessView;

/** What actors and groups have. Stateless. */
final class ActorMeters {

	private static final Tags FULL = Tags.of("reason", "full");

	private ActorMeters() {
	}

	static void registerActor(MeterRegistry registry, ProcessView process, Tags tags) {
		new Meters<>(registry, process, tags, ActorSnapshot.class, "messages")
			.gauge("concurrency.actor.mailbox.size", "How many messages wait", ActorSnapshot::mailboxSize)
			.counter("concurrency.actor.handled", "How many messages were handled", ActorSnapshot::handled)
			.counter("concurrency.actor.deadletters", "How many messages were accepted and not handled, or failed",
					ActorSnapshot::deadLetters)
			.counter("concurrency.actor.dropped", "How many messages were refused", FULL, ActorSnapshot::full);
	}

	static void registerGroup(MeterRegistry registry, ProcessView process, Tags tags) {
		new Meters<>(registry, process, tags, GroupSnapshot.class, "actors")
			.gauge("concurrency.group.live", "How many actors the group has", GroupSnapshot::live)
			.counter("concurrency.group.created", "How many actors the group ever had", GroupSnapshot::created)
			.unit("restarts")
			.counter("concurrency.group.restarts", "How often an actor of the group was started again",
					GroupSnapshot::restarts)
			.unit("messages")
			.gauge("concurrency.group.mailbox.size", "How many messages wait in all mailboxes", GroupSnapshot::queued)
			.counter("concurrency.group.handled", "How many messages were handled", GroupSnapshot::handled)
			.counter("concurrency.group.deadletters", "How many messages were accepted and not handled, or failed",
					GroupSnapshot::deadLetters)
			.counter("concurrency.group.dropped", "How many messages were refused", FULL, GroupSnapshot::full);
	}

}
