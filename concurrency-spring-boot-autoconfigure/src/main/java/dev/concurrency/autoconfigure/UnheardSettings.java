package dev.concurrency.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;

import dev.concurrency.process.ProcessKind;
import dev.concurrency.spring.SettingsSource.Names;
import dev.concurrency.spring.SupervisorPlan;

/**
 * What a context says of processes that are those of a context above. Each is as its own
 * context says: two that read one file agree, and anything else would have no effect
 * without a word.
 *
 * @param here what this context reads
 * @param above what the one above reads
 */
record UnheardSettings(Environment here, Environment above) {

	/**
	 * What to say of them.
	 * @param bound what is said here
	 * @param names the processes that are there, here and above
	 * @param supervisors the supervisors that are there here
	 */
	List<String> warnings(BoundProperties bound, Names names, List<SupervisorPlan> supervisors) {
		Map<ProcessKind, List<String>> own = Map.of(ProcessKind.SINK, names.sinks(), ProcessKind.WORKER,
				names.workers(), ProcessKind.ACTOR, names.actors(), ProcessKind.PROCESS, names.processes(),
				ProcessKind.SUPERVISOR, supervisors.stream().map(SupervisorPlan::name).toList());
		List<Said> said = Stream.of(ProcessKind.values())
			.filter((kind) -> !names.inherited(kind).isEmpty())
			.flatMap((kind) -> said(bound.of(Kind.of(kind)), names.inherited(kind), own.getOrDefault(kind, List.of())))
			.toList();
		if (said.isEmpty()) {
			return List.of();
		}
		BoundProperties boundAbove = BoundProperties.readable(this.above);
		return said.stream().flatMap((each) -> warning(each, bound, boundAbove).stream()).toList();
	}

	private static Stream<Said> said(KindSettings<?> settings, List<String> inherited, List<String> own) {
		return inherited.stream()
			.filter(settings::isDeclared)
			.filter((name) -> own.stream().noneMatch((other) -> RelaxedNames.same(other, name)))
			.map((name) -> new Said(settings, name));
	}

	private Optional<String> warning(Said said, BoundProperties bound, BoundProperties boundAbove) {
		Kind kind = said.settings.kind();
		KindSettings<?> settingsAbove = boundAbove.of(kind);
		// The same can be written in more than one way.
		if (said.settings.of(said.name).equals(settingsAbove.of(said.name))) {
			return Optional.empty();
		}
		List<ConfigurationPropertyName> places = said.settings.said(said.name).stream().map(Layer::place).toList();
		List<ConfigurationPropertyName> placesAbove = settingsAbove.keys(said.name);
		String unheard = kind.keys().stream().flatMap((key) -> {
			List<ConfigurationProperty> values = find(places, key, bound.origins());
			List<ConfigurationProperty> valuesAbove = find(placesAbove, key, boundAbove.origins());
			return texts(values, this.here).equals(texts(valuesAbove, this.above)) ? Stream.empty() : values.stream();
		}).map(Origins::line).collect(Collectors.joining());
		return unheard.isEmpty() ? Optional.empty() : Optional.of("The " + kind.label() + " '" + said.name
				+ "' is that of a context above, whose settings are the only ones that count. Without effect are:"
				+ unheard + System.lineSeparator() + "Set them where the context above reads them, or remove them.");
	}

	/** One setting, which a list has several properties for. */
	private static List<ConfigurationProperty> find(List<ConfigurationPropertyName> places, String key,
			Origins origins) {
		return places.stream()
			.map((place) -> origins.below(place.append(key)))
			.filter((found) -> !found.isEmpty())
			.findFirst()
			.orElse(List.of());
	}

	private static List<String> texts(List<ConfigurationProperty> values, Environment environment) {
		return values.stream()
			.map((property) -> environment.resolvePlaceholders(String.valueOf(property.getValue())))
			.toList();
	}

	/**
	 * What is said of a process.
	 *
	 * @param settings those of its kind
	 * @param name its name
	 */
	private record Said(KindSettings<?> settings, String name) {
	}

}
