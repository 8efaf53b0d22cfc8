package dev.concurrency.autoconfigure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

import dev.concurrency.actuate.HealthPolicy;
import dev.concurrency.process.ProcessKind;

/**
 * What the properties of each instance say about its health. Thread-safe.
 */
final class HealthSettings implements HealthPolicy {

	private final BoundProperties bound;

	// Each with the first question: the start need not wait for health.
	private final Map<Kind, KindSettings<?>> kinds = new ConcurrentHashMap<>();

	private HealthSettings(BoundProperties bound) {
		this.bound = bound;
	}

	static HealthSettings of(BoundProperties bound) {
		return new HealthSettings(bound);
	}

	/** What is set of the health of processes of a name, by key. */
	static Map<String, ConfigurationProperty> properties(Kind kind, String name, BoundProperties bound) {
		Map<String, ConfigurationProperty> found = new HashMap<>();
		List<ConfigurationPropertyName> places = bound.of(kind).keys(name);
		for (SettingKey<?> key : ChildSettings.HEALTH) {
			places.stream()
				.flatMap((place) -> bound.origins().find(place.append(key.key())).stream())
				.findFirst()
				.ifPresent((property) -> found.put(key.key(), property));
		}
		return found;
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
		KindSettings<?> settings = this.kinds.computeIfAbsent(Kind.of(kind), this.bound::of);
		return !Boolean.FALSE.equals(value.apply(settings.of(name)));
	}

}
