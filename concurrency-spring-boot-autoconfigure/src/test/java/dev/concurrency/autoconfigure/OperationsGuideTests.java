package dev.concurrency.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.json.JsonParserFactory;

import dev.concurrency.actuate.EffectiveSetting;
import dev.concurrency.actuate.ProcessDescriptor;
import dev.concurrency.fixture.Guide;
import dev.concurrency.fixture.OneOfEach;
import dev.concurrency.fixture.Yaml;
import dev.concurrency.process.ProcessKind;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * docs/operations.md tells what the endpoint answers and takes, and how health is set.
 */
class OperationsGuideTests {

	private static final Guide GUIDE = Guide.of("operations", OperationsGuideTests.class);

	@Test
	void theProcessOfTheGuideHasMembersThatThereAre() {
		Map<String, Object> process = json(example("{\"name\": \"audit\""));
		assertThat(process).containsEntry("path", "root/sinks/audit");
		assertThat(process.keySet()).isSubsetOf(members(ProcessDescriptor.class));
		Map<String, Object> more = json("{" + example("\"recorder\"") + "}");
		assertThat(more.keySet()).containsExactly("recorder", "settings", "terminated")
			.isSubsetOf(members(ProcessDescriptor.class));
		assertThat(maps(more.get("settings")).values()).hasSize(3)
			.allSatisfy((setting) -> assertThat(maps(setting).keySet()).isSubsetOf(members(EffectiveSetting.class)));
	}

	@ParameterizedTest
	@EnumSource(names = { "SINK", "BOUNDARY", "WORKER", "GROUP" })
	void theSettingsThatCanChangeAreThoseOfTheGuide(ProcessKind kind) {
		SettingsOfKind<?, ?> settings = SettingsOfKind.of(kind);
		assertThat(settings).isNotNull();
		String first = (kind == ProcessKind.GROUP) ? "actor, group" : kind.label();
		String row = GUIDE.page()
			.lines()
			.filter((line) -> line.startsWith("| " + first + " | `"))
			.findFirst()
			.orElseThrow();
		List<String> told = Pattern.compile("`([^`]+)`").matcher(row).results().map((key) -> key.group(1)).toList();
		assertThat(told).containsExactlyInAnyOrderElementsOf(settings.keys()
			.stream()
			.filter(SettingKey::changeable)
			.map((key) -> key.key().replaceAll("backoff\\..*", "backoff.*"))
			.collect(Collectors.toSet()));
	}

	@Test
	void theSettingsOfHealthAreUnderstood() {
		OneOfEach.runner()
			.withInitializer(Yaml.of(example("concurrency:").replace("audit:", "lines:").replace("clicks:", "other:")))
			.run((context) -> {
				HealthSettings health = HealthSettings.of(BoundProperties.of(context.getEnvironment()));
				assertThat(health.isShown(ProcessKind.SINK, "lines")).isFalse();
				assertThat(health.mayFail(ProcessKind.SINK, "lines")).isTrue();
				assertThat(health.isShown(ProcessKind.SINK, "other")).isTrue();
				assertThat(health.mayFail(ProcessKind.SINK, "other")).isFalse();
			});
	}

	/** What is indented, from a line that begins so on. */
	private static String example(String begin) {
		return GUIDE.page()
			.lines()
			.dropWhile((line) -> !line.startsWith("    " + begin))
			.takeWhile((line) -> line.startsWith("    "))
			.map((line) -> line.substring(4))
			.collect(Collectors.joining("\n"));
	}

	private static Map<String, Object> json(String text) {
		return JsonParserFactory.getJsonParser().parseMap(text);
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> maps(Object map) {
		return (Map<String, Object>) map;
	}

	private static List<String> members(Class<?> type) {
		return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
	}

}
