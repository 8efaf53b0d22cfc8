package dev.concurrency.spring;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.SupervisorRef;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.fixture.OneOfEach;
import dev.concurrency.fixture.Yaml;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ProcessStatus;
import dev.concurrency.process.ProcessView;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.worker.PeriodicWorker;

import static org.assertj.core.api.Assertions.assertThat;

/** Single processes that are not there, or not started: enabled, auto-startup. */
@ExtendWith(OutputCaptureExtension.class)
class InstanceSwitchTests {

	private final ApplicationContextRunner runner = OneOfEach.runner();

	@Test
	void whatIsDisabledIsNeitherMadeNorInjected() {
		this.runner.withPropertyValues("concurrency.sinks.instances.lines.enabled=false",
				"concurrency.workers.instances.board.enabled=false", "concurrency.actors.instances.tower.enabled=false",
				"concurrency.processes.instances.loop.enabled=false",
				"concurrency.boundaries.instances.calls.enabled=false")
			.run((context) -> {
				assertThat(context).hasNotFailed().hasBean("lines").hasSingleBean(BackgroundProcess.class);
				assertThat(paths(context)).isEmpty();
			});
	}

	@Test
	void whatAllInheritCanBeSwitchedOnAgain() {
		this.runner
			.withPropertyValues("concurrency.sinks.configs.default.enabled=false",
					"concurrency.sinks.instances.other.enabled=true")
			.run((context) -> assertThat(context).doesNotHaveBean("linesSink").hasBean("otherSink"));
	}

	@Test
	void aSupervisorMayListAChildThatIsDisabled() {
		this.runner.withInitializer(Yaml.of("""
				concurrency:
				  sinks: {instances: {lines: {enabled: false}}}
				  supervisors: {instances: {ingest: {children: [lines, other]}}}
				"""))
			.run((context) -> assertThat(paths(context)).contains("root/ingest/other")
				.doesNotContain("root/ingest/lines"));
	}

	@Test
	void aSupervisorThatIsDisabledIsNotThereWithAllThatItHolds(CapturedOutput output) {
		this.runner.withInitializer(Yaml.of("""
				concurrency:
				  sinks: {instances: {lines: {supervisor: inner}}}
				  supervisors:
				    instances:
				      ingest: {enabled: false, children: [board, calls], auto-shutdown: any-significant}
				      inner: {parent: ingest}
				      kept: {children: [loop]}
				""")).run((context) -> {
			assertThat(context).hasBean("lines").hasBean("keptSupervisor").hasSingleBean(SupervisorRef.class);
			assertThat(paths(context)).containsExactlyInAnyOrder("root/actors/tower", "root/kept/loop");
			assertThat(output)
				.contains("Not enabled is the sink 'lines': "
						+ "concurrency.supervisors.instances.ingest.enabled = false   (")
				.contains("Not enabled is the supervisor 'inner': ")
				.doesNotContain("'ingest' has an auto-shutdown");
		});
	}

	@Test
	void whatAllSupervisorsInheritCanBeSwitchedOnAgain() {
		this.runner.withInitializer(Yaml.of("""
				concurrency.supervisors:
				  configs: {default: {enabled: false}}
				  instances:
				    ingest: {children: [lines]}
				    kept: {enabled: true, children: [other]}
				""")).run((context) -> assertThat(context).doesNotHaveBean("linesSink").hasBean("otherSink"));
	}

	@Test
	void whatWouldBeWrongWithADisabledSupervisorIsWrongWithItsPlaceToo() {
		this.runner.withInitializer(Yaml.of("""
				concurrency.supervisors.instances.ingest: {enabled: false, parent: nobody}
				"""))
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("belongs to the supervisor 'nobody', which does not exist."));
	}

	@Test
	void whatIsNotStartedAlongIsThereAndStartsWhenItIsTold() {
		this.runner
			.withPropertyValues("concurrency.sinks.instances.lines.auto-startup=false",
					"concurrency.workers.instances.board.auto-startup=false",
					"concurrency.actors.instances.tower.auto-startup=false",
					"concurrency.processes.instances.loop.auto-startup=false",
					"concurrency.boundaries.instances.calls.auto-startup=false")
			.run((context) -> {
				ConcurrencyRuntime runtime = context.getBean(ConcurrencyRuntime.class);
				assertThat(runtime.isRunning()).isTrue();
				assertThat(status(context, "otherSink")).isInstanceOf(ProcessStatus.Running.class);
				assertNotStarted(context, BackgroundSink.class, "linesSink");
				assertNotStarted(context, PeriodicWorker.class, "boardWorker");
				assertNotStarted(context, ActorRef.class, "towerActor");
				assertNotStarted(context, BoundaryRuntime.class, "callsBoundary");
				assertNotStarted(context, BackgroundProcess.class, "loopProcess");
				runtime.supervisorOf(ProcessKind.SINK).restart("lines").toCompletableFuture().join();
				assertThat(status(context, "linesSink")).isInstanceOf(ProcessStatus.Running.class);
			});
	}

	private static void assertNotStarted(ApplicationContext context, Class<?> type, String handle) {
		assertThat(context.getBean(handle)).isInstanceOf(type);
		assertThat(status(context, handle)).isInstanceOf(ProcessStatus.Created.class);
	}

	@Test
	void aSupervisorThatIsNotStartedAlongStartsNothingBelow() {
		this.runner.withInitializer(Yaml.of("""
				concurrency.supervisors.instances.ingest: {children: [lines], auto-startup: false}
				""")).run((context) -> {
			assertThat(status(context, "linesSink")).isInstanceOf(ProcessStatus.Created.class);
			SupervisorRef root = context.getBean(ConcurrencyRuntime.class).root();
			root.restart("ingest").toCompletableFuture().join();
			assertThat(status(context, "linesSink")).isInstanceOf(ProcessStatus.Running.class);
		});
	}

	@Test
	void anAnnotationSaysItTooAndTheSettingsOfTheInstanceCountMore() {
		this.runner.withUserConfiguration(Methods.class)
			.withPropertyValues("start=false", "concurrency.sinks.configs.default.auto-startup=true")
			.run((context) -> {
				assertThat(status(context, "auditSink")).isInstanceOf(ProcessStatus.Created.class);
				assertThat(status(context, "reportWorker")).isInstanceOf(ProcessStatus.Created.class);
			});
		this.runner.withUserConfiguration(Methods.class)
			.withPropertyValues("start=false", "concurrency.sinks.instances.audit.auto-startup=true",
					"concurrency.workers.configs.eager.auto-startup=true",
					"concurrency.workers.instances.report.base-config=eager")
			.run((context) -> {
				assertThat(status(context, "auditSink")).isInstanceOf(ProcessStatus.Running.class);
				assertThat(status(context, "reportWorker")).isInstanceOf(ProcessStatus.Running.class);
			});
	}

	@Test
	void anAnnotationThatSaysNeitherTrueNorFalseIsRefused() {
		this.runner.withUserConfiguration(Methods.class)
			.withPropertyValues("start=perhaps")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining(
						"Methods.write (bean 'instanceSwitchTests.Methods') is neither true nor false" + ": perhaps.")
				.hasMessageContaining("Correct the value of @SinkListener."));
	}

	private static ProcessStatus status(ApplicationContext context, String handle) {
		return context.getBean(handle, BackgroundProcess.class).status();
	}

	private static List<String> paths(ApplicationContext context) {
		return context.getBean(ConcurrencyRuntime.class)
			.processes()
			.stream()
			.map(ProcessView::path)
			.map(Object::toString)
			.filter((path) -> !path.equals("root/sinks/other"))
			.toList();
	}

	@Configuration(proxyBeanMethods = false)
	static class Methods {

		@SinkListener(value = "audit", autoStartup = "${start}")
		void write(List<Long> batch) {
		}

		@PeriodicWork(name = "report", every = "1h", autoStartup = "${start}")
		void report() {
		}

	}

}
