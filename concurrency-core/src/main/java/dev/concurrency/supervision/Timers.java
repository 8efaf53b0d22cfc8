package dev.concurrency.supervision;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.concurrency.supervision.SupervisorEvent.OfIncarnation;
import dev.concurrency.time.Timer;

/**
 * What a supervisor has scheduled and what has become void since: a timer that is not
 * cancelled keeps the child alive that it is about, and all that belongs to it. Not
 * thread-safe.
 */
final class Timers {

	private final Map<Child, List<Timer.Timeout>> ofChildren = new HashMap<>();

	private final List<Timer.Timeout> ofSupervisor = new ArrayList<>();

	void add(SupervisorEvent event, Timer.Timeout timeout) {
		if (event instanceof OfIncarnation of) {
			this.ofChildren.computeIfAbsent(of.child(), (child) -> new ArrayList<>(2)).add(timeout);
		}
		else {
			this.ofSupervisor.add(timeout);
		}
	}

	/** A child has reached what it was given time for, or does not need to any more. */
	void cancel(Child child) {
		List<Timer.Timeout> timeouts = this.ofChildren.remove(child);
		if (timeouts != null) {
			timeouts.forEach(Timer.Timeout::cancel);
		}
	}

	/** The supervisor has ended, after all its children. */
	void cancelAll() {
		this.ofSupervisor.forEach(Timer.Timeout::cancel);
		this.ofSupervisor.clear();
	}

}
