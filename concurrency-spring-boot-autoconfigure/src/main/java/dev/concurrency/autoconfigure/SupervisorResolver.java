package dev.concurrency.autoconfigure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

import dev.concurrency.autoconfigure.ConcurrencyProperties.Restarts;
import dev.concurrency.process.ConcurrencyException;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.spring.InvalidConfigurationException;
import dev.concurrency.spring.Placement;
import dev.concurrency.spring.SettingsSource.Names;
import dev.concurrency.spring.SupervisorPlan;
import dev.concurrency.supervision.AutoShutdown;
import dev.concurrency.supervision.RestartStrategy;
import dev.concurrency.supervision.SupervisorSettings;

/**
 * Makes the supervisors of the properties, puts every process below one of them, and
 * refuses what does not fit together.
 */
final class SupervisorResolver {

	private static final String ROOT = ProcessPath.ROOT.value();

	/** The supervisors of the kinds, which are there without being declared. */
	private static final List<String> RESERVED = Stream.of(Kind.values())
		.filter((kind) -> kind != Kind.SUPERVISOR)
		.map(Kind::plural)
		.toList();

	private static final List<String> ROOT_KEYS = List.of("base-config", "max-restarts", "period", "backoff");

	/** What all supervisors inherit from. */
	static final ConfigurationPropertyName RESTARTS = ConfigurationPropertyName
		.of(ConcurrencyProperties.PREFIX + ".restarts");

	private final KindSettings<SupervisorProperties> settings;

	private final Restarts restarts;

	private final SupervisorOrigins origins;

	private final Refusals refusals;

	private final Siblings siblings = new Siblings();

	private final Map<String, SupervisorPlan> plans = new LinkedHashMap<>();

	private final RestartPolicy rootRestarts;

	SupervisorResolver(KindSettings<SupervisorProperties> settings, Restarts restarts, Origins origins) {
		this.settings = settings;
		this.restarts = restarts;
		this.origins = new SupervisorOrigins(settings, origins);
		this.refusals = new Refusals(origins);
		RESERVED.forEach((name) -> this.siblings.add(ROOT, ProcessKind.SUPERVISOR.label(), name, () -> ""));
		this.rootRestarts = root();
		// In this order the name of a supervisor is the one that says most: a variable of
		// the environment has neither signs nor capital letters.
		settings.instances().stream().sorted(Comparator.comparing(Layer::key)).forEach((layer) -> {
			if (!isRoot(layer.key()) && known(layer.key()).isEmpty()) {
				requireFree(layer);
				this.plans.put(layer.key(), plan(layer.key()));
			}
		});
	}

	/** How the root restarts what is directly below it: never, unless it is set. */
	RestartPolicy rootRestarts() {
		return this.rootRestarts;
	}

	private RestartPolicy root() {
		List<Layer<SupervisorProperties>> layers = this.settings.instances()
			.stream()
			.filter((layer) -> isRoot(layer.key()))
			.toList();
		if (layers.isEmpty()) {
			return RestartPolicy.NEVER;
		}
		List<String> others = KnownKeys.of(SupervisorProperties.class)
			.stream()
			.filter((key) -> !ROOT_KEYS.contains(key))
			.toList();
		String refused = layers.stream().map((layer) -> this.origins.any(layer, others)).collect(Collectors.joining());
		if (!refused.isEmpty()) {
			throw new InvalidConfigurationException(
					"These settings cannot be made for the root, of which only the restarts can be set:" + refused,
					"Remove them, or declare a supervisor of your own. For the root there are: "
							+ String.join(", ", ROOT_KEYS) + ".");
		}
		return explained(ROOT, (merged) -> merged.toSettings(this.restarts).restarts());
	}

	/**
	 * The supervisors, disabled ones too, each after the one above it.
	 * @param placements what they may hold
	 * @param disabled what they may list, though it is not there
	 */
	List<SupervisorPlan> plans(Map<ProcessKind, Map<String, Placement>> placements, Collection<String> disabled) {
		if (this.plans.isEmpty()) {
			return List.of();
		}
		List<String> names = Stream
			.concat(this.plans.keySet().stream(),
					placements.values().stream().map(Map::keySet).flatMap(Collection::stream))
			.distinct()
			.sorted()
			.toList();
		List<SupervisorPlan> sorted = new ArrayList<>();
		this.plans.values().forEach((plan) -> check(plan, names, disabled));
		this.plans.values()
			.forEach((plan) -> placements.forEach((kind, placed) -> requireUnambiguous(plan, kind, placed.keySet())));
		this.plans.values().forEach((plan) -> add(plan, sorted));
		sorted.forEach((plan) -> addSibling(Kind.SUPERVISOR, plan.name(), plan.placement(),
				this.settings.places(plan.name())));
		return sorted.stream().map((plan) -> withCanonicalChildren(plan, names)).toList();
	}

	/** Where those processes of a kind belong that are enabled, by their names. */
	<P extends InstanceProperties<P>> Map<String, Placement> placements(KindSettings<P> kind, ProcessKind processKind,
			List<String> names, Names annotated) {
		Map<String, Placement> placements = new LinkedHashMap<>();
		for (String name : names.stream().filter(kind::isEnabled).toList()) {
			Collection<Layer<P>> places = kind.places(name);
			P merged = kind.merge(places);
			Placement configured = this.refusals.explain(kind.kind(), name, places.stream().map(Layer::place).toList(),
					() -> merged.placement(processKind));
			Placement own = configured
				.withAutoStartup(autoStartup(kind, name, annotated.autoStartup(processKind, name)));
			Placement placement = placed(kind.kind(), name, own, places);
			requireFitting(kind.kind(), name, placement, places);
			if (placement.supervisor() != null) {
				addSibling(kind.kind(), name, placement, places);
			}
			placements.put(name, placement);
		}
		return placements;
	}

	/**
	 * An annotation counts more than what all instances inherit, and less than all else.
	 */
	private static <P extends InstanceProperties<P>> @Nullable Boolean autoStartup(KindSettings<P> kind, String name,
			@Nullable Boolean annotated) {
		Boolean own = kind.merge(kind.ownPlaces(name)).autoStartup();
		Boolean inherited = kind.merge(kind.places(name)).autoStartup();
		return InstanceProperties.first(InstanceProperties.first(own, annotated), inherited);
	}

	private <P> void addSibling(Kind kind, String name, Placement placement, Collection<Layer<P>> places) {
		String supervisor = placement.supervisor();
		this.siblings.add((supervisor != null) ? supervisor : ROOT, kind.label(), name,
				() -> belonging(kind, name, places));
	}

	private SupervisorPlan plan(String name) {
		return explained(name, (merged) -> new SupervisorPlan(name, merged.toSettings(this.restarts),
				merged.placement(ProcessKind.SUPERVISOR), merged.childNames()));
	}

	private <S> S explained(String name, Function<SupervisorProperties, S> settingsOf) {
		Collection<Layer<SupervisorProperties>> places = this.settings.places(name);
		SupervisorProperties merged = this.settings.merge(places);
		List<ConfigurationPropertyName> keys = Stream.concat(places.stream().map(Layer::place), Stream.of(RESTARTS))
			.toList();
		return this.refusals.explain(Kind.SUPERVISOR, name, keys, () -> settingsOf.apply(merged));
	}

	private void requireFree(Layer<SupervisorProperties> layer) {
		if (isReserved(layer.key())) {
			throw new InvalidConfigurationException("The supervisor '" + layer.key()
					+ "' is there already: it holds the " + RelaxedNames.fold(layer.key())
					+ " that no other supervisor holds." + this.origins.mentioned(layer),
					"Give your supervisor another name.");
		}
		try {
			ProcessPath.ROOT.child(layer.key());
		}
		catch (ConcurrencyException ex) {
			throw new InvalidConfigurationException(ex.getMessage() + "." + this.origins.mentioned(layer),
					"Correct the name.");
		}
	}

	private Optional<SupervisorPlan> known(@Nullable String name) {
		return this.plans.values()
			.stream()
			.filter((plan) -> name != null && RelaxedNames.same(plan.name(), name))
			.findFirst();
	}

	private static boolean isRoot(@Nullable String name) {
		return name != null && RelaxedNames.same(name, ROOT);
	}

	/** Whether it is the supervisor of a kind, which is there without being declared. */
	static boolean isReserved(String name) {
		return RESERVED.stream().anyMatch((reserved) -> RelaxedNames.same(reserved, name));
	}

	/** What a supervisor lists among its children belongs to it. */
	private <P> Placement placed(Kind kind, String name, Placement own, Collection<Layer<P>> places) {
		if (this.plans.isEmpty() && own.supervisor() == null) {
			return own;
		}
		List<SupervisorPlan> listing = listing(name);
		if (listing.size() > 1) {
			throw new InvalidConfigurationException(
					"The " + kind.label() + " '" + name + "' is listed among the children of several supervisors: "
							+ listing.stream().map(SupervisorPlan::name).sorted().collect(Collectors.joining(", "))
							+ "." + listed(name),
					"List it once.");
		}
		String wanted = own.supervisor();
		if (listing.isEmpty()) {
			return (wanted == null) ? own : own.under(canonical(kind, name, wanted, places));
		}
		SupervisorPlan parent = listing.get(0);
		if (wanted != null && !RelaxedNames.same(wanted, parent.name())) {
			throw new InvalidConfigurationException("The " + kind.label() + " '" + name + "' belongs to '" + wanted
					+ "' but is listed among the children of '" + parent.name() + "'." + belonging(kind, name, places),
					"Remove one of the two.");
		}
		return own.under(parent.name());
	}

	private <P> String canonical(Kind kind, String name, String wanted, Collection<Layer<P>> places) {
		if (isRoot(wanted)) {
			return ROOT;
		}
		if (isReserved(wanted)) {
			throw new InvalidConfigurationException(
					"The " + kind.label() + " '" + name + "' cannot belong to '" + wanted
							+ "', which holds what no other supervisor holds." + this.origins.assigned(kind, places),
					"Remove the setting, or name a supervisor of your own.");
		}
		return known(wanted).map(SupervisorPlan::name).orElseThrow(() -> {
			List<String> names = Stream.concat(Stream.of(ROOT), this.plans.keySet().stream().sorted()).toList();
			return new InvalidConfigurationException(
					"The " + kind.label() + " '" + name + "' belongs to the supervisor '" + wanted
							+ "', which does not exist." + this.origins.assigned(kind, places),
					RelaxedNames.meant(wanted, names).map((meant) -> "Did you mean '" + meant + "'? ").orElse("")
							+ "The supervisors are: " + String.join(", ", names) + ". A new one is declared under "
							+ Kind.SUPERVISOR.instances() + "." + wanted + ".");
		});
	}

	private List<SupervisorPlan> listing(String name) {
		return this.plans.values()
			.stream()
			.filter((plan) -> plan.children().stream().anyMatch((child) -> RelaxedNames.same(child, name)))
			.toList();
	}

	private String listed(String name) {
		return listing(name).stream()
			.map((plan) -> this.origins.listed(plan.name(), name))
			.collect(Collectors.joining());
	}

	/** Where it was said to whom a process or supervisor belongs. */
	private <P> String belonging(Kind kind, String name, Collection<Layer<P>> places) {
		return this.origins.assigned(kind, places) + listed(name);
	}

	/** What its supervisor cannot do for it. */
	private <P> void requireFitting(Kind kind, String name, Placement placement, Collection<Layer<P>> places) {
		if (placement.supervisor() == null && placement.significant() == null) {
			return;
		}
		String subject = "The " + kind.label() + " '" + name + "'";
		Optional<SupervisorSettings> above = known(placement.supervisor()).map(SupervisorPlan::settings);
		if (Boolean.TRUE.equals(placement.significant())
				&& above.map(SupervisorSettings::autoShutdown).orElse(AutoShutdown.NEVER) == AutoShutdown.NEVER) {
			throw new InvalidConfigurationException(
					subject + " is significant, but its supervisor never ends because of that."
							+ this.origins.of(places, "significant"),
					"Set auto-shutdown of its supervisor to any-significant or all-significant.");
		}
		if (above.map(SupervisorSettings::strategy).orElse(null) == RestartStrategy.DYNAMIC) {
			throw new InvalidConfigurationException(subject + " belongs to the supervisor '" + placement.supervisor()
					+ "', which is dynamic: its children are spawned while it runs." + belonging(kind, name, places),
					"Choose another strategy, or spawn it.");
		}
	}

	private void check(SupervisorPlan plan, List<String> names, Collection<String> disabled) {
		for (String child : plan.children()) {
			if (Stream.concat(names.stream(), disabled.stream()).noneMatch((name) -> RelaxedNames.same(name, child))) {
				throw new InvalidConfigurationException(
						"The supervisor '" + plan.name() + "' lists the child '" + child
								+ "', but there is no process or supervisor of that name."
								+ this.origins.listed(plan.name(), child),
						RelaxedNames.meant(child, names).map((meant) -> "Did you mean '" + meant + "'? ").orElse("")
								+ "There are: " + String.join(", ", names) + "." + InstanceCheck.OF_A_CHILD);
			}
			if (plan.children().stream().filter((other) -> RelaxedNames.same(other, child)).count() > 1) {
				throw new InvalidConfigurationException("The supervisor '" + plan.name() + "' lists the child '" + child
						+ "' twice." + this.origins.listed(plan.name(), child), "List it once.");
			}
		}
	}

	/** A name among the children must not be that of a process and of a supervisor. */
	private void requireUnambiguous(SupervisorPlan plan, ProcessKind kind, Collection<String> names) {
		for (String child : plan.children()) {
			if (known(child).isPresent() && names.stream().anyMatch((name) -> RelaxedNames.same(name, child))) {
				throw new InvalidConfigurationException("The supervisor '" + plan.name() + "' lists the child '" + child
						+ "', but that is the name of a " + kind.label() + " and of a supervisor."
						+ this.origins.listed(plan.name(), child), "Give the supervisor another name.");
			}
		}
	}

	/** Adds what is above a supervisor before the supervisor. */
	private void add(SupervisorPlan plan, List<SupervisorPlan> sorted) {
		List<SupervisorPlan> chain = new ArrayList<>();
		for (SupervisorPlan next = plan; next != null; next = parent(next)) {
			if (chain.contains(next)) {
				throw circle(chain.subList(chain.indexOf(next), chain.size()), next.name());
			}
			chain.add(next);
		}
		for (int i = chain.size() - 1; i >= 0; i--) {
			SupervisorPlan each = placed(chain.get(i));
			if (sorted.stream().noneMatch((other) -> other.name().equals(each.name()))) {
				requireFitting(Kind.SUPERVISOR, each.name(), each.placement(), this.settings.places(each.name()));
				sorted.add(each);
			}
		}
	}

	private InvalidConfigurationException circle(List<SupervisorPlan> circle, String again) {
		return new InvalidConfigurationException(
				"The supervisors " + circle.stream().map((each) -> each.name() + " -> ").collect(Collectors.joining())
						+ again + " are above each other in a circle."
						+ circle.stream()
							.map((each) -> belonging(Kind.SUPERVISOR, each.name(), this.settings.places(each.name())))
							.collect(Collectors.joining()),
				"Remove one parent, or one of the children, that makes the circle.");
	}

	private @Nullable SupervisorPlan parent(SupervisorPlan plan) {
		return known(placed(plan).placement().supervisor()).orElse(null);
	}

	private SupervisorPlan placed(SupervisorPlan plan) {
		return new SupervisorPlan(plan.name(), plan.settings(),
				placed(Kind.SUPERVISOR, plan.name(), plan.placement(), this.settings.places(plan.name())),
				plan.children());
	}

	/** The children as they are called, however they are written. */
	private static SupervisorPlan withCanonicalChildren(SupervisorPlan plan, List<String> names) {
		return new SupervisorPlan(plan.name(), plan.settings(), plan.placement(),
				plan.children()
					.stream()
					.flatMap((child) -> names.stream().filter((name) -> RelaxedNames.same(name, child)))
					.toList());
	}

}
