package dev.concurrency.supervision;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Shortens a history that has a fault, by leaving out step after step. */
final class Shrinker {

	private Shrinker() {
	}

	static <S> List<S> shortest(List<S> steps, Predicate<List<S>> hasFault) {
		List<S> shortest = steps;
		for (int size = Math.max(1, steps.size() / 2); size > 0;) {
			List<S> shorter = shorterBy(size, shortest, hasFault);
			if (shorter.size() == shortest.size()) {
				size /= 2;
			}
			shortest = shorter;
		}
		return shortest;
	}

	private static <S> List<S> shorterBy(int size, List<S> steps, Predicate<List<S>> hasFault) {
		for (int from = 0; from + size <= steps.size(); from++) {
			List<S> rest = new ArrayList<>(steps);
			rest.subList(from, from + size).clear();
			if (hasFault.test(rest)) {
				return List.copyOf(rest);
			}
		}
		return steps;
	}

}
