package dev.concurrency.process;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The calls of a process that took too long. Immutable.
 *
 * @param count how many there were
 * @param current those that are not over
 */
record Stalls(long count, List<Stall> current) {

	static final Stalls NONE = new Stalls(0, List.of());

	Stalls with(Stall stall) {
		List<Stall> more = new ArrayList<>(this.current);
		more.add(stall);
		return new Stalls(this.count + 1, List.copyOf(more));
	}

	Stalls without(Stall stall) {
		return new Stalls(this.count, this.current.stream().filter((other) -> other != stall).toList());
	}

	/** What an incarnation has left behind is no longer of interest. */
	Stalls over() {
		return this.current.isEmpty() ? this : new Stalls(this.count, List.of());
	}

	/** Since when the oldest of them is under way, null if there is none. */
	@Nullable Instant since() {
		return this.current.stream().map(Stall::since).min(Instant::compareTo).orElse(null);
	}

}
