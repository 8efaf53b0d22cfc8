package dev.concurrency.autoconfigure;

import java.util.List;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

import dev.concurrency.ProcessControl;
import dev.concurrency.autoconfigure.ConcurrencyProperties.Restarts;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.supervision.SupervisorSnapshot;

/**
 * How a supervisor behaves.
 *
 * @param settings the core's own
 * @param children the names of those that start first
 */
record OwnSupervisorSettings(SupervisorSettings settings, List<String> children) {

	private static final List<SettingKey<OwnSupervisorSettings>> KEYS = List.of(
			SettingKey.fixed("strategy", (own) -> own.settings.strategy()),
			SettingKey.fixed("children", OwnSupervisorSettings::children),
			SettingKey.fixed("max-restarts", (own) -> own.settings.restarts().maxRestarts()),
			SettingKey.fixed("period", (own) -> own.settings.restarts().period()),
			SettingKey.fixed("backoff.min", (own) -> own.settings.restarts().backoff().min()),
			SettingKey.fixed("backoff.max", (own) -> own.settings.restarts().backoff().max()),
			SettingKey.fixed("backoff.factor", (own) -> own.settings.restarts().backoff().factor()),
			SettingKey.fixed("backoff.jitter", (own) -> own.settings.restarts().backoff().jitter()),
			SettingKey.fixed("backoff.reset-after", (own) -> own.settings.restarts().backoff().resetAfter()),
			SettingKey.fixed("start", (own) -> own.settings.startOrder()),
			SettingKey.fixed("stop", (own) -> own.settings.stopOrder()),
			SettingKey.fixed("auto-shutdown", (own) -> own.settings.autoShutdown()),
			SettingKey.fixed("shutdown-budget", (own) -> own.settings.shutdownBudget()));

	/**
	 * Those of a supervisor, as they are and as properties say, now and at the start.
	 */
	static Part<OwnSupervisorSettings> part(ProcessControl supervisor, BoundProperties now, BoundProperties atStart) {
		SupervisorSettings running = ((SupervisorSnapshot) supervisor.details()).settings();
		return new Part<>(KEYS, new OwnSupervisorSettings(running, said(supervisor, atStart).childNames()),
				said(supervisor, now, running), said(supervisor, atStart, running));
	}

	private static OwnSupervisorSettings said(ProcessControl supervisor, BoundProperties properties,
			SupervisorSettings running) {
		return new OwnSupervisorSettings(settings(supervisor, properties, running),
				said(supervisor, properties).childNames());
	}

	/**
	 * What properties say of a supervisor; of one that is not declared there, nothing.
	 */
	static SupervisorProperties said(ProcessControl supervisor, BoundProperties properties) {
		return isDeclared(supervisor, properties) ? properties.supervisors().of(supervisor.path().name())
				: SupervisorProperties.NONE;
	}

	/** Where they say so, the first one before the others. */
	static List<ConfigurationPropertyName> places(ProcessControl supervisor, BoundProperties properties) {
		if (isDeclared(supervisor, properties)) {
			return properties.supervisors().keys(supervisor.path().name(), SupervisorResolver.RESTARTS);
		}
		return isOfKind(supervisor) ? List.of(SupervisorResolver.RESTARTS) : List.of();
	}

	private static boolean isDeclared(ProcessControl supervisor, BoundProperties properties) {
		return properties.supervisors().isDeclared(supervisor.path().name());
	}

	/** Of the root and of the supervisors of kinds only the restarts are said. */
	private static SupervisorSettings settings(ProcessControl supervisor, BoundProperties properties,
			SupervisorSettings running) {
		Restarts restarts = properties.properties().restarts();
		SupervisorSettings said = said(supervisor, properties).toSettings(restarts);
		if (supervisor.path().equals(ProcessPath.ROOT)) {
			return running.withRestarts(isDeclared(supervisor, properties) ? said.restarts() : RestartPolicy.NEVER);
		}
		if (isOfKind(supervisor)) {
			return running.withRestarts(restarts.toPolicy());
		}
		return isDeclared(supervisor, properties) ? said : SupervisorSettings.defaults();
	}

	/** Whether it is there without being declared, for processes of a kind. */
	static boolean isOfKind(ProcessControl supervisor) {
		return ProcessPath.ROOT.equals(supervisor.path().parent())
				&& SupervisorResolver.isReserved(supervisor.path().name());
	}

}
