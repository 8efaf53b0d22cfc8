package dev.concurrency.autoconfigure;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Finds out where a setting was made, so that a message can say so: binding tells the
 * origin of a key that it does not know, not of a value that is refused later.
 */
final class Origins {

	private final List<ConfigurationPropertySource> sources;

	Origins(Iterable<ConfigurationPropertySource> sources) {
		this.sources = StreamSupport.stream(sources.spliterator(), false).toList();
	}

	/** The same without some settings. */
	Origins without(Set<ConfigurationPropertyName> names) {
		return new Origins(
				this.sources.stream().map((source) -> source.filter((name) -> !names.contains(name))).toList());
	}

	/** The setting of that name that takes effect. */
	Optional<ConfigurationProperty> find(ConfigurationPropertyName name) {
		return this.sources.stream()
			.flatMap((source) -> Stream.ofNullable(source.getConfigurationProperty(name)))
			.findFirst();
	}

	/** The first setting below a name. */
	Optional<ConfigurationProperty> findBelow(ConfigurationPropertyName name) {
		return below(name).stream().findFirst();
	}

	/** The settings below a name, of the first source that has any. */
	List<ConfigurationProperty> below(ConfigurationPropertyName name) {
		return this.sources.stream()
			.filter(IterableConfigurationPropertySource.class::isInstance)
			.map(IterableConfigurationPropertySource.class::cast)
			.map((source) -> source.stream()
				.filter((candidate) -> name.equals(candidate) || name.isAncestorOf(candidate))
				.flatMap((candidate) -> Stream.ofNullable(source.getConfigurationProperty(candidate)))
				.sorted(Comparator.comparing(Origins::line))
				.toList())
			.filter((found) -> !found.isEmpty())
			.findFirst()
			.orElse(List.of());
	}

	/**
	 * Whether a source says anything at or below a name that is not the environment of
	 * the operating system.
	 */
	boolean isWritten(ConfigurationPropertyName name) {
		return this.sources.stream()
			.filter((source) -> !(source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource))
			.anyMatch((source) -> source.getConfigurationProperty(name) != null
					|| source.containsDescendantOf(name) == ConfigurationPropertyState.PRESENT);
	}

	/** The position of the first source with settings below a name: low wins. */
	int rank(ConfigurationPropertyName name) {
		for (int i = 0; i < this.sources.size(); i++) {
			if (this.sources.get(i).containsDescendantOf(name) == ConfigurationPropertyState.PRESENT) {
				return i;
			}
		}
		return this.sources.size();
	}

	/**
	 * The position of the first source that says something of a name itself: low wins.
	 */
	int rankOf(ConfigurationPropertyName name) {
		for (int i = 0; i < this.sources.size(); i++) {
			if (this.sources.get(i).getConfigurationProperty(name) != null) {
				return i;
			}
		}
		return this.sources.size();
	}

	/** Key, value and place of a setting, as a line of its own. */
	static String line(ConfigurationProperty property) {
		return line(text(property));
	}

	/** Key, value and place of a setting. */
	static String text(ConfigurationProperty property) {
		return property.getName() + " = " + property.getValue() + "   (" + property.getOrigin() + ")";
	}

	/** An indented line of its own. */
	static String line(String text) {
		return System.lineSeparator() + "    " + text;
	}

}
