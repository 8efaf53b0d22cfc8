package dev.concurrency.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.StreamUtils;

import dev.concurrency.ConcurrencyRuntimeBuilder;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.process.RestartPolicy;
import dev.concurrency.process.WatchdogSettings;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.spring.SettingsSource.Names;
import dev.concurrency.spring.SettingsSource.Settings;
import dev.concurrency.spring.TickLocks;
import dev.concurrency.worker.WorkerSettings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What editors are told about the settings: every key, and the defaults of the core.
 */
class ConfigurationMetadataTests {

	private static final TickLocks NO_LOCKS = (name, atMostFor, atLeastFor) -> () -> null;

	private static final String METADATA = "META-INF/spring-configuration-metadata.json";

	private final Map<String, Map<String, Object>> properties = properties();

	@Test
	void everyKeyOfEveryKindIsDescribed() {
		for (Kind kind : Kind.values()) {
			for (String key : kind.keys()) {
				String name = kind.configs() + ".default." + key;
				assertThat(this.properties.keySet()).as(name)
					.anyMatch((described) -> described.equals(name) || described.startsWith(name + "."));
			}
		}
	}

	@Test
	void everyPropertyHasADescription() {
		assertThat(this.properties).isNotEmpty()
			.allSatisfy((name, property) -> assertThat((String) property.get("description")).as(name).isNotBlank());
	}

	@Test
	void theDefaultsAreThoseOfTheCore() {
		StandardEnvironment environment = new StandardEnvironment();
		Map<String, Object> defaults = new LinkedHashMap<>();
		this.properties.forEach((name, property) -> {
			if (property.get("defaultValue") != null) {
				defaults.put(name, property.get("defaultValue"));
			}
		});
		assertThat(defaults).hasSizeGreaterThan(20);
		defaults.put("concurrency.workers.configs.default.interval", "1h");
		defaults.put("concurrency.boundaries.instances.e.base-config", "default");
		environment.getPropertySources().addLast(new MapPropertySource("defaults", defaults));
		ConcurrencyProperties bound = Binder.get(environment).bindOrCreate("concurrency", ConcurrencyProperties.class);
		Settings settings = new SettingsResolver(bound, new Origins(ConfigurationPropertySources.get(environment)),
				NO_LOCKS, ActorThreads.of(environment), Duration.ofSeconds(30), () -> Duration.ZERO, null)
			.resolve(new Names(List.of("a"), List.of("b"), List.of("c"), List.of("d")));
		assertThat(settings.sinks().get("a")).isEqualTo(SinkSettings.defaults());
		assertThat(settings.workers().get("b")).isEqualTo(WorkerSettings.every(Duration.ofHours(1)));
		assertThat(bound.workers().configs().get("default").lockedAtMostFor())
			.isEqualTo(WorkerProperties.DEFAULT_LOCK_AT_MOST_FOR);
		assertThat(settings.actors().get("c")).isEqualTo(ActorSettings.defaults());
		assertThat(settings.boundaries().get("e")).isEqualTo(BoundarySettings.defaults());
		assertThat(bound.executors().cpu().queueCapacity())
			.isEqualTo(ConcurrencyRuntimeBuilder.DEFAULT_CPU_QUEUE_CAPACITY);
		assertThat(bound.restarts().toPolicy()).isEqualTo(RestartPolicy.DEFAULT);
		assertThat(bound.executors().blocking().size()).isEqualTo(ConcurrencyRuntimeBuilder.DEFAULT_BLOCKING_SIZE);
		assertThat(bound.executors().blocking().queueCapacity())
			.isEqualTo(ConcurrencyRuntimeBuilder.DEFAULT_BLOCKING_QUEUE_CAPACITY);
		assertThat(bound.watchdog().toSettings()).isEqualTo(WatchdogSettings.defaults());
		assertThat(bound.enabled()).isTrue();
		assertThat(bound.autoStartup()).isTrue();
	}

	@Test
	void theValuesThatAreHintedAtAreAccepted() {
		List<String> hinted = new ArrayList<>();
		for (Map<String, Object> hint : list("hints")) {
			String name = (String) hint.get("name");
			if (!name.endsWith(".keys") && name.startsWith("concurrency.")) {
				for (Map<String, Object> value : maps(hint.get("values"))) {
					StandardEnvironment environment = new StandardEnvironment();
					environment.getPropertySources()
						.addLast(new MapPropertySource("hint", Map.of(name, value.get("value"))));
					assertThat(Binder.get(environment).bind("concurrency", ConcurrencyProperties.class).isBound())
						.isTrue();
					hinted.add(name + "=" + value.get("value"));
				}
			}
		}
		assertThat(hinted).hasSize(69)
			.contains("concurrency.sinks.configs.default.on-failure=dead-letter",
					"concurrency.sinks.configs.default.on-failure=restart",
					"concurrency.workers.configs.default.on-failure=continue",
					"concurrency.workers.configs.default.on-failure=backoff",
					"concurrency.workers.configs.default.on-failure=restart",
					"concurrency.supervisors.configs.default.strategy=rest-for-one",
					"concurrency.processes.configs.default.shutdown=brutal",
					"concurrency.on-give-up=close-application");
	}

	@Test
	void everyKeyWithNamedValuesHintsAtAllOfThem() throws ClassNotFoundException {
		Map<Object, Object> hinted = new LinkedHashMap<>();
		list("hints").forEach((hint) -> hinted.put(hint.get("name"), hint.get("values")));
		List<String> checked = new ArrayList<>();
		for (Map.Entry<String, Map<String, Object>> property : this.properties.entrySet()) {
			String type = String.valueOf(property.getValue().get("type"));
			if (type.startsWith("dev.concurrency.") && Class.forName(type.replaceFirst("<.*", "")).isEnum()) {
				assertThat(hinted.get(property.getKey())).as(property.getKey())
					.asInstanceOf(InstanceOfAssertFactories.LIST)
					.hasSameSizeAs(Class.forName(type).getEnumConstants());
				checked.add(property.getKey());
			}
		}
		assertThat(checked).contains("concurrency.on-give-up", "concurrency.supervisors.configs.default.stop");
	}

	private static Map<String, Map<String, Object>> properties() {
		Map<String, Map<String, Object>> properties = new LinkedHashMap<>();
		for (Map<String, Object> property : list("properties")) {
			String name = (String) property.get("name");
			if (name.startsWith("concurrency.")) {
				properties.put(name, property);
			}
		}
		return properties;
	}

	private static List<Map<String, Object>> list(String key) {
		try (InputStream in = ConcurrencyProperties.class.getClassLoader().getResourceAsStream(METADATA)) {
			return maps(JsonParserFactory.getJsonParser().parseMap(StreamUtils.copyToString(in, UTF_8)).get(key));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> maps(Object list) {
		return (List<Map<String, Object>>) list;
	}

}
