package dev.concurrency.boundary;

import java.util.Map;
import java.util.stream.Collectors;

import dev.concurrency.time.Durations;

/** The text of {@link BoundaryState#signature()}. Stateless. */
final class Signature {

	private Signature() {
	}

	static String of(Boundary boundary, long next, Map<String, TaskState> tasks) {
		return "boundary " + boundary.mode().label() + " max-in-flight=" + boundary.maxInFlight() + " max-queued="
				+ boundary.maxQueued() + " cancellation-budget=" + Durations.text(boundary.cancellationBudget())
				+ " next=" + next
				+ tasks.entrySet()
					.stream()
					.map((entry) -> task(entry.getKey(), entry.getValue()))
					.collect(Collectors.joining(", ", " [", "]"));
	}

	private static String task(String key, TaskState task) {
		String more = "";
		if (task instanceof TaskState.InFlight inFlight) {
			more = " since " + inFlight.started();
		}
		else if (task instanceof TaskState.Failed failed) {
			more = " for " + quoted(failed.reason());
		}
		else if (task instanceof TaskState.Cancelled cancelled) {
			more = " for " + quoted(cancelled.reason());
		}
		return task.sequence() + " " + quoted(key) + " " + task.label() + more;
	}

	/** What is no printable ASCII would not be the same everywhere, or not one line. */
	private static String quoted(String text) {
		StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == '"' || c == '\\') {
				quoted.append('\\').append(c);
			}
			else if (c >= ' ' && c <= '~') {
				quoted.append(c);
			}
			else {
				quoted.append("\\u");
				for (int shift = 12; shift >= 0; shift -= 4) {
					quoted.append(Character.forDigit((c >> shift) & 0xF, 16));
				}
			}
		}
		return quoted.append('"').toString();
	}

}
