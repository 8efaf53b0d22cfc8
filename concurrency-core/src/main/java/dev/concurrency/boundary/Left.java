package dev.concurrency.boundary;

import java.util.List;

/**
 * What an ended process has left undone. Immutable.
 *
 * @param interrupted the tasks that were in flight and did not come to an end
 * @param notBegun those that waited
 * @param subscriptions who wanted to be told
 */
record Left(List<String> interrupted, List<String> notBegun, List<TaskSubscription> subscriptions) {

	Left {
		interrupted = List.copyOf(interrupted);
		notBegun = List.copyOf(notBegun);
		subscriptions = List.copyOf(subscriptions);
	}

}
