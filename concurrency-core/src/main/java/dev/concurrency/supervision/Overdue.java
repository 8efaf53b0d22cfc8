package dev.concurrency.supervision;

import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.time.Durations;

/** Says which time was over when a child is interrupted. Stateless. */
final class Overdue {

	private Overdue() {
	}

	/**
	 * Why a child is interrupted that was asked to end.
	 * @param child whom
	 * @param supervisor by whom
	 * @param settings how that behaves
	 * @return a sentence without the name of the child
	 */
	static String of(Child child, ProcessPath supervisor, SupervisorSettings settings) {
		if (child.ownTimeOver) {
			return "it did not end within its shutdown of " + Durations.text(child.spec().shutdown().timeout())
					+ key(child);
		}
		String budget = (Durations.toNanos(settings.shutdownBudget()) == Long.MAX_VALUE) ? ""
				: ", whose shutdown-budget is " + Durations.text(settings.shutdownBudget());
		return "the time to stop " + supervisor + " is over" + budget;
	}

	/** How it is set with the starter; what is spawned has no key. */
	private static String key(Child child) {
		ProcessKind kind = child.process().kind();
		return child.isSpawned() ? ""
				: " (concurrency." + ((kind == ProcessKind.GROUP) ? ProcessKind.ACTOR : kind).plural() + ".instances."
						+ child.path().name() + ".shutdown)";
	}

}
