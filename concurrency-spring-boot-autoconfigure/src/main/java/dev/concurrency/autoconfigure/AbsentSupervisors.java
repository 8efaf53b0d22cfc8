package dev.concurrency.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.concurrency.process.ProcessKind;
import dev.concurrency.spring.Placement;
import dev.concurrency.spring.SettingsSource.Disabled;
import dev.concurrency.spring.SupervisorPlan;

/**
 * The supervisors that are not to be there, and with them everything below.
 *
 * @param settings what says so, of the supervisor itself or of one above it, by name
 */
record AbsentSupervisors(Map<String, String> settings) {

	/**
	 * Those that are disabled and those below them.
	 * @param plans all supervisors, each after the one above it
	 */
	static AbsentSupervisors of(List<SupervisorPlan> plans, KindSettings<SupervisorProperties> properties) {
		AbsentSupervisors absent = new AbsentSupervisors(new LinkedHashMap<>());
		for (SupervisorPlan plan : plans) {
			properties.disabledBy(plan.name())
				.or(() -> absent.above(plan.placement()))
				.ifPresent((setting) -> absent.settings.put(plan.name(), setting));
		}
		return absent;
	}

	/** The supervisors without those that are not there. */
	List<SupervisorPlan> without(List<SupervisorPlan> plans) {
		return this.settings.isEmpty() ? plans
				: plans.stream().filter((plan) -> !this.settings.containsKey(plan.name())).toList();
	}

	/** The processes without those that have no place. */
	Map<ProcessKind, Map<String, Placement>> without(Map<ProcessKind, Map<String, Placement>> placements) {
		if (this.settings.isEmpty()) {
			return placements;
		}
		Map<ProcessKind, Map<String, Placement>> present = new LinkedHashMap<>();
		placements.forEach((kind, placed) -> {
			Map<String, Placement> left = new LinkedHashMap<>(placed);
			left.values().removeIf((placement) -> above(placement).isPresent());
			present.put(kind, left);
		});
		return present;
	}

	/** The supervisors themselves, and the processes that have no place. */
	List<Disabled> disabled(Map<ProcessKind, Map<String, Placement>> placements) {
		if (this.settings.isEmpty()) {
			return List.of();
		}
		List<Disabled> disabled = new ArrayList<>();
		this.settings.forEach((name, setting) -> disabled.add(new Disabled(ProcessKind.SUPERVISOR, name, setting)));
		placements.forEach((kind, placed) -> placed.forEach((name, placement) -> above(placement)
			.ifPresent((setting) -> disabled.add(new Disabled(kind, name, setting)))));
		return disabled;
	}

	private Optional<String> above(Placement placement) {
		return Optional.ofNullable(this.settings.get(placement.supervisor()));
	}

}
