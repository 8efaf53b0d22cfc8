package dev.concurrency.autoconfigure;

import java.util.EnumMap;
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
		Map<ProcessKind, KindSettings<?>> kinds = new EnumMap<>(ProcessKind.class);
		for (ProcessKind kind : ProcessKind.values()) {
			kinds.put(kind, bound.of(Kind.of(kind)));
		}
		return new HealthSettings(kinds);
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
		return settings == null || !Boolean.FALSE.equals(value.apply(settings.of(name)));
	}

}
