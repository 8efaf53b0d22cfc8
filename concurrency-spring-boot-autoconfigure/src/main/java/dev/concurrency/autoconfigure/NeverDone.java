package dev.concurrency.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import dev.concurrency.spring.SettingsSource.Declared;
import dev.concurrency.supervision.AutoShutdown;
import dev.concurrency.supervision.RestartStrategy;
import dev.concurrency.supervision.SupervisorSettings;

/**
 * Supervisors that are to end with their significant children, of which none is declared.
 * It may be meant for what is spawned, so it is no mistake for certain. Stateless.
 */
final class NeverDone {

	private NeverDone() {
	}

	/**
	 * What to say of them.
	 * @param all what is declared, as customizers have left it
	 */
	static List<String> warnings(List<Declared> all) {
		List<String> warnings = new ArrayList<>();
		for (Declared declared : all) {
			SupervisorSettings supervisor = declared.settings();
			if (supervisor != null && supervisor.autoShutdown() != AutoShutdown.NEVER
					&& supervisor.strategy() != RestartStrategy.DYNAMIC && !hasSignificant(declared.name(), all)) {
				warnings.add("The supervisor '" + declared.name() + "' has an auto-shutdown, but none of its children"
						+ " is significant: it ends only by those that are spawned");
			}
		}
		return warnings;
	}

	private static boolean hasSignificant(String supervisor, List<Declared> all) {
		for (Declared child : all) {
			if (supervisor.equals(child.supervisor()) && child.spec().significant()) {
				return true;
			}
		}
		return false;
	}

}
