package dev.concurrency.autoconfigure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

import dev.concurrency.spring.InvalidConfigurationException;

/**
 * The settings of one kind of process and how they are inherited: instance, then its
 * chain of {@code base-config}, then {@code configs.default} with its chain.
 * <p>
 * Names that fold to one are one. What is set differently under two of them is decided by
 * the order of their property sources, never by the order of a map.
 *
 * @param <P> the type of the settings
 */
final class KindSettings<P extends InstanceProperties<P>> {

	private static final String DEFAULT = "default";

	private final Kind kind;

	private final P none;

	private final Origins origins;

	// By the one form of their names.
	private final Map<String, List<Layer<P>>> configs;

	private final Map<String, List<Layer<P>>> instances;

	/**
	 * Orders the settings and checks the shared ones.
	 * @throws InvalidConfigurationException if a shared configuration inherits from
	 * itself or from one that does not exist
	 */
	KindSettings(Kind kind, P none, Map<String, P> configs, Map<String, P> instances, Origins origins) {
		this.kind = kind;
		this.none = none;
		this.origins = origins;
		this.configs = layers(kind.configs(), configs);
		this.instances = layers(kind.instances(), instances);
		for (List<Layer<P>> config : this.configs.values()) {
			inherit(config, List.of(config.get(0).key()));
		}
	}

	Kind kind() {
		return this.kind;
	}

	/** Every place with settings of an instance. */
	List<Layer<P>> instances() {
		return this.instances.values().stream().flatMap(List::stream).toList();
	}

	/** Whether anything is said of an instance alone. */
	boolean isDeclared(String instance) {
		return !said(instance).isEmpty();
	}

	/** What is said of an instance alone, the most specific place first. */
	List<Layer<P>> said(String instance) {
		return named(instance, this.instances);
	}

	/**
	 * The settings of an instance.
	 * @throws InvalidConfigurationException if a base does not exist
	 */
	P of(String instance) {
		return merge(places(instance));
	}

	/**
	 * The places that an instance has its settings from, the most specific one first.
	 * @throws InvalidConfigurationException if a base does not exist
	 */
	Collection<Layer<P>> places(String instance) {
		return inherit(named(instance, this.instances), List.of());
	}

	/** The keys of the places, and then others. */
	List<ConfigurationPropertyName> keys(String instance, ConfigurationPropertyName... others) {
		return Stream.concat(places(instance).stream().map(Layer::place), Stream.of(others)).toList();
	}

	/** The same without what all instances inherit. */
	Collection<Layer<P>> ownPlaces(String instance) {
		List<Layer<P>> own = named(instance, this.instances);
		Set<Layer<P>> places = new LinkedHashSet<>(own);
		addBases(own, List.of(), places);
		return places;
	}

	/** Whether an instance is to be there at all. */
	boolean isEnabled(String instance) {
		return !Boolean.FALSE.equals(of(instance).enabled());
	}

	/** What says that an instance is not to be there: key, value and place. */
	Optional<String> disabledBy(String instance) {
		return isEnabled(instance) ? Optional.empty()
				: Optional.of(places(instance).stream()
					.flatMap((layer) -> this.origins.find(layer.place().append("enabled")).stream())
					.findFirst()
					.map(Origins::text)
					.orElse("enabled = false"));
	}

	/** What places say together, the first one before the others. */
	P merge(Collection<Layer<P>> places) {
		P merged = this.none;
		for (Layer<P> layer : places) {
			merged = merged.orElse(layer.values());
		}
		return merged;
	}

	/** Sorted, so that of several mistakes the same one is told each time. */
	private Map<String, List<Layer<P>>> layers(ConfigurationPropertyName parent, Map<String, P> settings) {
		Map<String, List<Layer<P>>> layers = new TreeMap<>();
		settings.forEach((key, values) -> layers.computeIfAbsent(RelaxedNames.fold(key), (name) -> new ArrayList<>())
			.add(new Layer<>(key, Layer.place(parent, key, this.origins), values)));
		layers.values().forEach(this::sort);
		return layers;
	}

	/** Mostly a name is written in one way, and to look where takes a while. */
	private void sort(List<Layer<P>> layers) {
		if (layers.size() > 1) {
			layers.sort(Comparator.<Layer<P>>comparingInt((layer) -> this.origins.rank(layer.place()))
				.thenComparing(Layer::key));
		}
	}

	private List<Layer<P>> named(String name, Map<String, List<Layer<P>>> layers) {
		return layers.getOrDefault(RelaxedNames.fold(name), List.of());
	}

	private Set<Layer<P>> inherit(List<Layer<P>> own, List<String> name) {
		Set<Layer<P>> inherited = new LinkedHashSet<>(own);
		addBases(own, name, inherited);
		List<Layer<P>> defaults = named(DEFAULT, this.configs);
		inherited.addAll(defaults);
		addBases(defaults, List.of(DEFAULT), inherited);
		return inherited;
	}

	/** Follows base-config from one place on, which has a name if it is a shared one. */
	private void addBases(List<Layer<P>> start, List<String> name, Set<Layer<P>> inherited) {
		List<String> walked = new ArrayList<>(name);
		List<Layer<P>> current = start;
		String base = merge(current).baseConfig();
		while (base != null) {
			List<Layer<P>> found = named(base, this.configs);
			requireKnown(base, found, current);
			requireNew(base, walked, current);
			walked.add(base);
			inherited.addAll(found);
			current = found;
			base = merge(current).baseConfig();
		}
	}

	private void requireKnown(String base, List<Layer<P>> found, List<Layer<P>> users) {
		if (found.isEmpty()) {
			List<String> known = this.configs.values().stream().flatMap(List::stream).map(Layer::key).sorted().toList();
			String others = known.isEmpty() ? "" : " There are: " + String.join(", ", known) + ".";
			throw new InvalidConfigurationException(
					"The shared configuration '" + base + "' does not exist." + baseOrigins(users),
					RelaxedNames.meant(base, known)
						.map((meant) -> "Did you mean '" + meant + "'?")
						.orElse("Correct the name.") + others + " A new one would be set under " + this.kind.configs()
							+ "." + base + ".");
		}
	}

	private void requireNew(String base, List<String> walked, List<Layer<P>> users) {
		if (walked.stream().anyMatch((name) -> RelaxedNames.same(name, base))) {
			throw new InvalidConfigurationException(
					"The shared configurations under " + this.kind.configs() + " inherit from each other in a circle: "
							+ String.join(" -> ", walked) + " -> " + base + "."
							+ walked.stream()
								.map((name) -> baseOrigins(named(name, this.configs)))
								.collect(Collectors.joining())
							+ (walked.isEmpty() ? baseOrigins(users) : ""),
					"Remove one base-config of the circle.");
		}
	}

	private String baseOrigins(List<Layer<P>> layers) {
		return layers.stream()
			.flatMap((layer) -> this.origins.find(layer.place().append("base-config")).stream())
			.limit(1)
			.map(Origins::line)
			.collect(Collectors.joining());
	}

}
