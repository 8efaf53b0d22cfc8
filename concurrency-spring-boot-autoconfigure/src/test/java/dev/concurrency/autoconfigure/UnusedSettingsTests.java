package dev.concurrency.autoconfigure;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.fixture.Airports;
import dev.concurrency.fixture.FailedStart;
import dev.concurrency.fixture.OneOfEach;
import dev.concurrency.fixture.Yaml;
import dev.concurrency.spring.ActorComponent;
import dev.concurrency.spring.PeriodicWork;

import static org.assertj.core.api.Assertions.assertThat;

/** What an application prints when nobody would read a setting of an instance. */
@ExtendWith(OutputCaptureExtension.class)
class UnusedSettingsTests {

	@TempDir
	private Path directory;

	@Test
	void theTimesOfALockWithoutALock(CapturedOutput output) throws IOException {
		fails("""
				concurrency.workers.instances.board:
				  interval: 2s
				  lock-at-most-for: 5m
				""", FailedStart.Board.class);
		assertThat(output)
			.contains("The worker 'board' has lock-at-most-for, which nobody would read: there is no lock.")
			.contains("concurrency.workers.instances.board.lock-at-most-for = 5m   (")
			.contains("application.yml] - 3:21)")
			.contains("Set lock too, or remove it.");
		fails("""
				concurrency.workers.instances.board: {interval: 2s, lock-at-least-for: 1s}
				""", FailedStart.Board.class);
		assertThat(output)
			.contains("The worker 'board' has lock-at-least-for, which nobody would read: there is no lock.");
	}

	@Test
	void aBackoffThatNoFailureAsksFor(CapturedOutput output) throws IOException {
		fails("""
				concurrency.workers.instances.board:
				  interval: 2s
				  backoff.min: 3s
				""", FailedStart.Board.class);
		assertThat(output)
			.contains("The worker 'board' has backoff.min, which nobody would read: on-failure is not backoff.")
			.contains("concurrency.workers.instances.board.backoff.min = 3s   (")
			.contains("application.yml] - 3:16)")
			.contains("Set on-failure to backoff too, or remove it.");
		fails("concurrency.workers.instances.board: {interval: 2s, backoff: {jitter: 0.5}}", FailedStart.Board.class);
		assertThat(output).contains("The worker 'board' has backoff.jitter, which nobody would read");
	}

	@Test
	void aZoneWithoutACron(CapturedOutput output) throws IOException {
		fails("""
				concurrency.workers:
				  configs.default: {interval: 2s}
				  instances.board.zone: Europe/Berlin
				""", FailedStart.Board.class);
		assertThat(output).contains("The worker 'board' has zone, which nobody would read: it ticks by no cron.")
			.contains("concurrency.workers.instances.board.zone = Europe/Berlin   (")
			.contains("application.yml] - 3:25)")
			.contains("Set cron in place of the other schedule, or remove zone.");
	}

	@Test
	void aZoneForAnAnnotationWithoutACron(CapturedOutput output) throws IOException {
		fails("concurrency.workers.instances.sweep.zone: UTC", Sweep.class);
		assertThat(output).contains("The worker 'sweep' has zone, which nobody would read: it ticks by no cron.");
	}

	@Test
	void theZoneOfAnAnnotationsCronMayStayWhereAnIntervalReplacesIt() {
		OneOfEach.runner()
			.withUserConfiguration(Report.class)
			.withInitializer(Yaml.of("concurrency.workers.instances.report.zone: Europe/Berlin"))
			.withPropertyValues("concurrency.workers.instances.report.interval=1h")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whatIsSaidOfAGroupAboutASingleActor(CapturedOutput output) throws IOException {
		fails("concurrency.actors.instances.tower.passivate-after: 5m", Tower.class);
		assertThat(output)
			.contains("The actor 'tower' has passivate-after, which nobody would read: it is a single actor, which"
					+ " stays.")
			.contains("concurrency.actors.instances.tower.passivate-after = 5m   (")
			.contains("application.yml] - 1:53)")
			.contains(
					"If there is to be one actor for each key, say so: @ActorComponent(keyed = true). Else remove it.");
		fails("concurrency.actors.instances.tower.max-entities: 5", Tower.class);
		assertThat(output)
			.contains("The actor 'tower' has max-entities, which nobody would read: it is a single actor.");
	}

	@Test
	void whatInstancesShareMayBeMeantForSomeOfThem() {
		OneOfEach.runner().withUserConfiguration(Airports.class).withInitializer(Yaml.of("""
				concurrency:
				  workers:
				    configs:
				      default: {zone: UTC, lock-at-most-for: 1m, lock-at-least-for: 5m, backoff: {min: 3s}}
				  actors:
				    configs:
				      default: {passivate-after: 5m}
				      many: {max-entities: 5}
				    instances:
				      tower: {base-config: many}
				      airports: {passivate-after: 6m, max-entities: 6}
				""")).run((context) -> assertThat(context).hasNotFailed());
	}

	private void fails(String yaml, Class<?> configuration) throws IOException {
		new FailedStart(this.directory, "--debug=false").run(yaml, configuration);
	}

	@ActorComponent("tower")
	static class Tower implements Actor<String> {

		Tower() {
			FailedStart.created("tower");
		}

		@Override
		public void handle(String message, ActorContext<String> context) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Sweeper.class)
	static class Sweep {

	}

	@Configuration(proxyBeanMethods = false)
	static class Report {

		@PeriodicWork(name = "report", cron = "0 0 2 * * *")
		void report() {
		}

	}

	static class Sweeper {

		Sweeper() {
			FailedStart.created("sweeper");
		}

		@PeriodicWork(name = "sweep", every = "1h")
		void sweep() {
		}

	}

}
