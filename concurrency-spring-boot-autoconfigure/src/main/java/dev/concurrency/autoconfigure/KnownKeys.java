package dev.concurrency.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.ResolvableType;

/**
 * The keys under {@code concurrency}, read from the records that they are bound to.
 *
 * @param parent the key that is known
 * @param unknown the element after it that is not
 * @param known what may stand there
 */
record KnownKeys(ConfigurationPropertyName parent, String unknown, List<String> known) {

	/** The keys that a record takes, as users write them. */
	static List<String> of(Class<?> type) {
		return Arrays.stream(type.getRecordComponents()).map(KnownKeys::key).toList();
	}

	/** The keys that have values, those of records within a record with a dot between. */
	static List<String> withValues(Class<?> type) {
		return Arrays.stream(type.getRecordComponents())
			.flatMap((component) -> component.getType().isRecord()
					? withValues(component.getType()).stream().map((key) -> key(component) + "." + key)
					: Stream.of(key(component)))
			.toList();
	}

	/** Where a key leaves what is known; empty when it does not. */
	static Optional<KnownKeys> along(ConfigurationPropertyName name) {
		ResolvableType type = ResolvableType.forClass(ConcurrencyProperties.class);
		for (int i = 1; i < name.getNumberOfElements(); i++) {
			Class<?> raw = type.toClass();
			if (Map.class.isAssignableFrom(raw)) {
				type = type.getGeneric(1);
				continue;
			}
			String element = name.getElement(i, Form.UNIFORM);
			Optional<RecordComponent> component = component(raw, element);
			if (component.isEmpty()) {
				return Optional.of(new KnownKeys(name.chop(i), name.getElement(i, Form.ORIGINAL),
						raw.isRecord() ? of(raw) : List.of()));
			}
			type = ResolvableType.forType(component.get().getGenericType());
		}
		return Optional.empty();
	}

	private static Optional<RecordComponent> component(Class<?> type, String element) {
		return type.isRecord() ? Arrays.stream(type.getRecordComponents())
			.filter((component) -> RelaxedNames.same(component.getName(), element))
			.findFirst() : Optional.empty();
	}

	private static String key(RecordComponent component) {
		return DataObjectPropertyName.toDashedForm(component.getName());
	}

}
