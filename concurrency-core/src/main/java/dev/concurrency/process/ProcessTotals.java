package dev.concurrency.process;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Sums over a tree of processes. A group counts as one process. Immutable.
 *
 * @param supervisors how many supervisors there are
 * @param processes how many others there are
 * @param running how many of the processes are at work
 * @param restarting how many of them wait for their next incarnation
 * @param exited how many of them have ended for good, by a failure or not
 * @param failed how many of those by a failure
 * @param abandoned how many of them hang and are not waited for
 * @param restarts how often any was started again, supervisors and members of groups
 * included
 * @param depth how many levels the tree has
 * @param waiting how many items and messages wait in all queues
 * @param highWater the sum of the most that ever waited in each actor and of what waits
 * now in every other queue: never less than {@code waiting}, nor than what ever waited in
 * all those actors together
 * @param lastBusy when an actor last handled messages, the time of the snapshot if one
 * does; null if none ever did. Actors of a group are not asked
 */
public record ProcessTotals(int supervisors, int processes, int running, int restarting, int exited, int failed,
		int abandoned, long restarts, int depth, long waiting, long highWater, @Nullable Instant lastBusy) {

	private static final ProcessTotals NONE = new ProcessTotals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, null);

	/**
	 * Adds up a process and what is below it; a group has summed up its members itself.
	 */
	static ProcessTotals of(ProcessSnapshot process) {
		ProcessTotals sum = NONE;
		if (process.process().kind() != ProcessKind.GROUP) {
			for (ProcessSnapshot child : process.children()) {
				sum = sum.plus(of(child));
			}
		}
		return sum.plus(alone(process)).deeper();
	}

	private static ProcessTotals alone(ProcessSnapshot process) {
		boolean supervisor = process.process().kind() == ProcessKind.SUPERVISOR;
		ProcessStatus status = process.status();
		return new ProcessTotals(supervisor ? 1 : 0, supervisor ? 0 : 1, one(!supervisor && status.isUp()),
				one(!supervisor && status instanceof ProcessStatus.Restarting), one(!supervisor && status.isTerminal()),
				one(!supervisor && status instanceof ProcessStatus.Failed),
				one(!supervisor && status instanceof ProcessStatus.Abandoned),
				process.restarts() + process.details().hiddenRestarts(), 0, process.details().waiting(),
				process.details().highWater(), process.details().lastBusy());
	}

	private static int one(boolean counts) {
		return counts ? 1 : 0;
	}

	private ProcessTotals plus(ProcessTotals other) {
		return new ProcessTotals(this.supervisors + other.supervisors, this.processes + other.processes,
				this.running + other.running, this.restarting + other.restarting, this.exited + other.exited,
				this.failed + other.failed, this.abandoned + other.abandoned, this.restarts + other.restarts,
				Math.max(this.depth, other.depth), this.waiting + other.waiting, this.highWater + other.highWater,
				later(this.lastBusy, other.lastBusy));
	}

	private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
		return (one == null || (other != null && other.isAfter(one))) ? other : one;
	}

	private ProcessTotals deeper() {
		return new ProcessTotals(this.supervisors, this.processes, this.running, this.restarting, this.exited,
				this.failed, this.abandoned, this.restarts, this.depth + 1, this.waiting, this.highWater,
				this.lastBusy);
	}

}
