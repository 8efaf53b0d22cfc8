package dev.concurrency.autoconfigure;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.env.Environment;

import dev.concurrency.ProcessControl;
import dev.concurrency.actuate.EffectiveSetting;
import dev.concurrency.actuate.EffectiveSettings;
import dev.concurrency.process.Configurable;
import dev.concurrency.process.ProcessSettings;

/**
 * The settings of processes, compared with what the environment says at this moment: a
 * value that is another one comes from an operator or from code. Thread-safe.
 */
final class EndpointSettings implements EffectiveSettings {

	private static final Logger logger = LoggerFactory.getLogger(EndpointSettings.class);

	private static final String VALUE = "value";

	private final Environment environment;

	private final OperatorChanges changes;

	EndpointSettings(Environment environment, OperatorChanges changes) {
		this.environment = environment;
		this.changes = changes;
	}

	@Override
	public Map<String, EffectiveSetting> of(ProcessControl process) {
		SettingsOfKind<?, ?> kind = SettingsOfKind.of(process.kind());
		return (kind != null) ? describe(process, kind) : Map.of();
	}

	private <P extends InstanceProperties<P>, S extends ProcessSettings<S>> Map<String, EffectiveSetting> describe(
			ProcessControl process, SettingsOfKind<P, S> kind) {
		Configurable<S> running = process.configurable(kind.type()).orElseThrow();
		S settings = running.settings();
		Configured<S> configured = configured(process.path().name(), kind, settings);
		Map<String, EffectiveSetting> described = new LinkedHashMap<>();
		for (SettingKey<S> key : kind.keys()) {
			if (key.isThere(settings)) {
				described.put(key.key(), describe(key, running, settings, configured));
			}
		}
		return Collections.unmodifiableMap(described);
	}

	private <S extends ProcessSettings<S>> EffectiveSetting describe(SettingKey<S> key, Configurable<S> running,
			S settings, Configured<S> configured) {
		String value = key.text(settings);
		OperatorChanges.Change change = this.changes.find(running, key.key(), value);
		if (change != null) {
			return new EffectiveSetting(value, "operator", change.origin(), null, change.at(), key.changeable());
		}
		if (!Objects.equals(value, key.text(configured.settings))) {
			return ofCode(value, key);
		}
		Optional<ConfigurationProperty> property = configured.property(key.key());
		if (property.isPresent()) {
			return new EffectiveSetting(value, "property",
					(property.get().getOrigin() != null) ? String.valueOf(property.get().getOrigin()) : "unknown",
					property.get().getName().toString(), null, key.changeable());
		}
		// A schedule has no default: an annotation says it, or whoever made the worker.
		return key.isAlwaysThere() ? new EffectiveSetting(value, "default", "default", null, null, key.changeable())
				: ofCode(value, key);
	}

	private static EffectiveSetting ofCode(@Nullable String value, SettingKey<?> key) {
		return new EffectiveSetting(value, "code", "a customizer, an annotation or other code", null, null,
				key.changeable());
	}

	/** What the environment says now; nothing if that cannot be understood any more. */
	private <P extends InstanceProperties<P>, S extends ProcessSettings<S>> Configured<S> configured(String name,
			SettingsOfKind<P, S> kind, S running) {
		S defaults = kind.defaults().apply(running, this.environment);
		try {
			BoundProperties all = BoundProperties.of(this.environment);
			KindSettings<P> bound = kind.bound().apply(all);
			Collection<Layer<P>> places = bound.places(name);
			return new Configured<>(kind.over().apply(bound.merge(places), defaults), all.origins(),
					List.copyOf(places));
		}
		catch (RuntimeException ex) {
			logger.debug("The settings of {} cannot be compared with the environment", name, ex);
			return new Configured<>(defaults, new Origins(List.of()), List.of());
		}
	}

	@Override
	public Optional<String> change(ProcessControl process, String key, String value, @Nullable String operator) {
		SettingsOfKind<?, ?> kind = SettingsOfKind.of(process.kind());
		if (kind == null) {
			return Optional.of(process.path() + " has no settings that can be changed here");
		}
		return change(process, kind, key, value, operator);
	}

	private <P extends InstanceProperties<P>, S extends ProcessSettings<S>> Optional<String> change(
			ProcessControl process, SettingsOfKind<P, S> kind, String name, String value, @Nullable String operator) {
		Optional<SettingKey<S>> found = kind.keys()
			.stream()
			.filter((key) -> RelaxedNames.same(key.key(), name))
			.findFirst();
		if (found.isEmpty() || !found.get().changeable()) {
			return Optional.of(fixed(kind, name, found.isPresent()));
		}
		SettingKey<S> key = found.get();
		Configurable<S> running = process.configurable(kind.type()).orElseThrow();
		P override = bind(kind, key, running.settings(), value);
		S changed = running.reconfigure((now) -> kind.over().apply(override, now));
		this.changes.add(running, key.key(), key.text(changed), operator);
		return Optional.empty();
	}

	private static String fixed(SettingsOfKind<?, ?> kind, String name, boolean known) {
		List<String> keys = kind.kind().keys();
		if (known || keys.stream().anyMatch((key) -> RelaxedNames.same(key, name))) {
			return name + " cannot be changed here: set it in the configuration, before the start";
		}
		throw new IllegalArgumentException("A " + kind.kind().label() + " has no setting '" + name + "'. "
				+ RelaxedNames.meant(name, keys)
					.map((meant) -> "Did you mean '" + meant + "'?")
					.orElseGet(() -> "Those that can be changed are " + String.join(", ", changeable(kind)) + "."));
	}

	private static List<String> changeable(SettingsOfKind<?, ?> kind) {
		return kind.keys().stream().filter(SettingKey::changeable).map(SettingKey::key).toList();
	}

	private static <P extends InstanceProperties<P>, S extends ProcessSettings<S>> P bind(SettingsOfKind<P, S> kind,
			SettingKey<S> key, S running, String value) {
		Binder binder = new Binder(new MapConfigurationPropertySource(Map.of(VALUE + "." + key.key(), value)));
		try {
			if (!value.isBlank()) {
				return binder.bindOrCreate(VALUE, Bindable.of(kind.properties()));
			}
		}
		catch (BindException ex) {
			throw new IllegalArgumentException(unreadable(key, running, value), ex);
		}
		throw new IllegalArgumentException(unreadable(key, running, value));
	}

	private static <S> String unreadable(SettingKey<S> key, S running, String value) {
		return key.key() + " cannot be '" + value + "': " + key.expected(running) + " is expected";
	}

	/**
	 * What the environment says about one process.
	 *
	 * @param settings the settings that follow from it
	 * @param origins knows where it says so
	 * @param places where to look, the first one before the others
	 * @param <S> the settings
	 */
	private record Configured<S>(S settings, Origins origins, List<? extends Layer<?>> places) {

		Optional<ConfigurationProperty> property(String key) {
			return this.places.stream()
				.flatMap((layer) -> Stream.of(this.origins.find(layer.place().append(key)),
						this.origins.findBelow(layer.place().append(key))))
				.flatMap(Optional::stream)
				.findFirst();
		}

	}

}
