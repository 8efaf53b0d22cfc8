package dev.concurrency.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.ConcurrencyRuntimeBuilder;
import dev.concurrency.fixture.DirectRuntime;
import dev.concurrency.metrics.ConcurrencyMeters;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessListener;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.test.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

class ConcurrencyMetricsAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyMetricsAutoConfiguration.class,
				MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
				PrometheusMetricsExportAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class));

	private final ApplicationContextRunner withRuntime = this.runner.withUserConfiguration(ListenedRuntime.class);

	@Test
	void theMetersCountWhatHappens() {
		this.withRuntime.run((context) -> {
			ConcurrencyRuntime runtime = context.getBean(ConcurrencyRuntime.class);
			var sink = runtime.<String>sink("flights", (batch) -> {
			}, SinkSettings.defaults());
			runtime.start();
			assertThat(sink.push("a")).isEqualTo(Admission.ACCEPTED);
			DirectRuntime.flush(sink);
			assertThat(context.getBean(PrometheusMeterRegistry.class).scrape()).contains(
					"concurrency_sink_written_items_total{name=\"flights\"} 1.0",
					"concurrency_sink_flush_seconds_count{name=\"flights\",result=\"success\"} 1",
					"concurrency_state{kind=\"sink\",name=\"flights\",state=\"running\"} 1.0");
		});
	}

	@Test
	void withLazyInitializationTheMetersCountFromTheStartToo() {
		this.withRuntime
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				ConcurrencyRuntime runtime = context.getBean(ConcurrencyRuntime.class);
				var sink = runtime.<String>sink("flights", (batch) -> {
				}, SinkSettings.defaults());
				runtime.start();
				assertThat(sink.push("a")).isEqualTo(Admission.ACCEPTED);
				DirectRuntime.flush(sink);
				assertThat(context.getBean(PrometheusMeterRegistry.class).scrape())
					.contains("concurrency_sink_flush_seconds_count{name=\"flights\",result=\"success\"} 1");
			});
	}

	@Test
	void theMetersAreAListenerOfTheRuntimeWithoutACycle() {
		this.withRuntime.run((context) -> assertThat(context).hasNotFailed()
			.getBean(ProcessListener.class)
			.isSameAs(context.getBean(ConcurrencyMeters.class)));
	}

	@Test
	void thereAreNoMetersWithoutARuntime() {
		this.runner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ConcurrencyMeters.class));
	}

	@Test
	void thereAreNoMetersWithoutARegistry() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ConcurrencyMetricsAutoConfiguration.class))
			.withUserConfiguration(ListenedRuntime.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ConcurrencyMeters.class));
	}

	@Test
	void thereAreNoMetersWithoutMicrometer() {
		imported().withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("concurrencyMeters"));
	}

	@Test
	void thereAreNoMetersWithoutBootsMetrics() {
		imported().withClassLoader(new FilteredClassLoader("org.springframework.boot.micrometer.metrics"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("concurrencyMeters"));
	}

	@Test
	void theMetersCanBeSwitchedOffAsAllMetersCan() {
		this.withRuntime.withPropertyValues("management.metrics.enable.concurrency=false").run((context) -> {
			context.getBean(ConcurrencyRuntime.class).sink("flights", (batch) -> {
			}, SinkSettings.defaults());
			context.getBean(ConcurrencyRuntime.class).start();
			assertThat(context.getBean(MeterRegistry.class).find("concurrency.sink.pushed").meters()).isEmpty();
			assertThat(context.getBean(PrometheusMeterRegistry.class).scrape()).doesNotContain("concurrency_");
		});
	}

	@Test
	void theUsersMetersWin() {
		this.withRuntime.withUserConfiguration(UserMeters.class)
			.run((context) -> assertThat(context).getBeanNames(ConcurrencyMeters.class).containsExactly("userMeters"));
	}

	private static ApplicationContextRunner imported() {
		return new ApplicationContextRunner().withUserConfiguration(Imported.class)
			.withBean(ConcurrencyRuntime.class, () -> ConcurrencyRuntime.builder().build())
			.withBean(SimpleMeterRegistry.class);
	}

	/**
	 * Read as in an application, without loading the classes that its annotations name.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ConcurrencyMetricsAutoConfiguration.class)
	static class Imported {

	}

	@Configuration(proxyBeanMethods = false)
	static class ListenedRuntime {

		@Bean
		ConcurrencyRuntime runtime(ObjectProvider<ProcessListener> listeners) {
			ConcurrencyRuntimeBuilder builder = DirectRuntime.builder(new ManualTime());
			listeners.orderedStream().forEach(builder::listener);
			return builder.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UserMeters {

		@Bean
		ConcurrencyMeters userMeters(ObjectProvider<ConcurrencyRuntime> runtime) {
			return new ConcurrencyMeters(runtime::getObject);
		}

	}

}
