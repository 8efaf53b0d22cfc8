package dev.concurrency.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * The properties that say something about one process.
 *
 * @param places where they do, the first one before the others
 * @param elsewhere what is said about it in another place, by key
 * @param origins finds what is said
 * @param placeholders replaces those in a value
 */
record SaidProperties(List<ConfigurationPropertyName> places, Map<String, ConfigurationProperty> elsewhere,
		Origins origins, UnaryOperator<String> placeholders) {

	/** The property that a setting has its value from, which is null for none. */
	Optional<ConfigurationProperty> find(String key, @Nullable String value) {
		return this.places.stream()
			.flatMap((place) -> Stream.of(this.origins.find(place.append(key)),
					this.origins.findBelow(place.append(key))))
			.flatMap(Optional::stream)
			.filter((property) -> value == null || !isEmpty(property))
			.findFirst()
			.or(() -> Optional.ofNullable(this.elsewhere.get(key)));
	}

	/** A variable that is not set leaves nothing of its setting: another place counts. */
	private boolean isEmpty(ConfigurationProperty property) {
		return this.placeholders.apply(String.valueOf(property.getValue())).isBlank();
	}

}
