package dev.concurrency.tracing;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import org.jspecify.annotations.Nullable;

import dev.concurrency.process.ContextCarrier;
import dev.concurrency.process.ProcessKind;

/**
 * Carries all thread-locals that Micrometer's context propagation knows: the current
 * observation, and whatever the application has registered. A batch has as many contexts
 * as items, so its drain is put into none of them. Thread-safe.
 */
public final class SnapshotCarrier implements ContextCarrier {

	private static final Scope NOTHING = (failure) -> {
	};

	private final ContextRegistry registry;

	private final ContextSnapshotFactory snapshots;

	/**
	 * Carries what a registry knows.
	 * @param registry knows the thread-locals, mostly {@link ContextRegistry#getInstance}
	 */
	public SnapshotCarrier(ContextRegistry registry) {
		this.registry = registry;
		this.snapshots = ContextSnapshotFactory.builder().contextRegistry(registry).build();
	}

	@Override
	public @Nullable Object capture() {
		boolean empty = this.registry.getThreadLocalAccessors()
			.stream()
			.allMatch((accessor) -> accessor.getValue() == null);
		return empty ? null : this.snapshots.captureAll();
	}

	@Override
	public Scope open(Work work) {
		if (work.kind() == ProcessKind.SINK || !(work.captured().get(0) instanceof ContextSnapshot snapshot)) {
			return NOTHING;
		}
		ContextSnapshot.Scope scope = snapshot.setThreadLocals();
		return (failure) -> scope.close();
	}

}
