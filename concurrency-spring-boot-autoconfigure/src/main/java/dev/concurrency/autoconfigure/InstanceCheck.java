package dev.concurrency.autoconfigure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import dev.concurrency.spring.InvalidConfigurationException;

/**
 * Refuses settings of instances that are no beans, and beans that the settings cannot
 * tell apart.
 */
final class InstanceCheck {

	private final Map<Kind, List<String>> beans;

	private final Origins origins;

	InstanceCheck(Map<Kind, List<String>> beans, Origins origins) {
		this.beans = beans;
		this.origins = origins;
	}

	void check(KindSettings<?> settings) {
		List<String> names = names(settings.kind());
		requireDistinct(settings.kind(), names);
		for (Layer<?> instance : settings.instances()) {
			if (names.stream().noneMatch(sameAs(instance.key()))) {
				throw new InvalidConfigurationException(
						"There are settings for the " + settings.kind().label() + " '" + instance.key()
								+ "', but no bean of that name is of type " + settings.kind().beanType() + "."
								+ this.origins.findBelow(instance.place()).map(Origins::line).orElse(""),
						action(settings.kind(), instance));
			}
		}
	}

	private void requireDistinct(Kind kind, List<String> names) {
		Map<String, String> seen = new HashMap<>();
		for (String name : names) {
			String other = seen.put(RelaxedNames.fold(name), name);
			if (other != null) {
				throw new InvalidConfigurationException(
						"The " + kind.beanType() + " beans '" + other + "' and '" + name
								+ "' have the same name as far as settings go, which ignore case and dashes.",
						"Rename one of the two beans.");
			}
		}
	}

	private String action(Kind kind, Layer<?> instance) {
		Optional<Kind> other = this.beans.keySet()
			.stream()
			.filter((candidate) -> names(candidate).stream().anyMatch(sameAs(instance.key())))
			.findFirst();
		if (other.isPresent()) {
			return "'" + instance.key() + "' is of type " + other.get().beanType() + ": set it under "
					+ Layer.text(other.get().instances(), instance.key()) + ".";
		}
		List<String> names = names(kind).stream().sorted().toList();
		String known = names.isEmpty() ? "There is no bean of type " + kind.beanType() + "."
				: "The beans of type " + kind.beanType() + " are: " + String.join(", ", names) + ".";
		return RelaxedNames.meant(instance.key(), names)
			.map((meant) -> "Did you mean '" + meant + "'? ")
			.orElse("Correct the name, add the bean or remove the settings. ") + known;
	}

	private List<String> names(Kind kind) {
		return this.beans.getOrDefault(kind, List.of());
	}

	private static Predicate<String> sameAs(String key) {
		return (name) -> RelaxedNames.same(name, key);
	}

}
