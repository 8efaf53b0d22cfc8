package dev.concurrency.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

import dev.concurrency.actor.ActorSnapshot;
import dev.concurrency.actor.GroupSnapshot;
import dev.concurrency.process.KindSnapshot;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessView;

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

	static WorkMeters registerActor(MeterRegistry registry, ProcessView process, Tags tags) {
		Meters<ActorSnapshot> meters = new Meters<>(registry, process, tags, ActorSnapshot.class, "messages")
			.gauge("concurrency.actor.mailbox.size", "How many messages wait", ActorSnapshot::mailboxSize)
			.gauge("concurrency.actor.mailbox.high", "The most messages that ever waited", ActorSnapshot::mailboxHigh)
			.counter("concurrency.actor.handled", "How many messages were handled", ActorSnapshot::handled)
			.counter("concurrency.actor.asks", "How many messages were questions", ActorSnapshot::asks)
			.counter("concurrency.actor.dropped", "How many messages were refused", FULL, ActorSnapshot::full);
		deadLetters(meters, "concurrency.actor.deadletters", ActorSnapshot::deadLettersByReason);
		FunctionTimer
			.builder("concurrency.actor.busy", process, (view) -> actor(view).handled(),
					(view) -> actor(view).busy().toNanos(), TimeUnit.NANOSECONDS)
			.description("For how long the actor has handled messages")
			.tags(tags)
			.register(registry);
		return handle(registry, "concurrency.actor.handle", tags);
	}

	static WorkMeters registerGroup(MeterRegistry registry, ProcessView process, Tags tags) {
		Meters<GroupSnapshot> meters = new Meters<>(registry, process, tags, GroupSnapshot.class, "actors")
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
		deadLetters(meters, "concurrency.group.deadletters", GroupSnapshot::deadLettersByReason);
		return handle(registry, "concurrency.group.handle", tags);
	}

	private static <S extends KindSnapshot> void deadLetters(Meters<S> meters, String name,
			Function<S, Map<String, Long>> counts) {
		for (String reason : REASONS) {
			meters.counter(name, "How many messages were not handled to their end", Tags.of("reason", reason),
					(snapshot) -> counts.apply(snapshot).getOrDefault(reason, 0L));
		}
	}

	private static ActorSnapshot actor(ProcessView process) {
		return (ActorSnapshot) process.process().details();
	}

	private static ActorMeters handle(MeterRegistry registry, String name, Tags tags) {
		return new ActorMeters(timer(registry, name, tags, "success"), timer(registry, name, tags, "failure"));
	}

	private static Timer timer(MeterRegistry registry, String name, Tags tags, String outcome) {
		return Timer.builder(name)
			.description("How long a message was handled; none with timings off")
			.tags(tags.and("outcome", outcome))
			.register(registry);
	}

	@Override
	public void record(ProcessEvent.Worked worked) {
		// An actor without timings tells only that it failed on a message and goes on.
		if (!worked.took().isZero()) {
			((worked.failure() == null) ? this.succeeded : this.failed).record(worked.took());
		}
	}

}
