package dev.concurrency.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

import dev.concurrency.actuate.EffectiveSetting;
import dev.concurrency.spring.Annotated;
import dev.concurrency.worker.Schedule;

/**
 * Knows where the settings of one process come from.
 *
 * @param places where properties say something about it, the first one before the others
 * @param elsewhere what is said about it in another place, by key
 * @param origins finds what is said
 * @param annotated what an annotation says, null if it has none
 * @param process what operators change, null if it is nothing of this
 * @param changes what they have changed
 */
record Provenance(List<ConfigurationPropertyName> places, Map<String, ConfigurationProperty> elsewhere, Origins origins,
		@Nullable Annotated annotated, @Nullable Object process, OperatorChanges changes) {

	/**
	 * A setting as it is.
	 * @param key which one
	 * @param running the settings of the process
	 * @param said what properties say that they are, which is not so if they have changed
	 * since or somebody else has had the last word
	 */
	<S> EffectiveSetting of(SettingKey<S> key, S running, S said) {
		String value = key.text(running);
		OperatorChanges.Change change = (this.process != null) ? this.changes.find(this.process, key.key(), value)
				: null;
		if (change != null) {
			return EffectiveSetting.ofOperator(value, change.origin(), change.at(), key.changeable());
		}
		boolean asSaid = Objects.equals(value, key.text(said));
		Optional<ConfigurationProperty> property = asSaid ? property(key.key()) : Optional.empty();
		if (property.isPresent()) {
			return EffectiveSetting.ofProperty(value,
					(property.get().getOrigin() != null) ? String.valueOf(property.get().getOrigin()) : "unknown",
					property.get().getName().toString(), key.changeable());
		}
		if (this.annotated != null && value != null && value.equals(text(key.key(), this.annotated))) {
			return EffectiveSetting.ofCode(value, this.annotated.origin(), key.changeable());
		}
		return (asSaid && key.hasDefault()) ? EffectiveSetting.ofDefault(value, key.changeable())
				: EffectiveSetting.ofCode(value, "a customizer or other code", key.changeable());
	}

	private Optional<ConfigurationProperty> property(String key) {
		return this.places.stream()
			.flatMap((place) -> Stream.of(this.origins.find(place.append(key)),
					this.origins.findBelow(place.append(key))))
			.flatMap(Optional::stream)
			.findFirst()
			.or(() -> Optional.ofNullable(this.elsewhere.get(key)));
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
