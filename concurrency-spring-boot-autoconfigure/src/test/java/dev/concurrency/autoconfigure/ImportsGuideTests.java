package dev.concurrency.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * docs/README.md says where the types are that the guides name, in code and in text. What
 * the table has to be stands in the message of the failure.
 */
class ImportsGuideTests {

	private static final Path DOCS = Path.of("..", "docs");

	/** For people who change this project; and the table itself. */
	private static final Set<String> OTHERS = Set.of("architecture.md", "benchmarks.md", "README.md");

	private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

	private static final String ROOT = "dev.concurrency";

	private static final List<String> PACKAGES = Stream
		.of("", ".actor", ".boundary", ".dataspace", ".process", ".sink", ".spring", ".supervision", ".test", ".time",
				".worker")
		.map(ROOT::concat)
		.toList();

	@Test
	void theTypesOfAllExamplesAndOfTheTextAreInTheTable() {
		assertThat(read(DOCS.resolve("README.md"))).contains(table());
	}

	/** One row for each package, in the order of the alphabet. */
	private static String table() {
		Map<String, TreeSet<String>> types = new TreeMap<>();
		names().forEach((name) -> PACKAGES.stream()
			.filter((home) -> isPublic(home + "." + name))
			.forEach((home) -> types.computeIfAbsent(home, (first) -> new TreeSet<>()).add(name)));
		return types.entrySet()
			.stream()
			.map((home) -> "| `" + home.getKey() + "` | `" + String.join("`, `", home.getValue()) + "` |\n")
			.collect(Collectors.joining("", "| package | types |\n|---|---|\n", ""));
	}

	private static Stream<String> names() {
		return pages().map(ImportsGuideTests::read)
			.flatMap((page) -> Stream.concat(inExamples(page), inText(page)))
			.distinct();
	}

	/** What begins with a capital letter in an example, and is no part of another. */
	private static Stream<String> inExamples(String page) {
		Pattern name = Pattern.compile("(?<![.\\w])[A-Z]\\w+");
		return BLOCK.matcher(page)
			.results()
			.flatMap((match) -> name.matcher(match.group(1)).results())
			.map(MatchResult::group);
	}

	/** What is named alone, or with the types that it is of. */
	private static Stream<String> inText(String page) {
		Pattern name = Pattern.compile("`([A-Z]\\w+)(<[^`]*>)?`");
		return name.matcher(BLOCK.matcher(page).replaceAll("")).results().map((match) -> match.group(1));
	}

	private static boolean isPublic(String type) {
		try {
			return Modifier
				.isPublic(Class.forName(type, false, ImportsGuideTests.class.getClassLoader()).getModifiers());
		}
		catch (ClassNotFoundException ex) {
			return false;
		}
	}

	private static Stream<Path> pages() {
		try (Stream<Path> files = Files.list(DOCS)) {
			return files.filter((file) -> file.toString().endsWith(".md"))
				.filter((file) -> !OTHERS.contains(file.getFileName().toString()))
				.toList()
				.stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
