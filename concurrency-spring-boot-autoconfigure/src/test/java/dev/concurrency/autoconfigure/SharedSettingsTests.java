package dev.concurrency.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.ProcessView;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.spring.InvalidConfigurationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A context and its parent that read one application.yml. */
@ExtendWith(OutputCaptureExtension.class)
class SharedSettingsTests {

	@TempDir
	private Path directory;

	@Test
	void aChildLeavesSettingsOfItsParentsBeansAlone() throws IOException {
		write("""
				concurrency:
				  sinks.instances.above.batch-size: 7
				""");
		run((parent, child) -> {
			assertThat(sink(parent, "above").settings().batchSize()).isEqualTo(7);
			assertThat(paths(child)).contains("root/sinks/below").doesNotContain("root/sinks/above");
		});
	}

	@Test
	void theBoundaryOfAParentIsThatOfItsChildren() throws IOException {
		write("""
				concurrency:
				  boundaries.instances.calls.max-in-flight: 2
				""");
		run((parent, child) -> {
			assertThat(child.getBean(BoundaryRuntime.class)).isSameAs(parent.getBean(BoundaryRuntime.class));
			assertThat(paths(child)).doesNotContain("root/boundaries/calls");
		});
	}

	@Test
	void eachContextHasThoseSupervisorsThatHoldSomethingOfIt() throws IOException {
		write("""
				concurrency:
				  boundaries.instances.calls: {max-in-flight: 2, supervisor: outer}
				  supervisors.instances:
				    outer: {strategy: one-for-one}
				    inner: {parent: outer, children: [above]}
				    idle: {strategy: dynamic}
				---
				spring.config.activate.on-profile: below
				concurrency.sinks.instances.below.supervisor: inner
				""");
		run((parent, child) -> {
			assertThat(paths(parent)).contains("root/outer/calls", "root/outer/inner/above", "root/idle");
			assertThat(paths(child)).contains("root/outer/inner/below").doesNotContain("root/idle");
		});
		write("""
				concurrency:
				  boundaries.instances.calls.max-in-flight: 2
				  supervisors.instances.outer.children: above
				""");
		run((parent, child) -> {
			assertThat(paths(parent)).contains("root/outer/above");
			assertThat(paths(child)).doesNotContain("root/outer");
		});
	}

	@Test
	void whatAGrandparentHasIsKnownToo() throws IOException {
		write("""
				concurrency:
				  sinks.instances.above.batch-size: 7
				  boundaries.instances.calls.max-in-flight: 2
				""");
		try (ConfigurableApplicationContext first = builder(Parent.class).run(arguments());
				ConfigurableApplicationContext between = builder(Between.class).parent(first).run(arguments());
				ConfigurableApplicationContext last = builder(Child.class).parent(between).run(arguments())) {
			assertThat(paths(last)).contains("root/sinks/below").doesNotContain("root/boundaries/calls");
		}
	}

	@Test
	void aChildWithAMisspeltNameIsStillRefused() throws IOException {
		write("""
				concurrency:
				  boundaries.instances.calls.max-in-flight: 2
				---
				spring.config.activate.on-profile: below
				concurrency.sinks.instances.abvoe.batch-size: 7
				""");
		assertThatExceptionOfType(InvalidConfigurationException.class).isThrownBy(this::start)
			.withMessageContaining("Did you mean 'above'?");
	}

	@Test
	void aParentThatReadsSettingsOfAChildIsToldHowToLeaveThemAlone() throws IOException {
		write("""
				concurrency:
				  sinks.instances.below.batch-size: 7
				  boundaries.instances.calls.max-in-flight: 2
				""");
		assertThatExceptionOfType(InvalidConfigurationException.class).isThrownBy(this::start)
			.withMessageContaining("no bean of that name is of type SinkDrain")
			.withMessageContaining(
					"If it is meant for a child context, write it where only that one reads it, such as a"
							+ " profile of its own.");
		write("""
				concurrency:
				  boundaries.instances.calls.max-in-flight: 2
				  supervisors.instances.ingest.children: below
				""");
		assertThatExceptionOfType(InvalidConfigurationException.class).isThrownBy(this::start)
			.withMessageContaining("write it where only that one reads it");
	}

	@Test
	void whatOnlyTheProfileOfAChildSaysIsForTheChild() throws IOException {
		write("""
				concurrency:
				  boundaries.instances.calls.max-in-flight: 2
				---
				spring.config.activate.on-profile: below
				concurrency:
				  sinks.instances.below.batch-size: 7
				  boundaries.instances.mails.max-in-flight: 3
				""");
		run((parent, child) -> {
			assertThat(sink(child, "below").settings().batchSize()).isEqualTo(7);
			assertThat(paths(child)).contains("root/boundaries/mails");
			assertThat(paths(parent)).doesNotContain("root/boundaries/mails");
		});
	}

	@Test
	void whatAChildSaysElseOfABoundaryOfItsParentIsWarnedOf(CapturedOutput output) throws IOException {
		write("""
				concurrency:
				  boundaries.instances.calls: {max-in-flight: 2, cancellation-budget: 2s}
				---
				spring.config.activate.on-profile: below
				concurrency:
				  boundaries:
				    configs.default.max-queued: 9
				    instances.calls: {max-in-flight: 3, cancellation-budget: 2s}
				""");
		run((parent, child) -> {
			assertThat(child.getBean(BoundaryRuntime.class).settings().boundary().maxInFlight()).isEqualTo(2);
			assertThat(warnings(output)).singleElement(InstanceOfAssertFactories.STRING)
				.contains("The boundary 'calls' is that of a context above");
			assertThat(output).contains("concurrency.boundaries.instances.calls.max-in-flight = 3   (")
				.contains("application.yml] - 8:38)")
				.contains("Set them where the context above reads them, or remove them.")
				.doesNotContain("cancellation-budget = 2s   (");
		});
	}

	@Test
	void soIsWhatAChildSaysElseOfBeansAndSupervisorsOfItsParent(CapturedOutput output) throws IOException {
		write("""
				concurrency:
				  sinks.instances.above.batch-size: 7
				  supervisors.instances:
				    outer: {children: above, max-restarts: 7}
				    both: {strategy: one-for-one}
				---
				spring.config.activate.on-profile: below
				concurrency:
				  sinks.instances:
				    above: {batch-size: "${MANY:8}", max-restarts: 5}
				    below.supervisor: both
				  supervisors.instances:
				    outer.max-restarts: 8
				    both.max-restarts: 9
				""");
		run((parent, child) -> {
			assertThat(warnings(output)).satisfiesExactlyInAnyOrder(
					(sink) -> assertThat(sink).contains("The sink 'above' is that of a context above"),
					(supervisor) -> assertThat(supervisor)
						.contains("The supervisor 'outer' is that of a context above"));
			assertThat(output).contains("sinks.instances.above.batch-size = ${MANY:8}   (")
				.contains("sinks.instances.above.max-restarts = 5   (")
				.contains("supervisors.instances.outer.max-restarts = 8   (");
		});
	}

	@Test
	void whatAChildSaysInOtherWordsOrOfABeanOfItsOwnIsNotWarnedOf(CapturedOutput output) throws IOException {
		write("""
				concurrency:
				  sinks.instances.above.linger: 2s
				  boundaries.configs.default.max-in-flight: 2
				  boundaries.instances.calls.max-queued: ${FEW:5}
				---
				spring.config.activate.on-profile: below
				concurrency:
				  sinks.instances.above.linger: 2000ms
				  boundaries.instances.calls: {max-in-flight: 2, max-queued: 5}
				""");
		run((parent, child) -> assertThat(warnings(output)).isEmpty());
		write("""
				concurrency:
				  sinks.instances.above.linger: 2s
				---
				spring.config.activate.on-profile: below
				concurrency.sinks.instances.above.linger: 3s
				""");
		try (ConfigurableApplicationContext parent = builder(Parent.class).run(arguments());
				ConfigurableApplicationContext child = builder(Parent.class).parent(parent)
					.profiles("below")
					.run(arguments())) {
			assertThat(sink(child, "above").settings().linger()).hasSeconds(3);
			assertThat(warnings(output)).isEmpty();
		}
	}

	@Test
	void aRefreshLeavesSettingsOfTheParentsBeansAloneToo() throws IOException {
		write("""
				concurrency:
				  sinks.instances.above.batch-size: 7
				  boundaries.instances.calls.max-in-flight: 2
				""");
		run((parent, child) -> {
			child.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("remote", Map.of("concurrency.sinks.configs.default.linger", "3ms")));
			child.publishEvent(new EnvironmentChangeEvent(child, Set.of()));
			assertThat(sink(child, "below").settings().linger()).hasMillis(3);
		});
	}

	private void write(String yaml) throws IOException {
		Files.writeString(this.directory.resolve("application.yml"), yaml);
	}

	private static List<String> warnings(CapturedOutput output) {
		return output.getAll().lines().filter((line) -> line.contains("is that of a context above")).toList();
	}

	private String[] arguments() {
		return new String[] { "--spring.config.location=" + this.directory.toUri() };
	}

	private static SpringApplicationBuilder builder(Class<?> source) {
		return new SpringApplicationBuilder(source).web(WebApplicationType.NONE);
	}

	private void start() {
		run((parent, child) -> {
		});
	}

	private void run(Both both) {
		try (ConfigurableApplicationContext parent = builder(Parent.class).run(arguments());
				ConfigurableApplicationContext child = builder(Child.class).parent(parent)
					.profiles("below")
					.run(arguments())) {
			both.accept(parent, child);
		}
	}

	@SuppressWarnings("unchecked")
	private static BackgroundSink<String> sink(ConfigurableApplicationContext context, String name) {
		return context.getBean(name + "Sink", BackgroundSink.class);
	}

	private static List<String> paths(ConfigurableApplicationContext context) {
		ConcurrencyRuntime runtime = context.getBean(ConcurrencyRuntime.class);
		return List.of(runtime.processes(), runtime.supervisors())
			.stream()
			.flatMap(List::stream)
			.map(ProcessView::path)
			.map(ProcessPath::value)
			.toList();
	}

	/** Looks at a child and its parent. */
	@FunctionalInterface
	private interface Both {

		void accept(ConfigurableApplicationContext parent, ConfigurableApplicationContext child);

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ConcurrencyAutoConfiguration.class, ConcurrencyRefreshAutoConfiguration.class })
	static class Parent {

		@Bean
		SinkDrain<String> above() {
			return (batch) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ConcurrencyAutoConfiguration.class)
	static class Between {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ConcurrencyAutoConfiguration.class, ConcurrencyRefreshAutoConfiguration.class })
	static class Child {

		@Bean
		SinkDrain<String> below() {
			return (batch) -> {
			};
		}

	}

}
