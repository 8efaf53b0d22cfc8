package dev.concurrency.actuate;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A setting of a process as the endpoint shows it. Immutable.
 *
 * @param value the value that is in effect, as users write it; null for no limit
 * @param source where it comes from: {@code default}, {@code property}, {@code code} or
 * {@code operator}
 * @param origin the same in words: file and line, environment variable, or who
 * @param property the key that was set, perhaps in a shared configuration; null if it
 * comes from elsewhere
 * @param at when it was changed here, null if it was not
 * @param changeable whether it can be changed here
 */
public record EffectiveSetting(@Nullable String value, String source, String origin, @Nullable String property,
		@Nullable Instant at, boolean changeable) {

	/**
	 * Of a value that was changed here.
	 * @param value the value, null for no limit
	 * @param origin who changed it
	 * @param at when
	 * @param changeable whether it can be changed here
	 * @return the setting
	 */
	public static EffectiveSetting ofOperator(@Nullable String value, String origin, Instant at, boolean changeable) {
		return new EffectiveSetting(value, "operator", origin, null, at, changeable);
	}

	/**
	 * Of a value that was set in the environment.
	 * @param value the value, null for no limit
	 * @param origin file and line, or environment variable
	 * @param property the key that was set
	 * @param changeable whether it can be changed here
	 * @return the setting
	 */
	public static EffectiveSetting ofProperty(@Nullable String value, String origin, String property,
			boolean changeable) {
		return new EffectiveSetting(value, "property", origin, property, null, changeable);
	}

	/**
	 * Of a value that an annotation, a customizer or other code gave.
	 * @param value the value, null for no limit
	 * @param origin which of them
	 * @param changeable whether it can be changed here
	 * @return the setting
	 */
	public static EffectiveSetting ofCode(@Nullable String value, String origin, boolean changeable) {
		return new EffectiveSetting(value, "code", origin, null, null, changeable);
	}

	/**
	 * Of a value about which nobody says anything.
	 * @param value the value, null for no limit
	 * @param changeable whether it can be changed here
	 * @return the setting
	 */
	public static EffectiveSetting ofDefault(@Nullable String value, boolean changeable) {
		return ofDefault(value, "", changeable);
	}

	/**
	 * Of a value about which nobody said anything.
	 * @param value the value, null for no limit
	 * @param changed what has become of that, empty for nothing
	 * @param changeable whether it can be changed here
	 * @return the setting
	 */
	public static EffectiveSetting ofDefault(@Nullable String value, String changed, boolean changeable) {
		return new EffectiveSetting(value, "default", "default" + changed, null, null, changeable);
	}

}
