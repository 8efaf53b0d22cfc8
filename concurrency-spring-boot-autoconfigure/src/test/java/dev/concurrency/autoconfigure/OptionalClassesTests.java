package dev.concurrency.autoconfigure;

import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;

import dev.concurrency.fixture.OwnProcess;
import dev.concurrency.process.Admission;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real class paths on which something optional is not there, each with all of Boot's
 * auto-configuration that is left.
 */
class OptionalClassesTests {

	private static final String WEB = "spring-web|spring-boot-web|spring-boot-servlet|spring-boot-tomcat|spring-boot-reactor"
			+ "|spring-boot-netty|spring-boot-http|spring-boot-security|spring-security|tomcat|reactor|netty|jakarta.servlet";

	private static final String ACTUATOR = "spring-boot-actuator|spring-boot-health";

	private static final String MICROMETER = "spring-boot-micrometer|spring-boot-opentelemetry|micrometer-core"
			+ "|micrometer-tracing|micrometer-registry|context-propagation|opentelemetry|prometheus";

	private static final String OTHERS = "spring-cloud|shedlock|spring-boot-jdbc|spring-boot-sql|spring-jdbc|spring-tx|h2";

	@ParameterizedTest
	@Timeout(120)
	@CsvSource({ WEB + ", web", ACTUATOR + '|' + MICROMETER + ", actuator micrometer",
			WEB + '|' + ACTUATOR + '|' + MICROMETER + '|' + OTHERS + ", web actuator micrometer cloud" })
	void withoutWhatIsOptionalAProcessWorks(String jars, String missing) throws Exception {
		Pattern left = Pattern.compile("(" + jars + ").*");
		try (OwnProcess application = OwnProcess.startWith((jar) -> !left.matcher(jar).matches(), Application.class)) {
			List<String> log = application.awaitEnd();
			assertThat(log).as(String.join("\n", log))
				.contains("missing: [" + missing.replace(" ", ", ") + "]", "rehearsed", "written: [a]");
			assertThat(application.exitValue()).isZero();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		public static void main(String[] args) {
			// In the background nobody would hear that it fails.
			Rehearsal.run();
			System.out.println("rehearsed");
			try (ConfigurableApplicationContext context = SpringApplication.run(Application.class, "--server.port=0",
					"--management.endpoints.web.exposure.include=*", "--concurrency.sinks.instances.audit.linger=0")) {
				assertThat(context.isRunning()).isTrue();
			}
		}

		@Bean
		ApplicationRunner runner(BackgroundSink<String> audit) {
			return (args) -> {
				System.out.println("missing: " + missing());
				assertThat(audit.push("a")).isEqualTo(Admission.ACCEPTED);
			};
		}

		private static List<String> missing() {
			return List
				.of("web=org.springframework.web.context.WebApplicationContext",
						"actuator=org.springframework.boot.actuate.endpoint.annotation.Endpoint",
						"micrometer=io.micrometer.core.instrument.MeterRegistry",
						"cloud=org.springframework.cloud.context.environment.EnvironmentChangeEvent")
				.stream()
				.filter((each) -> !ClassUtils.isPresent(each.substring(each.indexOf('=') + 1), null))
				.map((each) -> each.substring(0, each.indexOf('=')))
				.toList();
		}

		@Bean
		SinkDrain<String> audit() {
			return (batch) -> System.out.println("written: " + batch);
		}

	}

}
