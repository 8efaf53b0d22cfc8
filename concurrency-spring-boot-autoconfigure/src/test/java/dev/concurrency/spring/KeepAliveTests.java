package dev.concurrency.spring;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

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
import dev.concurrency.fixture.OwnProcess;
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
		try (OwnProcess application = OwnProcess.start(Reading.class,
				"--concurrency.processes.instances.reader.restart=transient")) {
			application.awaitLine("main is over"::equals);
			application.say("end");
			assertThat(application.awaitEnd()).containsSubsequence("main is over", "read end");
			assertThat(application.exitValue()).isZero();
		}
	}

	@Test
	@Timeout(120)
	void theJvmEndsAfterMainIfItIsNotToBeKeptAlive() throws Exception {
		try (OwnProcess application = OwnProcess.start(Reading.class, "--concurrency.keep-alive=false")) {
			assertThat(application.awaitEnd()).contains("main is over");
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
