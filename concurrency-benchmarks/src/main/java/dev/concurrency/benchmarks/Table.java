package dev.concurrency.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * The figures of one trial as Markdown: for each figure and peer the median over the
 * rounds, and the medians of the ratios of the references to that peer. Not thread-safe.
 */
final class Table {

	private final String title;

	private final List<String> references;

	private final List<Map<String, Map<String, Double>>> rounds = new ArrayList<>();

	Table(String title, List<String> references) {
		this.title = title;
		this.references = references;
	}

	/** Adds a round: figures by name, by peer. */
	void add(Map<String, Map<String, Double>> round) {
		this.rounds.add(round);
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder();
		Map<String, Map<String, Double>> first = this.rounds.get(0);
		Set<String> figures = first.values().iterator().next().keySet();
		for (String figure : figures) {
			text.append("\n| ").append(this.title).append(": ").append(figure).append(" | |");
			this.references.forEach((reference) -> text.append(" ").append(reference).append(" / peer |"));
			text.append("\n|---|---|").append("---|".repeat(this.references.size())).append("\n");
			for (String peer : first.keySet()) {
				text.append("| ")
					.append(peer)
					.append(" | ")
					.append(number(median((round) -> value(round, peer, figure))))
					.append(" |");
				this.references
					.forEach((reference) -> text.append(" ").append(ratio(reference, peer, figure)).append(" |"));
				text.append("\n");
			}
		}
		return text.toString();
	}

	private String ratio(String reference, String peer, String figure) {
		return number(median((round) -> value(round, reference, figure) / value(round, peer, figure)));
	}

	private static double value(Map<String, Map<String, Double>> round, String peer, String figure) {
		return round.getOrDefault(peer, Map.of()).getOrDefault(figure, Double.NaN);
	}

	private double median(ToDoubleFunction<Map<String, Map<String, Double>>> figure) {
		double[] sorted = this.rounds.stream().mapToDouble(figure).sorted().toArray();
		return sorted[sorted.length / 2];
	}

	private static String number(double value) {
		return Double.isFinite(value) ? String.format(Locale.ROOT, (value < 20) ? "%.2f" : "%.0f", value) : "";
	}

}
