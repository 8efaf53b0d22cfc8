package dev.concurrency.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page of the meters against a registry that has the meters of every kind: names,
 * types, units, tags and their values, in both directions.
 */
class MeterPageTests {

	private static final Path PAGE = Path.of("..", "docs", "metrics.md");

	private static final Pattern CODE = Pattern.compile("`([^`]+)`");

	private final MeteredRuntime metered = new MeteredRuntime();

	@BeforeEach
	void declareEveryKind() {
		EveryKind.declare(this.metered.runtime());
		this.metered.bindAndStart();
	}

	@AfterEach
	void close() {
		this.metered.runtime().close();
	}

	@Test
	void everyMeterIsOnThePageAndNoOther() throws IOException {
		Map<String, Row> registered = new TreeMap<>();
		this.metered.registry()
			.getMeters()
			.forEach((meter) -> registered.merge(meter.getId().getName(), row(meter.getId()), Row::and));
		assertThat(page()).containsExactlyInAnyOrderEntriesOf(registered);
	}

	@Test
	void everyPrometheusNameIsOnThePageAndNoOther() throws IOException {
		Set<String> scraped = this.metered.registry()
			.scrape()
			.lines()
			.filter((line) -> line.startsWith("# TYPE "))
			.map((line) -> line.split(" ", -1)[2])
			.filter((name) -> !name.endsWith("_max"))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(rows().map((cells) -> code(cells[1]).get(0))).containsExactlyInAnyOrderElementsOf(scraped);
	}

	private Row row(Meter.Id meter) {
		Map<String, Set<String>> tags = meter.getTags()
			.stream()
			.collect(Collectors.toMap(Tag::getKey, (tag) -> values(tag), MeterPageTests::union, TreeMap::new));
		String unit = meter.getBaseUnit();
		return new Row(type(meter.getType()), (unit != null) ? unit : "", tags);
	}

	/** Which processes there are is the user's business. */
	private static Set<String> values(Tag tag) {
		return tag.getKey().equals("name") ? Set.of() : Set.of(tag.getValue());
	}

	private static String type(Meter.Type type) {
		return switch (type) {
			case DISTRIBUTION_SUMMARY -> "summary";
			case COUNTER, GAUGE, LONG_TASK_TIMER, OTHER, TIMER -> type.name().toLowerCase(Locale.ROOT);
		};
	}

	private static Map<String, Row> page() throws IOException {
		return rows().collect(Collectors.toMap((cells) -> code(cells[0]).get(0),
				(cells) -> new Row(cells[2], cells[3], tags(cells[4]))));
	}

	private static Stream<String[]> rows() throws IOException {
		return Files.readAllLines(PAGE)
			.stream()
			.filter((line) -> line.startsWith("| `concurrency."))
			.map((line) -> Arrays.stream(line.substring(1).split("\\|", -1)).map(String::trim).toArray(String[]::new));
	}

	/** As in {@code `name`, `reason` (`full`, `evicted`)}. */
	private static Map<String, Set<String>> tags(String cell) {
		Map<String, Set<String>> tags = new TreeMap<>();
		for (String tag : cell.split(",(?![^(]*\\))", -1)) {
			List<String> words = code(tag);
			tags.put(words.get(0), new TreeSet<>(words.subList(1, words.size())));
		}
		return tags;
	}

	private static List<String> code(String cell) {
		return CODE.matcher(cell).results().map((found) -> found.group(1)).toList();
	}

	private static Set<String> union(Set<String> one, Set<String> other) {
		Set<String> union = new TreeSet<>(one);
		union.addAll(other);
		return union;
	}

	private record Row(String type, String unit, Map<String, Set<String>> tags) {

		Row and(Row other) {
			Map<String, Set<String>> all = new TreeMap<>(this.tags);
			other.tags.forEach((tag, values) -> all.merge(tag, values, MeterPageTests::union));
			return new Row(this.type, this.unit, all);
		}

	}

}
