package dev.concurrency.autoconfigure;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.core.env.MapPropertySource;

import dev.concurrency.actuate.ConcurrencyEndpoint;
import dev.concurrency.actuate.EffectiveSetting;
import dev.concurrency.actuate.ProcessDescriptor;
import dev.concurrency.fixture.OneOfEach;
import dev.concurrency.fixture.UnreadableException;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Settings that name a class, read on a thread that does not find the application's:
 * those of the common pool do not in an executable jar, nor do those of JMX.
 */
class ForeignThreadTests {

	private final ClassLoader loader = Thread.currentThread().getContextClassLoader();

	private final Map<String, Object> settings = new HashMap<>(Map.of("concurrency.sinks.instances.lines.retry.on",
			UnreadableException.class.getName(), "concurrency.sinks.instances.lines.batch-size", "7"));

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class,
				ConcurrencyRefreshAutoConfiguration.class, ConcurrencyEndpointAutoConfiguration.class))
		.withUserConfiguration(OneOfEach.class)
		.withPropertyValues("management.endpoints.web.exposure.include=concurrency",
				"concurrency.workers.configs.default.interval=1h")
		.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("remote", this.settings)));

	@AfterEach
	void itsLoaderIsItsOwnAgain() {
		Thread.currentThread().setContextClassLoader(this.loader);
	}

	@Test
	void aChangeIsAppliedThere() {
		this.runner.run((context) -> {
			this.settings.put("concurrency.sinks.instances.lines.batch-size", "8");
			String key = "concurrency.sinks.instances.lines.batch-size";
			Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
			context.publishEvent(new EnvironmentChangeEvent(context, Set.of(key)));
			assertThat(context.getBean("linesSink", BackgroundSink.class).settings())
				.isInstanceOfSatisfying(SinkSettings.class, (sink) -> assertThat(sink.batchSize()).isEqualTo(8));
			assertThat(Thread.currentThread().getContextClassLoader()).as("what it had")
				.isSameAs(ClassLoader.getPlatformClassLoader());
		});
	}

	@Test
	void theEndpointKnowsThereWhereSettingsComeFrom() {
		this.runner.run((context) -> {
			Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
			ProcessDescriptor sink = context.getBean(ConcurrencyEndpoint.class).process("sink", "lines");
			assertThat(Objects.requireNonNull(Objects.requireNonNull(sink).settings()).values())
				.extracting(EffectiveSetting::source)
				.contains("property")
				.doesNotContain("code");
		});
	}

}
