package dev.concurrency.autoconfigure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

import dev.concurrency.spring.InvalidConfigurationException;
import dev.concurrency.spring.RunningSettings;
import dev.concurrency.spring.RunningSettings.Unchanged;
import dev.concurrency.spring.SettingsSource;

/**
 * Binds the settings anew when the environment has changed, and applies to the processes
 * what can change while they exist. What cannot is logged once with its key. Settings
 * that are refused change nothing. Thread-safe.
 */
final class SettingsRefresh implements ApplicationListener<EnvironmentChangeEvent> {

	private static final Logger logger = LoggerFactory.getLogger(SettingsRefresh.class);

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of(ConcurrencyProperties.PREFIX);

	/** Those of which some settings can change while they exist. */
	private static final List<Kind> KINDS = List.of(Kind.SINK, Kind.BOUNDARY, Kind.WORKER, Kind.ACTOR);

	private final ReentrantLock lock = new ReentrantLock();

	private final Environment environment;

	private final Supplier<? extends SettingsSource> settings;

	private final RunningSettings running;

	// Under the lock: what was said last of a setting that cannot change.
	private final Map<String, String> said = new HashMap<>();

	// Under the lock: what processes do not read again, as it was applied last.
	private Map<ConfigurationPropertyName, String> declared;

	SettingsRefresh(Environment environment, Supplier<? extends SettingsSource> settings, RunningSettings running) {
		this.environment = environment;
		this.settings = settings;
		this.running = running;
		this.declared = findDeclared();
	}

	@Override
	public void onApplicationEvent(EnvironmentChangeEvent event) {
		this.lock.lock();
		try {
			List<Unchanged> unchanged = this.running.apply(this.settings.get().resolve(this.running.names()));
			warnOfDeclared();
			unchanged.forEach(this::warn);
		}
		catch (InvalidConfigurationException ex) {
			logger.warn("The settings that have changed are refused, and nothing changes. {} {}", ex.description(),
					ex.action());
		}
		catch (BindException ex) {
			logger.warn("The settings that have changed cannot be read, and nothing changes", ex);
		}
		catch (RuntimeException ex) {
			// Of a customizer, say. Thrown on, it would end the refresh of all others.
			logger.warn("The settings that have changed cannot be used, and nothing changes", ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * What the event says is of no use: a setting may have a placeholder of any other
	 * key.
	 */
	private void warnOfDeclared() {
		Map<ConfigurationPropertyName, String> before = this.declared;
		this.declared = findDeclared();
		Stream.of(before, this.declared)
			.flatMap((each) -> each.keySet().stream())
			.distinct()
			.filter((key) -> !Objects.equals(before.get(key), this.declared.get(key)))
			.sorted()
			.forEach(SettingsRefresh::warn);
	}

	/** With placeholders replaced, those without a value but for themselves. */
	private Map<ConfigurationPropertyName, String> findDeclared() {
		Map<ConfigurationPropertyName, String> found = new HashMap<>();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			if (source instanceof IterableConfigurationPropertySource names) {
				names.stream()
					.filter(ROOT::isAncestorOf)
					.filter(SettingsRefresh::isDeclared)
					.flatMap((name) -> Stream.ofNullable(names.getConfigurationProperty(name)))
					.forEach((property) -> found.putIfAbsent(property.getName(), text(property)));
			}
		}
		return found;
	}

	private String text(ConfigurationProperty property) {
		return this.environment.resolvePlaceholders(String.valueOf(property.getValue()));
	}

	/** Whether a setting is not one of those that a process reads again and again. */
	private static boolean isDeclared(ConfigurationPropertyName key) {
		boolean ofKind = key.getNumberOfElements() > 2
				&& KINDS.stream().anyMatch((kind) -> RelaxedNames.same(kind.plural(), key.getElement(1, Form.UNIFORM)));
		return !ofKind || ChildSettings.include(key.getLastElement(Form.UNIFORM));
	}

	private static void warn(ConfigurationPropertyName key) {
		logger.warn("{} has changed, which takes effect with the next start of the application", key);
	}

	private void warn(Unchanged unchanged) {
		Kind kind = Kind.of(unchanged.kind());
		String key = Layer.text(kind.instances(), unchanged.name())
				+ unchanged.key().map((setting) -> "." + setting).orElse("");
		if (!unchanged.reason().equals(this.said.put(key, unchanged.reason()))) {
			logger.warn("{}: {}", key, unchanged.reason());
		}
	}

}
