package dev.concurrency.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.StreamUtils;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.fixture.Guide;
import dev.concurrency.fixture.Yaml;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.sink.SinkFailureAction;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.spring.SettingsCustomizer;
import dev.concurrency.worker.PeriodicTask;
import dev.concurrency.worker.PeriodicWorker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * docs/configuration.md has every key, as the metadata describes it. What a table has to
 * be stands in the message of the failure.
 */
class ConfigurationGuideTests {

	private static final Path GUIDE = Path.of("../docs/configuration.md");

	private static final String PREFIX = "concurrency.";

	private static final String DEFAULTS = ".configs.default.";

	private static final Map<String, Object> METADATA = metadata();

	@Test
	void theKeysOfTheWholeApplicationAreInTheGuide() throws IOException {
		assertThat(Files.readString(GUIDE)).contains(table(""));
	}

	@Test
	void theKeysOfEveryKindAreInTheGuide() throws IOException {
		String guide = Files.readString(GUIDE);
		for (Kind kind : Kind.values()) {
			String section = kind.configs().getParent().toString();
			assertThat(guide).contains("## `" + section + "`").contains(table(section + DEFAULTS));
		}
	}

	@Test
	void theExamplesOfTheGuideAreTested() {
		Guide guide = Guide.of("configuration", ConfigurationGuideTests.class);
		assertThat(guide.blocks("java")).singleElement().matches(guide::isTestedInEssence);
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
			.withUserConfiguration(Example.class)
			.withInitializer(Yaml.of(guide.blocks("yaml").get(0)))
			.withPropertyValues("machine.small=true")
			.run((context) -> {
				BackgroundSink<?> audit = context.getBean(BackgroundSink.class);
				assertThat(audit.path()).hasToString("root/ingest/audit");
				assertThat(audit.settings()).returns(Duration.ofMillis(50), SinkSettings::linger)
					.returns(SinkFailureAction.BISECT, SinkSettings::onFailure)
					.returns(1000, SinkSettings::capacity)
					.returns(100, SinkSettings::batchSize);
				assertThat(context.getBean(PeriodicWorker.class).status().isUp()).isFalse();
				context.getBean(ConcurrencyRuntime.class)
					.supervisorOf(ProcessKind.WORKER)
					.restart("report")
					.toCompletableFuture()
					.get(10, TimeUnit.SECONDS);
				assertThat(context.getBean(PeriodicWorker.class).status().isUp()).isTrue();
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class Example {

		@Bean
		SinkDrain<String> audit() {
			return (batch) -> {
			};
		}

		@Bean
		PeriodicTask report() {
			return (tick) -> {
			};
		}

		@Bean
		SettingsCustomizer<SinkSettings> small(@Value("${machine.small:false}") boolean small) {
			return (name, settings) -> small ? settings.withSizes(1000, 100) : settings;
		}

	}

	/** One row for each key, in the order of the alphabet. */
	private static String table(String section) {
		Map<String, String> rows = new TreeMap<>();
		for (Map<String, Object> property : maps("properties")) {
			String name = (String) property.get("name");
			if (section.isEmpty() ? isOfApplication(name) : name.startsWith(section)) {
				rows.put(name, row(name.substring(section.length()), property));
			}
		}
		return rows.values()
			.stream()
			.collect(Collectors.joining("\n", "| key | values | default | |\n|---|---|---|---|\n", "\n"));
	}

	private static boolean isOfApplication(String name) {
		return name.startsWith(PREFIX) && !name.contains(".configs") && !name.contains(".instances");
	}

	private static String row(String key, Map<String, Object> property) {
		Object value = property.get("defaultValue");
		return "| `" + key + "` | " + values(property) + " | " + ((value != null) ? "`" + value + "`" : "") + " | "
				+ property.get("description") + " |";
	}

	private static String values(Map<String, Object> property) {
		List<String> hinted = hinted((String) property.get("name"));
		if (!hinted.isEmpty()) {
			String listed = hinted.stream().map((value) -> "`" + value + "`").collect(Collectors.joining(", "));
			return property.get("type").equals("java.lang.String") ? listed + ", a duration" : listed;
		}
		return switch ((String) property.get("type")) {
			case "java.lang.Boolean" -> "`true`, `false`";
			case "java.time.Duration" -> "a duration";
			case "java.lang.Integer", "java.lang.Long", "java.lang.Double" -> "a number";
			case "java.lang.String" -> text((String) property.get("name"));
			default -> "a list";
		};
	}

	private static String text(String key) {
		return switch (key.substring(key.lastIndexOf('.') + 1)) {
			case "cron" -> "a cron expression";
			case "zone" -> "a time zone";
			default -> "a name";
		};
	}

	private static List<String> hinted(String name) {
		return maps("hints").stream()
			.filter((hint) -> hint.get("name").equals(name) && hint.get("values") != null)
			.flatMap((hint) -> maps(hint.get("values")).stream())
			.map((value) -> String.valueOf(value.get("value")))
			.filter((value) -> !Character.isDigit(value.charAt(0)))
			.toList();
	}

	private static List<Map<String, Object>> maps(String key) {
		return maps(METADATA.getOrDefault(key, List.of()));
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> maps(Object list) {
		return (List<Map<String, Object>>) list;
	}

	private static Map<String, Object> metadata() {
		try (InputStream in = ConcurrencyProperties.class.getClassLoader()
			.getResourceAsStream("META-INF/spring-configuration-metadata.json")) {
			return new LinkedHashMap<>(JsonParserFactory.getJsonParser().parseMap(StreamUtils.copyToString(in, UTF_8)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
