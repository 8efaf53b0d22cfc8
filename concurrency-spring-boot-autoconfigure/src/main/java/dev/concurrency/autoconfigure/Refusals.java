package dev.concurrency.autoconfigure;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

import dev.concurrency.spring.InvalidConfigurationException;

/**
 * Turns the core's refusal of a value into one that says where the value was set. The
 * core's messages name the keys as users write them.
 */
final class Refusals {

	private final Origins origins;

	Refusals(Origins origins) {
		this.origins = origins;
	}

	/**
	 * Makes settings.
	 * @param subject whose settings they are
	 * @param places where they may have been set, the most specific one first
	 * @param keys what can be set there
	 * @param settings makes them
	 * @throws InvalidConfigurationException if the core refuses them
	 */
	<S> S explain(String subject, List<ConfigurationPropertyName> places, Collection<String> keys,
			Supplier<S> settings) {
		try {
			return settings.get();
		}
		catch (IllegalArgumentException ex) {
			throw refused(subject, places, keys, ex);
		}
	}

	/**
	 * Makes the settings of a process or supervisor.
	 * @param kind its kind
	 * @param name its name
	 * @param places where they may have been set, the most specific one first
	 * @param settings makes them
	 * @throws InvalidConfigurationException if the core refuses them
	 */
	<S> S explain(Kind kind, String name, List<ConfigurationPropertyName> places, Supplier<S> settings) {
		try {
			return settings.get();
		}
		catch (IllegalArgumentException ex) {
			throw refused("the " + kind.label() + " '" + name + "'", places, kind.keys(), ex);
		}
	}

	private InvalidConfigurationException refused(String subject, List<ConfigurationPropertyName> places,
			Collection<String> keys, IllegalArgumentException refusal) {
		String message = String.valueOf(refusal.getMessage());
		String found = keys.stream()
			.filter((key) -> mentions(message, key))
			.map((key) -> find(places, key).map(Origins::line)
				.orElseGet(() -> Origins.line(key + " is not set and has its default")))
			.collect(Collectors.joining());
		return new InvalidConfigurationException("The settings of " + subject + " are refused: " + message + found,
				"Correct the value.");
	}

	private Optional<ConfigurationProperty> find(List<ConfigurationPropertyName> places, String key) {
		return places.stream().flatMap((place) -> this.origins.find(place.append(key)).stream()).findFirst();
	}

	/** Not as a part of a longer key. */
	private static boolean mentions(String message, String key) {
		return Pattern.compile("(?<![\\w.-])" + Pattern.quote(key) + "(?![\\w-])").matcher(message).find();
	}

}
