package dev.concurrency.supervision;

import java.util.List;
import java.util.function.DoubleSupplier;

import dev.concurrency.supervision.Child.After;
import dev.concurrency.supervision.Child.Phase;
import dev.concurrency.time.Durations;

/**
 * The restart of several children, for one-for-all and rest-for-one: the members stop in
 * reverse order, a backoff passes, and they start in order. Not thread-safe.
 * <p>
 * A failure that comes before the first member is started again joins the restart under
 * way, so that members that fail at the same moment are one restart. One that comes later
 * begins a new one: from the first child in one-for-all, from the failed child in
 * rest-for-one, so that no earlier member is restarted twice.
 * <p>
 * A child that is spawned meanwhile starts at once and belongs only to what begins after
 * it: a member that the restart waits for may be waiting for that child.
 */
final class GroupRestart {

	private final SupervisorSettings settings;

	private final DoubleSupplier random;

	private final Children children;

	private final Arrivals arrivals;

	private final Decisions decisions;

	private final Departures departures = new Departures();

	private final Children leaving = new Children();

	private Step step = Step.NONE;

	private long from;

	private long number;

	private int attempt;

	private long doneAt;

	private long delay;

	GroupRestart(SupervisorSettings settings, DoubleSupplier random, Children children, Arrivals arrivals,
			Decisions decisions) {
		this.settings = settings;
		this.random = random;
		this.children = children;
		this.arrivals = arrivals;
		this.decisions = decisions;
	}

	boolean isActive() {
		return this.step != Step.NONE;
	}

	/**
	 * Starts a child, at once or in its turn if it is a member of the restart under way.
	 */
	void start(Child child, boolean restart) {
		if (isActive() && child.place() >= this.from) {
			this.arrivals.add(child);
		}
		else {
			this.decisions.start(child, restart);
		}
	}

	/** Whether a failure at this moment belongs to the restart under way. */
	boolean joins() {
		return this.step == Step.STOPPING || this.step == Step.WAITING;
	}

	void reset() {
		cancel();
		this.attempt = 0;
	}

	/** What is under way goes no further. */
	void cancel() {
		this.step = Step.NONE;
		this.leaving.clear();
		this.departures.clear();
	}

	/** A charged failure: members are to be restarted. */
	void begin(Child failed, long now) {
		if (this.step == Step.NONE
				&& now - this.doneAt >= Durations.toNanos(this.settings.restarts().backoff().resetAfter())) {
			this.attempt = 0;
		}
		this.attempt++;
		this.delay = this.settings.restarts().backoff().delayNanos(this.attempt, this.random.getAsDouble());
		this.from = firstMember(failed);
		gather();
		awaits(failed);
	}

	/** A failure that belongs to the restart under way. */
	void join(Child failed) {
		this.from = Math.min(this.from, firstMember(failed));
		gather();
		awaits(failed);
	}

	private long firstMember(Child failed) {
		return (this.settings.strategy() == RestartStrategy.ONE_FOR_ALL) ? Long.MIN_VALUE : failed.place();
	}

	private void gather() {
		this.step = Step.STOPPING;
		List<Child> members = this.children.from(this.from);
		for (Child member : members) {
			if (member.isTemporary() || member.removeWhenEnded || member.phase == Phase.DECLARED) {
				this.arrivals.arrived(member);
			}
			else {
				this.arrivals.add(member);
				member.attempt = this.attempt;
			}
			if (member.phase == Phase.STOPPING) {
				this.leaving.add(member);
				if (member.after != After.HUNG && !member.removeWhenEnded) {
					// Whoever wanted it to end, the group wants it to start again, unless
					// nobody is to find it any more.
					member.after = After.GROUP_RESTART;
				}
			}
		}
		this.departures.add(members.stream().filter(Child::isAlive).toList(), this.settings.stopsConcurrently());
	}

	/** A child that was asked to end has left, or is left behind. */
	void left(Child child) {
		this.leaving.remove(child);
	}

	/** A member that is down starts again once the others have stopped. */
	void awaits(Child member) {
		if (isToBeReported(member)) {
			this.decisions.add(new SupervisorCommand.ReportAwaiting(member, this.attempt, this.delay));
		}
	}

	/** What kept a child from its start is over: it starts now or in its turn. */
	void freed(Child child) {
		if (this.step == Step.STOPPING && child.place() >= this.from) {
			awaits(child);
		}
		else {
			this.decisions.reportRestart(child, 0);
		}
	}

	/** Takes the next step if there is one to take. */
	void advance(long now) {
		if (this.step == Step.STOPPING && this.departures.advance(this::ask) && this.leaving.isEmpty()) {
			waitForBackoff();
		}
		else if (this.step == Step.STARTING && this.arrivals.advance()) {
			this.step = Step.NONE;
			this.doneAt = now;
		}
	}

	private void ask(Child member) {
		if (member.isAtWork()) {
			this.leaving.add(member);
			if (member.isTemporary()) {
				this.decisions.stop(member, After.GROUP_RESTART, Long.MAX_VALUE);
			}
			else {
				this.decisions.suspend(member, After.GROUP_RESTART);
			}
		}
	}

	private void waitForBackoff() {
		this.step = Step.WAITING;
		this.number++;
		this.decisions.schedule(new SupervisorEvent.GroupDue(this.number), this.delay);
		this.arrivals.waiting()
			.all()
			.stream()
			.filter(GroupRestart::isToBeReported)
			.forEach((member) -> this.decisions.reportRestart(member, this.delay));
	}

	/** An abandoned one keeps that status, and one that was never started its own. */
	private static boolean isToBeReported(Child member) {
		return !member.isAlive() && !member.abandoned && !member.booting && member.incarnation > 0;
	}

	/** The backoff of a restart is over. */
	void due(long which, long now) {
		if (this.step == Step.WAITING && which == this.number) {
			this.step = Step.STARTING;
			advance(now);
		}
	}

	private enum Step {

		NONE, STOPPING, WAITING, STARTING

	}

}
