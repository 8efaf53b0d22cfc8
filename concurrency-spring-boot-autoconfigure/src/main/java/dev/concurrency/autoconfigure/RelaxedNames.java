package dev.concurrency.autoconfigure;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * Compares names as relaxed binding does. Stateless.
 */
final class RelaxedNames {

	private RelaxedNames() {
	}

	/** The uniform form of a name: letters and digits only, in lower case. */
	static String fold(String name) {
		StringBuilder folded = new StringBuilder(name.length());
		for (int i = 0; i < name.length(); i++) {
			if (Character.isLetterOrDigit(name.charAt(i))) {
				folded.append(name.charAt(i));
			}
		}
		return folded.toString().toLowerCase(Locale.ROOT);
	}

	/** Whether two names mean the same. */
	static boolean same(String one, String other) {
		return fold(one).equals(fold(other));
	}

	/**
	 * The candidate that was probably meant, if any comes close: one that contains the
	 * name or is contained in it, or one that differs in a third of its letters at most.
	 */
	static Optional<String> meant(String name, Collection<String> candidates) {
		String folded = fold(name);
		return candidates.stream()
			.filter((candidate) -> isClose(folded, fold(candidate)))
			.min(Comparator.<String>comparingInt((candidate) -> distance(folded, fold(candidate)))
				.thenComparing(Comparator.naturalOrder()));
	}

	private static boolean isClose(String name, String candidate) {
		return distance(name, candidate) <= Math.max(1, candidate.length() / 3)
				|| (name.length() > 2 && candidate.contains(name))
				|| (candidate.length() > 2 && name.contains(candidate));
	}

	/**
	 * Letters to insert, remove, replace or swap with a neighbour (optimal string
	 * alignment).
	 */
	private static int distance(String a, String b) {
		int[][] distances = new int[a.length() + 1][b.length() + 1];
		for (int i = 0; i <= a.length(); i++) {
			for (int j = 0; j <= b.length(); j++) {
				distances[i][j] = (i == 0 || j == 0) ? i + j : step(distances, a, b, i, j);
			}
		}
		return distances[a.length()][b.length()];
	}

	private static int step(int[][] distances, String a, String b, int i, int j) {
		int replaced = distances[i - 1][j - 1] + ((a.charAt(i - 1) != b.charAt(j - 1)) ? 1 : 0);
		int best = Math.min(replaced, Math.min(distances[i - 1][j], distances[i][j - 1]) + 1);
		boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
		return swapped ? Math.min(best, distances[i - 2][j - 2] + 1) : best;
	}

}
