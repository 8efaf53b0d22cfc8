package dev.concurrency.spring;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Supervisable;

import static org.assertj.core.api.Assertions.assertThat;

/** An application without a web server stays up while processes run. */
class KeepAliveTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class));

	@Test
	@Timeout(120)
	void theJvmEndsWhenTheLastProcessHasEndedAndNotBefore() throws Exception {
		Process application = start("--concurrency.processes.instances.reader.restart=transient");
		try (BufferedReader lines = new BufferedReader(
				new InputStreamReader(application.getInputStream(), StandardCharsets.UTF_8))) {
			String line = lines.readLine();
			while (line != null && !line.equals("main is over")) {
				line = lines.readLine();
			}
			assertThat(line).isEqualTo("main is over");
			Writer input = application.outputWriter();
			input.write("end\n");
			input.flush();
			List<String> rest = lines.lines().toList();
			assertThat(rest).as("what it said after the end of main").contains("read end");
			assertThat(application.waitFor(30, TimeUnit.SECONDS)).isTrue();
			assertThat(application.exitValue()).isZero();
		}
		finally {
			application.destroyForcibly();
		}
	}

	@Test
	@Timeout(120)
	void theJvmEndsAfterMainIfItIsNotToBeKeptAlive() throws Exception {
		Process application = start("--concurrency.keep-alive=false");
		try (BufferedReader lines = new BufferedReader(
				new InputStreamReader(application.getInputStream(), StandardCharsets.UTF_8))) {
			assertThat(lines.lines().collect(Collectors.joining("\n"))).contains("main is over");
			assertThat(application.waitFor(30, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			application.destroyForcibly();
		}
	}

	@Test
	void theThreadLivesFromTheStartToTheStop() {
		this.runner.withUserConfiguration(Waiting.class).run((context) -> {
			KeepAlive keepAlive = context.getBean(KeepAlive.class);
			assertThat(keepAlive.isRunning()).isTrue();
			context.getSourceApplicationContext().stop();
			assertThat(keepAlive.isRunning()).isFalse();
			context.getSourceApplicationContext().start();
			assertThat(keepAlive.isRunning()).isTrue();
		});
	}

	@Test
	void withoutProcessesNothingIsKeptAlive() {
		this.runner.run((context) -> assertThat(context.getBean(KeepAlive.class).isRunning()).isFalse());
	}

	@Test
	void aWebServerKeepsItsApplicationAliveByItself() {
		new WebApplicationContextRunner().withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
			.run((context) -> assertThat(context).doesNotHaveBean(KeepAlive.class));
	}

	private static Process start(String setting) throws IOException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		return new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), Reading.class.getName(), setting)
			.redirectErrorStream(true)
			.start();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ConcurrencyAutoConfiguration.class)
	static class Reading {

		public static void main(String[] args) {
			SpringApplication application = new SpringApplication(Reading.class);
			application.setWebApplicationType(WebApplicationType.NONE);
			application.run(args);
			System.out.println("main is over");
		}

		@Bean
		Supervisable reader() {
			return new Supervisable() {

				@Override
				public String name() {
					return "reader";
				}

				@Override
				public Run initialize(ShutdownSignal shutdown) {
					BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
					return () -> System.out.println("read " + input.readLine());
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Waiting {

		@Bean
		Supervisable waiting() {
			return new Supervisable() {

				@Override
				public String name() {
					return "waiting";
				}

				@Override
				public Run initialize(ShutdownSignal shutdown) {
					return shutdown::await;
				}

			};
		}

	}

}
