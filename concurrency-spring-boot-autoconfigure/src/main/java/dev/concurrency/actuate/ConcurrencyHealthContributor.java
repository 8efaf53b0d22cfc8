package dev.concurrency.actuate;

import java.util.List;
import java.util.stream.Stream;

import org.springframework.boot.health.contributor.CompositeHealthContributor;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;

/**
 * {@link CompositeHealthContributor} with one composite for each kind of process: sinks,
 * boundaries, workers, actors with the groups among them, loops of the user's own, and
 * the supervisors that the user declared. Processes are looked up at each call, so one
 * that is declared later takes part. Thread-safe.
 */
public final class ConcurrencyHealthContributor implements HealthEntriesContributor {

	private final List<Entry> kinds;

	/**
	 * A contributor for a runtime.
	 * @param runtime owns the processes
	 */
	public ConcurrencyHealthContributor(ConcurrencyRuntime runtime) {
		this(runtime, HealthPolicy.ALL);
	}

	/**
	 * A contributor that does not show all.
	 * @param runtime owns the processes
	 * @param policy says which it shows, and which may make it DOWN
	 */
	public ConcurrencyHealthContributor(ConcurrencyRuntime runtime, HealthPolicy policy) {
		HealthEntries entries = new HealthEntries(policy);
		this.kinds = List.of(kind(runtime, entries, ProcessKind.SINK), kind(runtime, entries, ProcessKind.BOUNDARY),
				kind(runtime, entries, ProcessKind.WORKER),
				kind(runtime, entries, ProcessKind.ACTOR, ProcessKind.GROUP),
				kind(runtime, entries, ProcessKind.PROCESS),
				new Entry(ProcessKind.SUPERVISOR.plural(), new SupervisorsHealthContributor(runtime, entries)));
	}

	/** Of one kind, with others that its supervisor holds too. */
	private static Entry kind(ConcurrencyRuntime runtime, HealthEntries entries, ProcessKind... kinds) {
		String name = kinds[0].plural();
		return new Entry(name,
				new KindHealthContributor(runtime, entries, ProcessPath.ROOT.child(name), List.of(kinds)));
	}

	@Override
	public Stream<Entry> stream() {
		return this.kinds.stream();
	}

}
