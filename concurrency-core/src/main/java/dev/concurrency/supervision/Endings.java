package dev.concurrency.supervision;

import org.jspecify.annotations.Nullable;

import dev.concurrency.supervision.Child.After;
import dev.concurrency.supervision.Child.Phase;

/**
 * What becomes of children that have ended: who waits is answered, and what nobody can
 * start again is forgotten. Not thread-safe.
 */
final class Endings {

	private final Children children;

	private final Decisions decisions;

	Endings(Children children, Decisions decisions) {
		this.children = children;
		this.decisions = decisions;
	}

	/** A child that waits for its start is not to start. */
	void endWaiting(Child child, @Nullable Throwable cause, String reason) {
		if (child.reported) {
			over(child);
		}
		else {
			this.decisions.end(child, cause, reason);
		}
	}

	/** Nothing of a child is left to be told, unless an incarnation was to follow. */
	void over(Child child) {
		SupervisorCommand.ReportEnded untold = child.untold;
		if (untold != null && !child.startWhenFree) {
			child.untold = null;
			this.decisions.phase(child, Phase.ENDING);
			this.decisions.add(untold);
			return;
		}
		this.decisions.phase(child, Phase.ENDED);
		this.decisions.answer(child.takeUntilEnded(), null);
		if (!child.startWhenFree) {
			child.awaitedBySpawner = false;
			this.decisions.answer(child.takeUntilReady(), Decisions.notRunning(child));
			if (isForgotten(child)) {
				remove(child);
			}
		}
	}

	/** What came at run time leaves nothing behind, unless an operator wants it back. */
	private static boolean isForgotten(Child child) {
		boolean kept = child.after == After.OPERATOR_STOP && !child.endedByItself && !child.isTemporary();
		return !child.abandoned && (child.removeWhenEnded || (child.isSpawned() && !kept));
	}

	private void remove(Child child) {
		if (this.children.contains(child)) {
			this.children.remove(child);
			this.decisions.add(new SupervisorCommand.RemoveChild(child));
		}
	}

}
