package dev.concurrency.metrics;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessListener;

/**
 * The meters of a runtime. Nothing is touched per item or message: gauges and counters
 * read snapshots when they are scraped, timers and summaries are recorded once per batch,
 * task and tick.
 * <p>
 * Every meter has the tag {@code name}, the name of the process within its supervisor; if
 * another process of the kind was first to have that name, it is the path below the root,
 * as in {@code ingest/flights}. All processes and supervisors declared with the runtime
 * have meters, also those declared later; members of groups are summed up, what is
 * spawned has none. Those of the pools have {@code blocking} or {@code cpu} for a name.
 * Prometheus names follow from name, unit and type:
 * {@code concurrency_sink_pushed_items_total}.
 *
 * <pre>
 * name                           type                 unit      further tags
 *
 * concurrency.restarts           counter              restarts  kind
 * concurrency.stalls             counter              stalls    kind
 * concurrency.state              gauge, 0 or 1                  kind, state
 * concurrency.uptime             gauge                seconds   kind
 *
 * concurrency.executor.queued    gauge                tasks
 * concurrency.executor.active    gauge                tasks
 * concurrency.executor.refused   counter              tasks
 * concurrency.executor.wait      timer                seconds
 *
 * concurrency.sink.queue.size       gauge             items
 * concurrency.sink.queue.remaining  gauge             items
 * concurrency.sink.pushed        counter              items
 * concurrency.sink.dropped       counter              items     reason = full
 * concurrency.sink.written       counter              items
 * concurrency.sink.deadlettered  counter              items
 * concurrency.sink.undelivered   counter              items
 * concurrency.sink.flush         timer                seconds   result = success | failure
 * concurrency.sink.batch.size    distribution summary items
 *
 * concurrency.boundary.queued    gauge                tasks
 * concurrency.boundary.inflight  gauge                tasks
 * concurrency.boundary.hanging   gauge                tasks
 * concurrency.boundary.abandoned counter              tasks
 * concurrency.boundary.outcome   counter              tasks     outcome = success | failure | cancelled | rejected
 * concurrency.boundary.wait      timer                seconds
 * concurrency.boundary.run       timer                seconds   outcome = success | failure
 *
 * concurrency.worker.tick        timer                seconds   outcome = success | failure | interrupted
 * concurrency.worker.lag         gauge                seconds
 * concurrency.worker.next        gauge                seconds
 * concurrency.worker.skipped     counter              ticks
 * concurrency.worker.locked      counter              ticks
 * concurrency.worker.overruns    counter              ticks
 *
 * concurrency.actor.mailbox.size gauge                messages
 * concurrency.actor.handled      counter              messages
 * concurrency.actor.deadletters  counter              messages
 * concurrency.actor.dropped      counter              messages  reason = full
 *
 * concurrency.group.live         gauge                actors
 * concurrency.group.created      counter              actors
 * concurrency.group.restarts     counter              restarts
 * concurrency.group.mailbox.size gauge                messages
 * concurrency.group.handled      counter              messages
 * concurrency.group.deadletters  counter              messages
 * concurrency.group.dropped      counter              messages  reason = full
 *
 * concurrency.supervisor.budget.used  gauge           restarts
 * concurrency.supervisor.budget.max   gauge           restarts
 * concurrency.supervisor.performed    counter         restarts
 * </pre>
 *
 * {@code concurrency.state} is one gauge for each status: 1 for the status that the
 * process has, 0 for the others, as in {@code concurrency_state{state="failed"} == 1}.
 * {@code concurrency.worker.next} is a time since the epoch, as in
 * {@code concurrency_worker_next_seconds - time()}. The uptime is 0 while no incarnation
 * is alive. {@code concurrency.restarts} of a group counts the group itself,
 * {@code concurrency.group.restarts} its members.
 * <p>
 * Has to be a listener of the runtime too, else the timers stay empty and what is
 * declared later has no meters. Thread-safe.
 */
public final class ConcurrencyMeters implements MeterBinder, ProcessListener {

	private final Supplier<ConcurrencyRuntime> runtime;

	private final List<RegistryMeters> registries = new CopyOnWriteArrayList<>();

	/**
	 * Meters for a runtime that need not exist yet.
	 * @param runtime asked for the runtime at each binding, always the same
	 */
	public ConcurrencyMeters(Supplier<ConcurrencyRuntime> runtime) {
		this.runtime = runtime;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		RegistryMeters meters = new RegistryMeters(registry, this.runtime.get());
		this.registries.add(meters);
		meters.registerAll();
		TaskPoolMeters.register(registry, this.runtime.get());
	}

	@Override
	public void onEvent(ProcessEvent event) {
		this.registries.forEach((meters) -> meters.onEvent(event));
	}

}
