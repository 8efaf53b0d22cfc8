package dev.concurrency.autoconfigure;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.ConcurrencyRuntimeBuilder;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.ProcessListener;
import dev.concurrency.process.RuntimeId;

import static org.assertj.core.api.Assertions.assertThat;

/** A runtime of the user's own, with or without what the starter has prepared. */
@ExtendWith(OutputCaptureExtension.class)
class OwnRuntimeTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class));

	@Test
	void aUsersRuntimeThatIsNotBuiltByOurBuilderIsWarnedOf(CapturedOutput output) {
		this.runner.withBean("mine", ConcurrencyRuntime.class, () -> ConcurrencyRuntime.builder().build())
			.run((context) -> assertThat(output)
				.containsOnlyOnce("The ConcurrencyRuntime bean [mine] was not built by the builder of the starter"));
	}

	@Test
	void aUsersRuntimeThatOurBuilderBuildsTellsTheUsersBeans(CapturedOutput output) {
		List<ProcessEvent> events = new CopyOnWriteArrayList<>();
		this.runner.withBean(ProcessListener.class, () -> events::add)
			.withUserConfiguration(OwnRuntime.class)
			.run((context) -> {
				assertThat(context).hasSingleBean(ConcurrencyRuntime.class).hasBean("mine");
				assertThat(events).isNotEmpty();
				assertThat(output).doesNotContain("was not built");
				assertThat(context.getBean(ConcurrencyRuntimeBuilder.class))
					.isNotSameAs(context.getBean(ConcurrencyRuntimeBuilder.class));
			});
	}

	@Test
	void theUsersBuilderBuildsTheRuntimeAndIsSaidToKnowNothingOfOurs(CapturedOutput output) {
		this.runner
			.withBean("mine", ConcurrencyRuntimeBuilder.class,
					() -> ConcurrencyRuntime.builder().id(RuntimeId.of("theirs")))
			.run((context) -> {
				assertThat(context.getBean(ConcurrencyRuntime.class).id().value()).startsWith("theirs-");
				assertThat(output)
					.containsOnlyOnce("The ConcurrencyRuntime bean [concurrencyRuntime] was not built by the builder of"
							+ " the starter")
					.contains(
							"In a ConcurrencyRuntime bean of yours inject that builder and build it from that; define no"
									+ " other ConcurrencyRuntimeBuilder bean, which takes its place");
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRuntime {

		@Bean
		ConcurrencyRuntime mine(ConcurrencyRuntimeBuilder prepared) {
			return prepared.build();
		}

	}

}
