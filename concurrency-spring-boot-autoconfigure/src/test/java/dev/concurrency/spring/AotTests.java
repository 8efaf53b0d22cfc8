package dev.concurrency.spring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

import dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.worker.PeriodicTask;

import static org.assertj.core.api.Assertions.assertThat;

/** What is generated ahead of time, and what a native image is told. */
class AotTests {

	private final InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();

	private final DefaultGenerationContext generation = new DefaultGenerationContext(
			new ClassNameGenerator(ClassName.get("dev.concurrency", "Application")), this.files);

	@Test
	void methodsThatAreFoundByTheirAnnotationCanBeCalled() throws Exception {
		process();
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(Beans.class.getDeclaredMethod("write", List.class)))
			.accepts(this.generation.getRuntimeHints());
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Beans.class.getDeclaredMethod("report")))
			.accepts(this.generation.getRuntimeHints());
	}

	@Test
	void handlesAreRegisteredAtTheStartAndNotGenerated() {
		process();
		assertThat(generated()).contains("concurrencyBeanRegistrar").contains("\"lines\"").doesNotContain("linesSink");
	}

	@Test
	void settingsAreReadAndCheckedAtTheStartOnly() {
		process(Unscheduled.class);
		assertThat(generated()).contains("\"unscheduled\"");
	}

	/** As the plugins of build tools do, which say so. */
	private void process(Class<?>... more) {
		System.setProperty(AbstractAotProcessor.AOT_PROCESSING, "true");
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(Beans.class, ConcurrencyAutoConfiguration.class);
			Arrays.stream(more).forEach(context::register);
			new ApplicationContextAotGenerator().processAheadOfTime(context, this.generation);
			this.generation.writeGeneratedContent();
		}
		finally {
			System.clearProperty(AbstractAotProcessor.AOT_PROCESSING);
		}
	}

	private String generated() {
		StringBuilder sources = new StringBuilder();
		this.files.getGeneratedFiles(Kind.SOURCE).keySet().forEach((file) -> {
			try {
				sources.append(this.files.getGeneratedFileContent(Kind.SOURCE, file));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
		return sources.toString();
	}

	/** Only where it runs somebody says when. */
	@Configuration(proxyBeanMethods = false)
	static class Unscheduled {

		@Bean
		PeriodicTask unscheduled() {
			return (tick) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Beans {

		@Bean
		SinkDrain<String> lines() {
			return (batch) -> {
			};
		}

		@SinkListener("audit")
		void write(List<Long> batch) {
		}

		@PeriodicWork(name = "report", every = "1h")
		void report() {
		}

	}

}
