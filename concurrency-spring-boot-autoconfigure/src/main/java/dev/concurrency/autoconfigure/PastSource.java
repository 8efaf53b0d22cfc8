package dev.concurrency.autoconfigure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * What a source said of {@code concurrency} at one moment, whatever becomes of it later.
 *
 * @param properties what was set there
 */
record PastSource(Map<ConfigurationPropertyName, ConfigurationProperty> properties)
		implements
			IterableConfigurationPropertySource {

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of(ConcurrencyProperties.PREFIX);

	/** The sources of an environment as they are now. */
	static List<ConfigurationPropertySource> of(Environment environment) {
		return StreamSupport.stream(ConfigurationPropertySources.get(environment).spliterator(), false)
			.map(PastSource::of)
			.toList();
	}

	/** The environment of the operating system does not change. */
	private static ConfigurationPropertySource of(ConfigurationPropertySource source) {
		if (!(source instanceof IterableConfigurationPropertySource names)
				|| source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource) {
			return source;
		}
		Map<ConfigurationPropertyName, ConfigurationProperty> properties = new HashMap<>();
		names.stream()
			.filter(ROOT::isAncestorOf)
			.forEach((name) -> Optional.ofNullable(names.getConfigurationProperty(name))
				.ifPresent((property) -> properties.put(name, property)));
		return new PastSource(Map.copyOf(properties));
	}

	@Override
	public @Nullable ConfigurationProperty getConfigurationProperty(ConfigurationPropertyName name) {
		return this.properties.get(name);
	}

	@Override
	public Stream<ConfigurationPropertyName> stream() {
		return this.properties.keySet().stream();
	}

}
