package dev.concurrency.autoconfigure;

import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.concurrency.actuate.HealthPolicy;
import dev.concurrency.process.ProcessKind;

/**
 * What the properties of each instance say about its health. Immutable.
 *
 * @param kinds the properties of each kind
 */
record HealthSettings(Map<ProcessKind, KindSettings<?>> kinds) implements HealthPolicy {

	static HealthSettings of(BoundProperties bound) {
		KindSettings<ActorProperties> actors = bound.actors();
		return new HealthSettings(Map.of(ProcessKind.SINK, bound.sinks(), ProcessKind.BOUNDARY, bound.boundaries(),
				ProcessKind.WORKER, bound.workers(), ProcessKind.ACTOR, actors, ProcessKind.GROUP, actors,
				ProcessKind.PROCESS, bound.processes(), ProcessKind.SUPERVISOR, bound.supervisors()));
	}

	@Override
	public boolean isShown(ProcessKind kind, String name) {
		return isNotFalse(kind, name, InstanceProperties::registerHealthIndicator);
	}

	@Override
	public boolean mayFail(ProcessKind kind, String name) {
		return isNotFalse(kind, name, InstanceProperties::allowHealthIndicatorToFail);
	}

	private boolean isNotFalse(ProcessKind kind, String name,
			Function<InstanceProperties<?>, @Nullable Boolean> value) {
		KindSettings<?> settings = this.kinds.get(kind);
		return settings == null || !Boolean.FALSE.equals(value.apply(merged(settings, name)));
	}

	private static <P extends InstanceProperties<P>> InstanceProperties<P> merged(KindSettings<P> settings,
			String name) {
		return settings.merge(settings.places(name));
	}

}
