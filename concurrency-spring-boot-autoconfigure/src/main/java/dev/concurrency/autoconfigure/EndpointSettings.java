package dev.concurrency.autoconfigure;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
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
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessSettings;
import dev.concurrency.spring.Annotated;

/**
 * The settings of processes, compared with what the environment says at this moment: a
 * value that is another one comes from an operator or from code. Thread-safe.
 */
final class EndpointSettings implements EffectiveSettings {

	private static final Logger logger = LoggerFactory.getLogger(EndpointSettings.class);

	private static final String VALUE = "value";

	private final Environment environment;

	private final BoundProperties atStart;

	private final ConfigurableListableBeanFactory factory;

	private final OperatorChanges changes;

	/**
	 * Settings of the processes of a context.
	 * @param environment asked each time
	 * @param atStart what it said at the start
	 * @param factory knows what annotations say
	 * @param changes what operators have changed
	 */
	EndpointSettings(Environment environment, BoundProperties atStart, ConfigurableListableBeanFactory factory,
			OperatorChanges changes) {
		this.environment = environment;
		this.atStart = atStart;
		this.factory = factory;
		this.changes = changes;
	}

	@Override
	public Map<String, EffectiveSetting> of(ProcessControl process) {
		try {
			return describe(process, BoundProperties.of(this.environment));
		}
		catch (RuntimeException ex) {
			// What it says cannot be understood any more.
			logger.debug("The settings of {} cannot be compared with the environment", process, ex);
			return describe(process, BoundProperties.none());
		}
	}

	private Map<String, EffectiveSetting> describe(ProcessControl process, BoundProperties now) {
		Map<String, EffectiveSetting> described = new LinkedHashMap<>();
		boolean supervisor = process.kind() == ProcessKind.SUPERVISOR;
		SettingsOfKind<?, ?> kind = SettingsOfKind.of(process.kind());
		List<ConfigurationProperty> listing = listing(process, now);
		Provenance provenance = provenance(process, kind, now, listing);
		if (supervisor) {
			OwnSupervisorSettings.part(process, now, this.atStart).describe(provenance, described);
		}
		if (kind != null) {
			kind.part(process, now, this.environment).describe(provenance, described);
		}
		if (process.path().parent() != null) {
			InstanceProperties<?> said = supervisor ? OwnSupervisorSettings.said(process, now)
					: now.of(Kind.of(process.kind())).of(process.path().name());
			ChildSettings
				.part(process, said, !listing.isEmpty(), HealthSettings.of(now), HealthSettings.of(this.atStart))
				.describe(provenance, described);
		}
		return Collections.unmodifiableMap(described);
	}

	private Provenance provenance(ProcessControl process, @Nullable SettingsOfKind<?, ?> kind, BoundProperties now,
			List<ConfigurationProperty> listing) {
		Kind of = Kind.of(process.kind());
		String name = process.path().name();
		return new Provenance(
				(of == Kind.SUPERVISOR) ? OwnSupervisorSettings.places(process, now) : now.of(of).keys(name),
				listing.isEmpty() ? Map.of() : Map.of(ChildSettings.supervisorKey(of), listing.get(0)), now.origins(),
				Annotated.find(this.factory, process.kind(), name), (kind != null) ? kind.configurable(process) : null,
				this.changes);
	}

	/** Where its supervisor names it among its children. */
	private static List<ConfigurationProperty> listing(ProcessControl process, BoundProperties now) {
		return new SupervisorOrigins(now.supervisors(), now.origins()).listing(ChildSettings.above(process),
				process.path().name());
	}

	@Override
	public Optional<String> change(ProcessControl process, String key, String value, @Nullable String operator) {
		SettingsOfKind<?, ?> kind = SettingsOfKind.of(process.kind());
		return (kind != null) ? change(process, kind, key, value, operator)
				: Optional.of(fixed(Kind.of(process.kind()), List.of(), key));
	}

	private <P extends InstanceProperties<P>, S extends ProcessSettings<S>> Optional<String> change(
			ProcessControl process, SettingsOfKind<P, S> kind, String name, String value, @Nullable String operator) {
		List<SettingKey<S>> changeable = kind.keys().stream().filter(SettingKey::changeable).toList();
		Optional<SettingKey<S>> found = changeable.stream()
			.filter((key) -> RelaxedNames.same(key.key(), name))
			.findFirst();
		if (found.isEmpty()) {
			return Optional.of(fixed(kind.kind(), changeable, name));
		}
		SettingKey<S> key = found.get();
		Configurable<S> running = kind.configurable(process);
		P override = bind(kind, key, running.settings(), value);
		S changed = running.reconfigure((now) -> kind.over().apply(override, now));
		this.changes.add(running, key.key(), key.text(changed), operator);
		return Optional.empty();
	}

	private static String fixed(Kind kind, List<? extends SettingKey<?>> changeable, String name) {
		List<String> keys = kind.keys();
		if (keys.stream().anyMatch((key) -> RelaxedNames.same(key, name))) {
			return name + " cannot be changed here: set it in the configuration, before the start";
		}
		throw new IllegalArgumentException(
				((kind == Kind.ACTOR) ? "An " : "A ") + kind.label() + " has no setting '" + name + "'. "
						+ RelaxedNames.meant(name, keys)
							.map((meant) -> "Did you mean '" + meant + "'?")
							.orElseGet(() -> changeable.isEmpty() ? "None of its settings can be changed here."
									: "Those that can be changed are "
											+ changeable.stream().map(SettingKey::key).collect(Collectors.joining(", "))
											+ "."));
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

}
