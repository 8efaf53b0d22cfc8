package dev.concurrency.autoconfigure;

import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.concurrency.process.Admission;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;

import static org.assertj.core.api.Assertions.assertThat;

/** Contexts that share the meter registry of a parent. */
class SiblingContextsTests {

	private final ApplicationContextRunner parent = new ApplicationContextRunner().withBean(SimpleMeterRegistry.class);

	private final ApplicationContextRunner child = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(ConcurrencyAutoConfiguration.class, ConcurrencyMetricsAutoConfiguration.class))
		.withPropertyValues("concurrency.sinks.configs.default.batch-size=1")
		.withUserConfiguration(Audit.class);

	@Test
	void theMetersOfTheFirstAreThoseOfTheNextWhenItIsClosed() {
		this.parent.run((above) -> below(above, (first) -> below(above, (second) -> below(above, (third) -> {
			MeterRegistry registry = above.getBean(MeterRegistry.class);
			write(second);
			assertThat(written(registry)).isZero();
			first.getSourceApplicationContext().close();
			assertThat(written(registry)).isEqualTo(1);
			assertThat(registry.find("concurrency.executor.queued").meters()).hasSize(2);
			assertThat(registry.find("concurrency.state").tag("name", "sinks").meters()).isNotEmpty();
			write(second);
			assertThat(registry.get("concurrency.sink.flush").tag("result", "success").timer().count()).isEqualTo(1);
			third.getSourceApplicationContext().close();
			assertThat(written(registry)).isEqualTo(2);
			second.getSourceApplicationContext().close();
			assertThat(registry.getMeters()).extracting(Meter::getId).isEmpty();
		}))));
	}

	private void below(ApplicationContext above, ContextConsumer<AssertableApplicationContext> test) {
		this.child.withParent(above).run(test);
	}

	private static double written(MeterRegistry registry) {
		return registry.get("concurrency.sink.written").tag("name", "audit").functionCounter().count();
	}

	@SuppressWarnings("unchecked")
	private static void write(AssertableApplicationContext context) throws Exception {
		BackgroundSink<String> sink = context.getBean("auditSink", BackgroundSink.class);
		assertThat(sink.push("a")).isEqualTo(Admission.ACCEPTED);
		sink.flush().toCompletableFuture().get(10, TimeUnit.SECONDS);
	}

	@Configuration(proxyBeanMethods = false)
	static class Audit {

		@Bean
		SinkDrain<String> audit() {
			return (batch) -> {
			};
		}

	}

}
