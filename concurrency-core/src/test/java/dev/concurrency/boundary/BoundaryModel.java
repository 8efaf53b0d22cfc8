package dev.concurrency.boundary;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The tasks of a boundary as a plain list in the order of their sequences, changed in
 * place: what is obviously right, and slow. Not thread-safe.
 */
final class BoundaryModel {

	private final List<Entry> tasks = new ArrayList<>();

	private final Boundary boundary;

	private long next = 1;

	BoundaryModel(Boundary boundary) {
		this.boundary = boundary;
	}

	Optional<BoundaryError> enqueue(String key) {
		if (find(key) != null) {
			return Optional.of(new BoundaryError.DuplicateTask(key));
		}
		return append(key);
	}

	private Optional<BoundaryError> append(String key) {
		if (count(TaskState.Queued.class) == this.boundary.maxQueued()) {
			return Optional.of(new BoundaryError.QueueSaturated(key, this.boundary.maxQueued()));
		}
		this.tasks.removeIf((entry) -> entry.key.equals(key));
		this.tasks.add(new Entry(key, new TaskState.Queued(this.next++)));
		return Optional.empty();
	}

	List<String> startAvailable(Instant now, int atMost) {
		List<String> started = new ArrayList<>();
		for (Entry entry : this.tasks) {
			if (entry.state instanceof TaskState.Queued && started.size() < atMost
					&& count(TaskState.InFlight.class) < this.boundary.maxInFlight()) {
				entry.state = new TaskState.InFlight(entry.state.sequence(), now);
				started.add(entry.key);
			}
		}
		return started;
	}

	Optional<BoundaryError> act(TaskAction action, String key, String reason) {
		Entry entry = find(key);
		if (entry == null) {
			return Optional.of(new BoundaryError.UnknownTask(key));
		}
		TaskState state = entry.state;
		boolean allowed = switch (action) {
			case SUCCEED, FAIL -> state instanceof TaskState.InFlight;
			case CANCEL -> state instanceof TaskState.Queued || state instanceof TaskState.InFlight;
			case RETRY -> state instanceof TaskState.Failed || state instanceof TaskState.Cancelled;
			case FORGET -> state instanceof TaskState.Succeeded || state instanceof TaskState.Failed
					|| state instanceof TaskState.Cancelled;
		};
		if (!allowed) {
			return Optional.of(new BoundaryError.InvalidTransition(key, state, action));
		}
		switch (action) {
			case SUCCEED -> entry.state = new TaskState.Succeeded(state.sequence());
			case FAIL -> entry.state = new TaskState.Failed(state.sequence(), reason);
			case CANCEL -> entry.state = new TaskState.Cancelled(state.sequence(), reason);
			case FORGET -> this.tasks.remove(entry);
			case RETRY -> {
				return append(key);
			}
		}
		return Optional.empty();
	}

	Map<String, TaskState> states() {
		Map<String, TaskState> states = new LinkedHashMap<>();
		this.tasks.forEach((entry) -> states.put(entry.key, entry.state));
		return states;
	}

	int count(Class<? extends TaskState> type) {
		return (int) this.tasks.stream().filter((entry) -> type.isInstance(entry.state)).count();
	}

	private @Nullable Entry find(String key) {
		return this.tasks.stream().filter((entry) -> entry.key.equals(key)).findFirst().orElse(null);
	}

	private static final class Entry {

		private final String key;

		private TaskState state;

		Entry(String key, TaskState state) {
			this.key = key;
			this.state = state;
		}

	}

}
