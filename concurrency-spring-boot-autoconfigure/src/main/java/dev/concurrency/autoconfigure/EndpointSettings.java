package dev.concurrency.autoconfigure;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.env.Environment;

import dev.concurrency.ProcessControl;
import dev.concurrency.actor.ActorDispatcher;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.actuate.EffectiveSetting;
import dev.concurrency.actuate.EffectiveSettings;
import dev.concurrency.process.Configurable;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessSettings;
import dev.concurrency.spring.DeclaredProcesses;

/**
 * The settings of processes, compared with what the environment says at this moment: a
 * value that is another one comes from an operator or from code. Thread-safe.
 */
final class EndpointSettings implements EffectiveSettings {

	private static final Logger logger = LoggerFactory.getLogger(EndpointSettings.class);

	private static final String VALUE = "value";

	private final Environment environment;

	private final BoundProperties atStart;

	private final DeclaredProcesses declared;

	private final OperatorChanges changes;

	/**
	 * Settings of the processes of a context.
	 * @param environment asked each time
	 * @param atStart what it said at the start
	 * @param declared those that properties and annotations speak of
	 * @param changes what operators have changed
	 */
	EndpointSettings(Environment environment, BoundProperties atStart, DeclaredProcesses declared,
			OperatorChanges changes) {
		this.environment = environment;
		this.atStart = atStart;
		this.declared = declared;
		this.changes = changes;
	}

	@Override
	public Map<String, EffectiveSetting> of(ProcessControl process) {
		try {
			return describe(process, BoundProperties.readable(this.environment));
		}
		catch (RuntimeException ex) {
			// What it says of the process makes no sense any more.
			logger.debug("The settings of {} cannot be compared with the environment", process, ex);
			return describe(process, this.atStart);
		}
	}

	private Map<String, EffectiveSetting> describe(ProcessControl process, BoundProperties now) {
		boolean declared = isDeclared(process);
		BoundProperties told = declared ? now : BoundProperties.none();
		BoundProperties toldAtStart = declared ? this.atStart : told;
		Map<String, EffectiveSetting> described = new LinkedHashMap<>();
		boolean supervisor = process.kind() == ProcessKind.SUPERVISOR;
		SettingsOfKind<?, ?> kind = SettingsOfKind.of(process.kind());
		Provenance provenance = new Provenance(said(process, declared, told, now),
				said(process, declared, toldAtStart, this.atStart), this.declared.annotated(process),
				(kind != null) ? kind.configurable(process) : null, this.changes);
		if (supervisor) {
			OwnSupervisorSettings.part(process, told, toldAtStart).describe(provenance, described);
		}
		if (kind != null) {
			kind.part(process, told, toldAtStart, usualDispatcher(declared)).describe(provenance, described);
		}
		if (process.path().parent() != null) {
			ChildSettings
				.part(process, saidOfChild(process, told, now), saidOfChild(process, toldAtStart, this.atStart))
				.describe(provenance, described);
		}
		return Collections.unmodifiableMap(described);
	}

	private static ChildSettings.Said saidOfChild(ProcessControl process, BoundProperties told, BoundProperties all) {
		InstanceProperties<?> said = (process.kind() == ProcessKind.SUPERVISOR)
				? OwnSupervisorSettings.said(process, told)
				: told.of(Kind.of(process.kind())).of(process.path().name());
		return new ChildSettings.Said(said, !listing(process, told).isEmpty(), HealthSettings.of(all));
	}

	private SaidProperties said(ProcessControl process, boolean declared, BoundProperties told, BoundProperties all) {
		return new SaidProperties(places(process, told), elsewhere(process, declared, listing(process, told), all),
				all.origins(), this.environment::resolvePlaceholders);
	}

	/** Whether properties and annotations were asked about a process. */
	private boolean isDeclared(ProcessControl process) {
		return process.path().equals(ProcessPath.ROOT)
				|| (process.kind() == ProcessKind.SUPERVISOR && OwnSupervisorSettings.isOfKind(process))
				|| this.declared.contains(process);
	}

	private ActorDispatcher usualDispatcher(boolean declared) {
		return declared ? ActorThreads.of(this.environment).usual() : ActorSettings.defaults().dispatcher();
	}

	/** Where properties say something about it, the first one before the others. */
	private static List<ConfigurationPropertyName> places(ProcessControl process, BoundProperties told) {
		Kind kind = Kind.of(process.kind());
		if (kind == Kind.SUPERVISOR) {
			return OwnSupervisorSettings.places(process, told);
		}
		return told.of(kind).keys(process.path().name());
	}

	/** Health asks about every process by its name, also if it is not declared. */
	private static Map<String, ConfigurationProperty> elsewhere(ProcessControl process, boolean declared,
			List<ConfigurationProperty> listing, BoundProperties now) {
		Kind kind = Kind.of(process.kind());
		if (!declared) {
			return HealthSettings.properties(kind, process.path().name(), now);
		}
		return listing.isEmpty() ? Map.of() : Map.of(ChildSettings.supervisorKey(kind), listing.get(0));
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
				: Optional.of(refusal(Kind.of(process.kind()), List.of(), key));
	}

	private <P extends InstanceProperties<P>, S extends ProcessSettings<S>> Optional<String> change(
			ProcessControl process, SettingsOfKind<P, S> kind, String name, String value, @Nullable String operator) {
		List<SettingKey<S>> changeable = kind.keys().stream().filter(SettingKey::changeable).toList();
		Optional<SettingKey<S>> found = changeable.stream()
			.filter((key) -> RelaxedNames.same(key.key(), name))
			.findFirst();
		if (found.isEmpty()) {
			return Optional.of(refusal(kind.kind(), changeable, name));
		}
		change(kind.configurable(process), kind, found.get(), value, operator);
		return Optional.empty();
	}

	<P extends InstanceProperties<P>, S extends ProcessSettings<S>> void change(Configurable<S> running,
			SettingsOfKind<P, S> kind, SettingKey<S> key, String value, @Nullable String operator) {
		P override = bind(kind, key, running.settings(), value);
		// What somebody else changes before it is this one's turn is not of this one.
		AtomicReference<@Nullable S> given = new AtomicReference<>();
		S changed = running.reconfigure((now) -> {
			given.set(now);
			return kind.over().apply(override, now);
		});
		S before = Objects.requireNonNull(given.get());
		// With a cron comes a zone.
		kind.keys()
			.stream()
			.filter((each) -> each.equals(key) || !Objects.equals(each.text(before), each.text(changed)))
			.forEach((each) -> this.changes.add(running, each.key(), each.text(changed), operator));
	}

	/**
	 * Why a setting cannot be changed here.
	 * @throws IllegalArgumentException if there is no such setting
	 */
	private static String refusal(Kind kind, List<? extends SettingKey<?>> changeable, String name) {
		if (kind.keys().stream().noneMatch((key) -> RelaxedNames.same(key, name))) {
			throw new IllegalArgumentException(unknown(kind, changeable, name));
		}
		return name + " cannot be changed here: set it in the configuration, before the start";
	}

	private static String unknown(Kind kind, List<? extends SettingKey<?>> changeable, String name) {
		return ((kind == Kind.ACTOR) ? "An " : "A ") + kind.label() + " has no setting '" + name + "'. "
				+ RelaxedNames.meant(name, kind.keys())
					.map((meant) -> "Did you mean '" + meant + "'?")
					.orElseGet(() -> changeable.isEmpty() ? "None of its settings can be changed here."
							: "Those that can be changed are "
									+ changeable.stream().map(SettingKey::key).collect(Collectors.joining(", ")) + ".");
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
