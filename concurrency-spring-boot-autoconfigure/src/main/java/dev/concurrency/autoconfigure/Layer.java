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
	 * The key of an element that was written in some way. What stood in brackets is found
	 * by the letter only: that is all with a dot, and of the others what somebody says
	 * so.
	 */
	static ConfigurationPropertyName place(ConfigurationPropertyName parent, String element, Origins origins) {
		ConfigurationPropertyName literal = parent.append("[" + element + "]");
		if (!isPlain(element)) {
			return literal;
		}
		ConfigurationPropertyName folded = parent.append(RelaxedNames.fold(element));
		return (folded.equals(literal) || !origins.isWritten(literal)) ? folded : literal;
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

	/** Whether it may stand without brackets; other alphabets may not. */
	private static boolean isPlain(String element) {
		return element.chars().allMatch((c) -> c == '-' || c == '_' || (c < 128 && Character.isLetterOrDigit(c)));
	}

}
