package dev.concurrency.actuate;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The whole tree as the endpoint shows it. Immutable.
 *
 * @param totals sums over the tree
 * @param tree the root with everything below it
 */
public record ConcurrencyDescriptor(Totals totals, ProcessDescriptor tree) implements OperationResponseBody {

	/**
	 * Sums over the tree. A group counts as one process.
	 *
	 * @param processes how many there are, supervisors not included
	 * @param supervisors how many supervisors there are
	 * @param running how many of the processes are at work
	 * @param restarting how many of them wait for their next incarnation
	 * @param failed how many of them were given up
	 * @param abandoned how many of them hang and are not waited for
	 * @param restarts how often any was started again, supervisors and members of groups
	 * included
	 * @param depth how many items and messages wait in all queues
	 */
	public record Totals(int processes, int supervisors, int running, int restarting, int failed, int abandoned,
			long restarts, long depth) {
	}

}
