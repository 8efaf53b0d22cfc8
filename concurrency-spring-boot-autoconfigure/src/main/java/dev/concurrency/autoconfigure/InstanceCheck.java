package dev.concurrency.autoconfigure;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.spring.InvalidConfigurationException;
import dev.concurrency.spring.SettingsSource.Names;

/**
 * Refuses settings of instances that are no beans or that only the environment mentions,
 * and beans that the settings cannot tell apart.
 */
final class InstanceCheck {

	/** How settings that a parent context cannot know are kept from it. */
	static final String OF_A_CHILD = " If it is meant for a child context, write it where only that one reads it, such as"
			+ " a profile of its own.";

	private final Map<Kind, List<String>> beans;

	// With those of contexts above.
	private final Map<Kind, List<String>> known;

	private final Map<ProcessKind, Map<String, String>> annotations;

	private final Origins origins;

	InstanceCheck(Names names, Origins origins) {
		this.beans = Map.of(Kind.SINK, names.sinks(), Kind.WORKER, names.workers(), Kind.ACTOR, names.actors(),
				Kind.PROCESS, names.processes());
		this.known = known(this.beans, names);
		this.annotations = names.annotations();
		this.origins = origins;
	}

	private static Map<Kind, List<String>> known(Map<Kind, List<String>> beans, Names names) {
		Map<Kind, List<String>> known = new EnumMap<>(beans);
		names.inherited()
			.forEach((kind, inherited) -> known.merge(Kind.of(kind), inherited,
					(own, above) -> Stream.concat(own.stream(), above.stream()).distinct().toList()));
		return known;
	}

	void check(KindSettings<?> settings) {
		requireDistinct(settings.kind(), this.beans.getOrDefault(settings.kind(), List.of()));
		Set<String> there = names(settings.kind()).stream().map(RelaxedNames::fold).collect(Collectors.toSet());
		for (Layer<?> instance : settings.instances()) {
			if (!there.contains(RelaxedNames.fold(instance.key()))) {
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
						"The " + kind.plural() + " " + described(kind, other) + " and " + described(kind, name)
								+ " have the same name as far as settings go, which ignore case and dashes.",
						"Give one of the two another name.");
			}
		}
	}

	private String described(Kind kind, String name) {
		return this.annotations.entrySet()
			.stream()
			.filter((entry) -> Kind.of(entry.getKey()) == kind)
			.flatMap((entry) -> Stream.ofNullable(entry.getValue().get(name)))
			.findFirst()
			.map((annotation) -> "'" + name + "' (" + annotation + ")")
			.orElse("'" + name + "' (the " + kind.beanType() + " bean '" + name + "')");
	}

	/**
	 * Refuses what is declared by its settings alone if only the environment mentions it:
	 * a variable that is misspelt would make one that nobody knows. It changes what is
	 * written down elsewhere.
	 */
	void requireWritten(KindSettings<?> settings) {
		List<String> written = settings.instances().stream().filter(this::isWritten).map(Layer::key).toList();
		Set<String> known = written.stream().map(RelaxedNames::fold).collect(Collectors.toSet());
		for (Layer<?> instance : settings.instances()) {
			if (!isThereAnyway(settings.kind(), instance.key()) && !known.contains(RelaxedNames.fold(instance.key()))) {
				throw new InvalidConfigurationException(
						"Only the environment mentions the " + settings.kind().label() + " '" + instance.key() + "'."
								+ this.origins.findBelow(instance.place()).map(Origins::line).orElse(""),
						RelaxedNames.meant(instance.key(), written)
							.map((meant) -> "Did you mean '" + meant + "'? ")
							.orElse("Correct the name or remove the variable. ") + "A variable changes a "
								+ settings.kind().label()
								+ " that is declared, and declares none: for a new one, write a setting under "
								+ Layer.text(settings.kind().instances(), instance.key()) + " in application.yml.");
			}
		}
	}

	private boolean isWritten(Layer<?> instance) {
		return this.origins.isWritten(instance.place());
	}

	/**
	 * What contexts above have; the root, and the supervisors of the kinds, which are
	 * refused elsewhere.
	 */
	private boolean isThereAnyway(Kind kind, String name) {
		return names(kind).stream().anyMatch(sameAs(name)) || (kind == Kind.SUPERVISOR
				&& (RelaxedNames.same(name, ProcessPath.ROOT.value()) || SupervisorResolver.isReserved(name)));
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
			.orElse("Correct the name, add the bean or remove the settings. ") + known + OF_A_CHILD;
	}

	private List<String> names(Kind kind) {
		return this.known.getOrDefault(kind, List.of());
	}

	private static Predicate<String> sameAs(String key) {
		return (name) -> RelaxedNames.same(name, key);
	}

}
