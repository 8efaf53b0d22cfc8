package dev.concurrency.autoconfigure;

import java.util.List;
import java.util.stream.Stream;

import dev.concurrency.ProcessControl;
import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;

/**
 * What others are told about a process of any kind, when it is declared: its supervisor
 * and health.
 *
 * @param enabled whether it is there
 * @param supervisor the name of its supervisor
 * @param spec how it is treated there
 * @param inHealth whether health shows it
 * @param canFail whether it can make health DOWN
 */
record ChildSettings(boolean enabled, String supervisor, ChildSpec spec, boolean inHealth, boolean canFail) {

	private static final List<SettingKey<ChildSettings>> ALL = List.of(
			SettingKey.fixed("enabled", ChildSettings::enabled),
			SettingKey.fixed("auto-startup", (child) -> child.spec.autoStart()),
			SettingKey.fixed("restart", (child) -> child.spec.restart()),
			SettingKey.fixed("significant", (child) -> child.spec.significant()));

	/** What health asks for, of a process that nobody declares too. */
	static final List<SettingKey<ChildSettings>> HEALTH = List.of(
			SettingKey.fixed("register-health-indicator", ChildSettings::inHealth),
			SettingKey.fixed("allow-health-indicator-to-fail", ChildSettings::canFail));

	private static final List<SettingKey<ChildSettings>> LEAF = with(HEALTH,
			List.of(SettingKey.fixed("supervisor", ChildSettings::supervisor),
					SettingKey.fixed("shutdown", (child) -> child.spec.shutdown()),
					SettingKey.fixed("init-timeout", (child) -> child.spec.initTimeout()),
					SettingKey.fixed("max-restarts", (child) -> child.spec.maxRestarts())));

	// Its limits are those of its children.
	private static final List<SettingKey<ChildSettings>> SUPERVISOR = with(HEALTH,
			List.of(SettingKey.fixed("parent", ChildSettings::supervisor)));

	// Its health is that of its children.
	private static final List<SettingKey<ChildSettings>> SUPERVISOR_OF_KIND = with(List.of(),
			List.of(SettingKey.fixed("parent", ChildSettings::supervisor)));

	private static List<SettingKey<ChildSettings>> with(List<SettingKey<ChildSettings>> health,
			List<SettingKey<ChildSettings>> own) {
		return Stream.of(own, ALL, health).flatMap(List::stream).toList();
	}

	/** Whether a setting of a process that is no supervisor is one of these. */
	static boolean include(String key) {
		return LEAF.stream().anyMatch((each) -> RelaxedNames.same(each.key(), key));
	}

	/** Under which key a process of a kind names its supervisor. */
	static String supervisorKey(Kind kind) {
		return (kind == Kind.SUPERVISOR) ? "parent" : "supervisor";
	}

	/**
	 * Those of a process below the root, as they are and as properties say.
	 * @param now what they say
	 * @param atStart what they said at the start; of health that is so
	 */
	static Part<ChildSettings> part(ProcessControl process, Said now, Said atStart) {
		ChildSettings running = of(process, true, above(process), process.spec(), atStart.health);
		return new Part<>(keys(process), running, said(process, now), said(process, atStart));
	}

	private static ChildSettings said(ProcessControl process, Said said) {
		ProcessKind treatedAs = (process.kind() == ProcessKind.GROUP) ? ProcessKind.ACTOR : process.kind();
		InstanceProperties<?> properties = said.properties;
		String above = above(process);
		return of(process, !Boolean.FALSE.equals(properties.enabled()),
				said.listed ? above : supervisor(Kind.of(process.kind()), properties, above),
				properties.placement(treatedAs).apply(properties.usual(treatedAs)), said.health);
	}

	private static ChildSettings of(ProcessControl process, boolean enabled, String supervisor, ChildSpec spec,
			HealthSettings health) {
		String name = process.path().name();
		return new ChildSettings(enabled, supervisor, spec, health.isShown(process.kind(), name),
				health.mayFail(process.kind(), name));
	}

	private static List<SettingKey<ChildSettings>> keys(ProcessControl process) {
		if (process.kind() != ProcessKind.SUPERVISOR) {
			return LEAF;
		}
		return OwnSupervisorSettings.isOfKind(process) ? SUPERVISOR_OF_KIND : SUPERVISOR;
	}

	/** The name of the supervisor of a process below the root. */
	static String above(ProcessControl process) {
		ProcessPath parent = process.path().parent();
		return (parent != null) ? parent.name() : "";
	}

	private static String supervisor(Kind kind, InstanceProperties<?> said, String above) {
		String named = said.supervisor();
		if (named == null) {
			return (kind == Kind.SUPERVISOR) ? ProcessPath.ROOT.name() : kind.plural();
		}
		return RelaxedNames.same(named, above) ? above : named;
	}

	/**
	 * What properties say of a process.
	 *
	 * @param properties those of itself
	 * @param listed whether its supervisor lists it among its children
	 * @param health what is said of health
	 */
	record Said(InstanceProperties<?> properties, boolean listed, HealthSettings health) {
	}

}
