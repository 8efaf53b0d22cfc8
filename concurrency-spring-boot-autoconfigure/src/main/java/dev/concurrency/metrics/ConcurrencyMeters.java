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
 * have meters, also those declared later, until they are deleted; members of groups are
 * summed up, what is spawned has none. The pools of the runtime have meters too, with
 * {@code blocking} or {@code cpu} for a name. Prometheus names follow from name, unit and
 * type: {@code concurrency_sink_pushed_items_total}. {@code docs/metrics.md} lists all of
 * them.
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
	}

	/**
	 * Takes the meters out of a registry: they would show their last values for ever, and
	 * keep those of a successor out. Those that were there before the binding stay.
	 * @param registry one that they were bound to; otherwise nothing happens
	 */
	public void unbindFrom(MeterRegistry registry) {
		List<RegistryMeters> there = this.registries.stream().filter((meters) -> meters.isIn(registry)).toList();
		this.registries.removeAll(there);
		there.forEach(RegistryMeters::removeAll);
	}

	/**
	 * Registers again what has left a registry: two processes of one kind and name have
	 * the meters of the first, also if they are of different runtimes, and when those are
	 * unbound the second has none.
	 * @param registry one that they were bound to; otherwise nothing happens
	 */
	public void restoreIn(MeterRegistry registry) {
		this.registries.stream().filter((meters) -> meters.isIn(registry)).forEach(RegistryMeters::restore);
	}

	@Override
	public void onEvent(ProcessEvent event) {
		this.registries.forEach((meters) -> meters.onEvent(event));
	}

}
