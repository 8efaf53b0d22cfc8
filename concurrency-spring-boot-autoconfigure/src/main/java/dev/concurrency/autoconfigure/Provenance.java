package dev.concurrency.autoconfigure;

import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;

import dev.concurrency.actuate.EffectiveSetting;
import dev.concurrency.spring.Annotated;
import dev.concurrency.worker.Schedule;

/**
 * Knows where the settings of one process come from.
 *
 * @param now what properties say about it
 * @param atStart what they said at the start
 * @param annotated what an annotation says, null if it has none
 * @param process what operators change, null if it is nothing of this
 * @param changes what they have changed
 */
record Provenance(SaidProperties now, SaidProperties atStart, @Nullable Annotated annotated, @Nullable Object process,
		OperatorChanges changes) {

	private static final String CHANGED = ", which has changed since";

	private static final String FIXED = " and takes effect with the next start";

	/**
	 * A setting as it is.
	 * @param key which one
	 * @param part has its value, and what properties say that it is, which is not so if
	 * they have changed since or somebody else has had the last word
	 */
	<S> EffectiveSetting of(SettingKey<S> key, Part<S> part) {
		String value = key.text(part.running());
		OperatorChanges.Change change = (this.process != null) ? this.changes.find(this.process, key.key(), value)
				: null;
		if (change != null) {
			return EffectiveSetting.ofOperator(value, change.origin(), change.at(), key.changeable());
		}
		boolean asSaid = Objects.equals(value, key.text(part.said()));
		Optional<ConfigurationProperty> property = asSaid ? this.now.find(key.key(), value) : Optional.empty();
		if (property.isPresent()) {
			return ofProperty(key, value, property.get(), "");
		}
		if (this.annotated != null && value != null && value.equals(text(key.key(), this.annotated))) {
			return EffectiveSetting.ofCode(value, this.annotated.origin(), key.changeable());
		}
		if (asSaid && key.hasDefault()) {
			return EffectiveSetting.ofDefault(value, key.changeable());
		}
		return (!asSaid && Objects.equals(value, key.text(part.saidAtStart()))) ? before(key, value)
				: ofOtherCode(key, value);
	}

	/** Properties have changed since they made a setting what it still is. */
	private EffectiveSetting before(SettingKey<?> key, @Nullable String value) {
		String changed = key.changeable() ? CHANGED : CHANGED + FIXED;
		Optional<ConfigurationProperty> property = this.atStart.find(key.key(), value);
		if (property.isPresent()) {
			return ofProperty(key, value, property.get(), changed);
		}
		return key.hasDefault() ? EffectiveSetting.ofDefault(value, changed, key.changeable())
				: ofOtherCode(key, value);
	}

	private static EffectiveSetting ofProperty(SettingKey<?> key, @Nullable String value,
			ConfigurationProperty property, String changed) {
		return EffectiveSetting.ofProperty(value,
				((property.getOrigin() != null) ? String.valueOf(property.getOrigin()) : "unknown") + changed,
				property.getName().toString(), key.changeable());
	}

	private static EffectiveSetting ofOtherCode(SettingKey<?> key, @Nullable String value) {
		return EffectiveSetting.ofCode(value, "a customizer or other code", key.changeable());
	}

	/** What an annotation says, as users write it; null for nothing. */
	private static @Nullable String text(String key, Annotated annotated) {
		if ("auto-startup".equals(key)) {
			return (annotated.autoStartup() != null) ? annotated.autoStartup().toString() : null;
		}
		Schedule schedule = annotated.schedule();
		return (schedule == null) ? null
				: SettingsOfKind.scheduleKeys()
					.stream()
					.filter((each) -> each.key().equals(key))
					.findFirst()
					.map((each) -> each.text(schedule))
					.orElse(null);
	}

}
