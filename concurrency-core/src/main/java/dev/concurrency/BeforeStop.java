package dev.concurrency;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessRef;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.sink.SinkSnapshot;

/**
 * What had gone wrong when a stop began, so that its report tells of the stop alone.
 * Immutable.
 *
 * @param down the incarnations that had failed, or were over, and were not replaced
 * @param deadLettered how many items each sink had failed to write
 */
record BeforeStop(Set<ProcessRef> down, Map<ProcessPath, Long> deadLettered) {

	/** For a stop that is not asked for. */
	static final BeforeStop NOTHING = new BeforeStop(Set.of(), Map.of());

	static BeforeStop of(ProcessSnapshot tree) {
		Set<ProcessRef> down = new HashSet<>();
		tree.traverse((process) -> {
			if (process.status() instanceof ProcessStatus.Failed
					|| process.status() instanceof ProcessStatus.Restarting) {
				down.add(process.process());
			}
		});
		return new BeforeStop(down, deadLettered(tree));
	}

	private static Map<ProcessPath, Long> deadLettered(ProcessSnapshot tree) {
		Map<ProcessPath, Long> counts = new HashMap<>();
		tree.traverse((process) -> {
			if (process.details() instanceof SinkSnapshot sink) {
				counts.put(process.process().path(), sink.deadLettered());
			}
		});
		return counts;
	}

	/**
	 * How the stop went.
	 * @param tree how it is now
	 * @param undelivered what the processes have not delivered since
	 * @param aborted how many had to be interrupted
	 * @param took how long it took
	 */
	StopReport report(ProcessSnapshot tree, UndeliveredTally undelivered, int aborted, Duration took) {
		Map<ProcessPath, Long> failedItems = deadLettered(tree);
		failedItems.replaceAll((sink, count) -> count - this.deadLettered.getOrDefault(sink, 0L));
		Set<ProcessPath> notDrained = new LinkedHashSet<>();
		tree.traverse((process) -> {
			ProcessPath path = process.process().path();
			if (failedItems.getOrDefault(path, 0L) > 0 || isUnclean(process)) {
				notDrained.add(path);
			}
		});
		notDrained.addAll(undelivered.processes());
		return new StopReport(took, aborted, undelivered.items(),
				failedItems.values().stream().mapToLong(Long::longValue).sum(), List.copyOf(notDrained));
	}

	/** Whether it did not end as it should in this stop, or not at all. */
	private boolean isUnclean(ProcessSnapshot process) {
		ProcessStatus status = process.status();
		boolean clean = status instanceof ProcessStatus.Stopped || status instanceof ProcessStatus.Created;
		return process.process().kind() != ProcessKind.SUPERVISOR && !clean && !this.down.contains(process.process());
	}

}
