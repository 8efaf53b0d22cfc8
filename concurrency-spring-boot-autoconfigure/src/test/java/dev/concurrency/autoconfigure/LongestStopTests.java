package dev.concurrency.autoconfigure;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.servlet.ServletWebServerFactory;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.concurrency.fixture.Airports;
import dev.concurrency.fixture.OneOfEach;
import dev.concurrency.fixture.Yaml;
import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.Shutdown;
import dev.concurrency.spring.SettingsCustomizer;
import dev.concurrency.supervision.ChildOrder;
import dev.concurrency.supervision.SupervisorSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** What is said at the start about a stop that may take longer than it can. */
@ExtendWith(OutputCaptureExtension.class)
class LongestStopTests {

	private final ApplicationContextRunner runner = OneOfEach.runner().withUserConfiguration(Airports.class);

	private final WebApplicationContextRunner web = new WebApplicationContextRunner(
			AnnotationConfigServletWebServerApplicationContext::new)
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
		.withUserConfiguration(OneOfEach.class, Airports.class, NoRequests.class)
		.withPropertyValues("concurrency.workers.configs.default.interval=1h",
				"concurrency.boundaries.instances.calls.max-in-flight=2");

	@Test
	void theDefaultsNeverWarn(CapturedOutput output) {
		this.runner.run((context) -> assertThat(output).doesNotContain("A stop takes"));
	}

	@Test
	void theDefaultsWarnWhereASupervisorStopsOneAfterTheOther(CapturedOutput output) {
		this.runner.withPropertyValues("concurrency.supervisors.instances.ingest.children=lines,other")
			.run((context) -> assertThat(output).contains("A stop takes 40s at the longest").contains("After 30s"));
	}

	@Test
	void whatStopsOneAfterTheOtherAddsUp(CapturedOutput output) {
		this.runner.withInitializer(Yaml.of("""
				concurrency:
				  sinks: {configs: {default: {shutdown: 12s}}}
				  supervisors: {instances: {ingest: {children: [lines, other]}}}
				"""))
			.run((context) -> assertThat(output).contains("A stop takes 44s at the longest, when every process"
					+ " needs all its time: boundaries 5s, workers 5s, actors 5s, processes 5s, ingest 24s. After 30s what still"
					+ " runs is interrupted. Set concurrency.shutdown-timeout, or"
					+ " spring.lifecycle.timeout-per-shutdown-phase, to more than that; or give single processes a shorter"
					+ " shutdown, their supervisor stop: concurrent or a shutdown-budget."));
	}

	@Test
	void whatStopsAtOnceCountsOnce(CapturedOutput output) {
		this.runner.withInitializer(Yaml.of("""
				concurrency:
				  sinks: {configs: {default: {shutdown: 12s}}}
				  supervisors: {instances: {ingest: {children: [lines, other], stop: concurrent}}}
				  shutdown-timeout: 31s
				""")).run((context) -> assertThat(output).contains("A stop takes 32s").contains("ingest 12s"));
	}

	@Test
	void aBudgetBoundsTheProcessesOfASupervisor(CapturedOutput output) {
		this.runner.withInitializer(Yaml.of("""
				concurrency:
				  supervisors:
				    instances:
				      ingest: {children: [lines, inner], shutdown-budget: 4s}
				      inner: {children: [other], shutdown-budget: 3s}
				  shutdown-timeout: 1s
				""")).run((context) -> assertThat(output).contains("ingest 7s. After 1s"));
	}

	@Test
	void whatMayTakeAnyTimeIsSaidSo(CapturedOutput output) {
		this.runner.withPropertyValues("concurrency.sinks.instances.lines.shutdown=infinite")
			.run((context) -> assertThat(output).contains("A stop takes any time at the longest")
				.contains("sinks any time"));
	}

	@Test
	void whatCustomizersMakeOfTheSettingsCounts(CapturedOutput output) {
		this.runner.withUserConfiguration(Patient.class)
			.withPropertyValues("concurrency.supervisors.instances.ingest.children=lines,other")
			.run((context) -> assertThat(output).contains("ingest 40s. After 30s"));
	}

	@Test
	void aProcessThatIsCalledLikeASupervisorElsewhereIsNone(CapturedOutput output) {
		this.runner.withInitializer(Yaml.of("""
				concurrency:
				  sinks: {instances: {lines: {supervisor: ingest}}}
				  supervisors:
				    instances:
				      ingest: {shutdown-budget: 2s}
				      lines: {strategy: one-for-one}
				  shutdown-timeout: 1s
				""")).run((context) -> assertThat(output).contains("ingest 2s. After 1s"));
	}

	@Test
	void theTimeoutOfTheStopIsComparedWithTheGracePeriod(CapturedOutput output) {
		this.runner.withPropertyValues("concurrency.grace-period=20s")
			.run((context) -> assertThat(output).contains("A stop takes 30s at the longest")
				.doesNotContain("is interrupted")
				.contains("After 20s (concurrency.grace-period) the JVM is killed, and what it has accepted is lost."));
	}

	@Test
	void aStopThatIsCutShortInTimeIsNoReasonToWarn(CapturedOutput output) {
		this.runner.withPropertyValues("concurrency.grace-period=30s")
			.run((context) -> assertThat(output).doesNotContain("grace-period"));
	}

	@Test
	void aStopThatIsCutShortMayTakeLongerThanItsTimeout(CapturedOutput output) {
		this.runner.withPropertyValues("concurrency.sinks.configs.default.shutdown=20s", "concurrency.grace-period=34s")
			.run((context) -> assertThat(output).contains("A stop takes 40s at the longest")
				.contains("After 30s what still runs is interrupted and has 5s to end. After 34s"
						+ " (concurrency.grace-period) the JVM is killed, and what it has accepted is lost. Set"
						+ " concurrency.shutdown-timeout to 5s less than that, or have who kills it wait longer."));
	}

	@Test
	void aGracePeriodThatAlsoHasWhatAStopMayTakeLongerIsNoReasonToWarn(CapturedOutput output) {
		this.runner.withPropertyValues("concurrency.sinks.configs.default.shutdown=20s", "concurrency.grace-period=35s")
			.run((context) -> assertThat(output).contains("A stop takes 40s").doesNotContain("grace-period"));
	}

	@Test
	void whatAWebServerTakesBeforeIsCountedWithTheGracePeriod(CapturedOutput output) {
		this.web.withPropertyValues("concurrency.grace-period=30s")
			.run((context) -> assertThat(output).contains("A stop takes 30s at the longest")
				.contains("Before that the web server may take 30s for the requests that it has (server.shutdown:"
						+ " graceful, for as long as spring.lifecycle.timeout-per-shutdown-phase). After 30s"
						+ " (concurrency.grace-period) the JVM is killed, and what it has accepted is lost. Set"
						+ " concurrency.shutdown-timeout and spring.lifecycle.timeout-per-shutdown-phase to 5s less"
						+ " than that together, or have who kills it wait longer."));
	}

	@Test
	void aWebServerThatFitsIntoTheGracePeriodIsNoReasonToWarn(CapturedOutput output) {
		this.web.withPropertyValues("concurrency.grace-period=30s", "server.shutdown=immediate")
			.run((context) -> assertThat(context).hasNotFailed());
		this.web
			.withPropertyValues("concurrency.grace-period=30s", "concurrency.shutdown-timeout=15s",
					"spring.lifecycle.timeout-per-shutdown-phase=10s")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("grace-period");
	}

	@Test
	void theDefaultsOfAWebServerNeverWarn(CapturedOutput output) {
		this.web.run((context) -> assertThat(output).doesNotContain("A stop takes"));
	}

	/** Serves nothing. */
	@Configuration(proxyBeanMethods = false)
	static class NoRequests {

		@Bean
		ServletWebServerFactory servers() {
			return (initializers) -> new WebServer() {

				@Override
				public void start() {
				}

				@Override
				public void stop() {
				}

				@Override
				public int getPort() {
					return -1;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Patient {

		@Bean
		SettingsCustomizer<ChildSpec> slow() {
			return (name, spec) -> name.equals("lines")
					? spec.withShutdown(new Shutdown.Graceful(Duration.ofSeconds(40))) : spec;
		}

		@Bean
		SettingsCustomizer<SupervisorSettings> atOnce() {
			return (name, settings) -> settings.withStopOrder(ChildOrder.CONCURRENT);
		}

	}

}
