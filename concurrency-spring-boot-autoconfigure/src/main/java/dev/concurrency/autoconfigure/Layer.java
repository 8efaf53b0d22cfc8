package dev.concurrency.autoconfigure;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * Settings made at one place.
 *
 * @param key how the name of the instance or shared configuration was written
 * @param place the key of the settings
 * @param values the settings themselves
 * @param <P> their type
 */
record Layer<P>(String key, ConfigurationPropertyName place, P values) {

	/**
	 * The key of an element that was written in some way: what relaxed binding does not
	 * fold, such as a dot, stood in brackets.
	 */
	static ConfigurationPropertyName place(ConfigurationPropertyName parent, String element) {
		return parent.append(isPlain(element) ? RelaxedNames.fold(element) : "[" + element + "]");
	}

	/** The same for people, who know the element as they write it. */
	static String text(ConfigurationPropertyName parent, String element) {
		return parent + (isPlain(element) ? "." + element : "[" + element + "]");
	}

	/** The place tells layers apart, and the values have many parts. */
	@Override
	public int hashCode() {
		return this.place.hashCode();
	}

	private static boolean isPlain(String element) {
		return element.chars().allMatch((c) -> Character.isLetterOrDigit(c) || c == '-' || c == '_');
	}

}
