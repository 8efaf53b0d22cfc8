package dev.concurrency.actuate;

import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.concurrency.ProcessControl;

/** What the endpoint says about settings, and how it changes them. Thread-safe. */
public interface EffectiveSettings {

	/**
	 * The settings of a process with the origin of each.
	 * @param process any process
	 * @return an unmodifiable map by key: first what only its kind has, then what
	 * processes of every kind have
	 */
	Map<String, EffectiveSetting> of(ProcessControl process);

	/**
	 * Changes a setting until the application ends.
	 * @param process any process
	 * @param key the setting, as users write it
	 * @param value the value, as users write it
	 * @param operator who changes it, null if that is not known
	 * @return why it cannot be changed, empty if it is
	 * @throws IllegalArgumentException if there is no such setting, or the value makes no
	 * sense; the message says what does
	 */
	Optional<String> change(ProcessControl process, String key, String value, @Nullable String operator);

}
