package dev.concurrency.autoconfigure;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

import org.springframework.boot.context.properties.source.ConfigurationProperty;

/**
 * Finds out where it was said what belongs to which supervisor. Answers that are text are
 * whole lines, empty when nothing was said.
 */
final class SupervisorOrigins {

	private final KindSettings<SupervisorProperties> supervisors;

	private final Origins origins;

	SupervisorOrigins(KindSettings<SupervisorProperties> supervisors, Origins origins) {
		this.supervisors = supervisors;
		this.origins = origins;
	}

	/** Where a key of a process or supervisor was set. */
	<P> String of(Collection<Layer<P>> places, String key) {
		return places.stream()
			.flatMap((layer) -> this.origins.find(layer.place().append(key)).stream())
			.findFirst()
			.map(Origins::line)
			.orElse("");
	}

	/** Where a process or supervisor says itself to whom it belongs. */
	<P> String assigned(Kind kind, Collection<Layer<P>> places) {
		return of(places, (kind == Kind.SUPERVISOR) ? "parent" : "supervisor");
	}

	/** Where a supervisor says that a child belongs to it. */
	String listed(String supervisor, String child) {
		List<ConfigurationProperty> same = listing(supervisor, child);
		return (same.isEmpty() ? children(supervisor).stream().limit(1) : same.stream()).map(Origins::line)
			.collect(Collectors.joining());
	}

	/** What of the children of a supervisor names a child. */
	List<ConfigurationProperty> listing(String supervisor, String child) {
		return children(supervisor).stream().filter((property) -> names(property, child)).toList();
	}

	private List<ConfigurationProperty> children(String supervisor) {
		return this.supervisors.places(supervisor)
			.stream()
			.map((layer) -> this.origins.below(layer.place().append("children")))
			.filter((found) -> !found.isEmpty())
			.findFirst()
			.orElse(List.of());
	}

	/** One element of a list, or several with commas between. */
	private static boolean names(ConfigurationProperty property, String child) {
		return Arrays.stream(String.valueOf(property.getValue()).split(","))
			.anyMatch((name) -> RelaxedNames.same(name, child));
	}

	/** Where any of the keys of a supervisor was set. */
	String any(Layer<?> layer, Collection<String> keys) {
		return keys.stream()
			.flatMap((key) -> this.origins.below(layer.place().append(key)).stream())
			.map(Origins::line)
			.collect(Collectors.joining());
	}

	/** Where a supervisor is mentioned first. */
	String mentioned(Layer<?> layer) {
		return this.origins.findBelow(layer.place()).map(Origins::line).orElse("");
	}

}
