package dev.concurrency.autoconfigure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import net.javacrumbs.shedlock.core.LockProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.concurrency.GiveUpHandler;
import dev.concurrency.fixture.FailedStart;
import dev.concurrency.process.UndeliveredHandler;
import dev.concurrency.sink.DeadLetterHandler;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.spring.PeriodicWork;
import dev.concurrency.spring.SettingsCustomizer;
import dev.concurrency.spring.SinkListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application prints when it does not start since a bean is missing, cannot be
 * used, or is one of several.
 */
@ExtendWith(OutputCaptureExtension.class)
class RefusedBeansTests {

	private static final String LOCKED = """
			concurrency.workers.instances.board:
			  interval: 2s
			  lock: boards
			""";

	@TempDir
	private Path directory;

	@ParameterizedTest
	@MethodSource("refused")
	void whatIsWrongIsPrintedWithTheRemedy(Class<?> beans, String yaml, List<String> printed, CapturedOutput output)
			throws IOException {
		new FailedStart(this.directory, "--debug=false").run(yaml, beans);
		assertThat(output).contains("APPLICATION FAILED TO START").contains(printed);
	}

	@Test
	void aBoundaryThatOnlyTheEnvironmentMentionsIsNamedWithItsVariable(CapturedOutput output) throws IOException {
		new FailedStart(this.directory, "--debug=false").run(
				Map.of("CONCURRENCY_BOUNDARIES_INSTANCES_GEOCOD_MAXQUEUED", "9",
						"CONCURRENCY_BOUNDARIES_INSTANCES_GEOCODE_MAXQUEUED", "7"),
				"concurrency.boundaries.instances.geo-code.max-in-flight: 4");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Only the environment mentions the boundary 'geocod'.")
			.contains("concurrency.boundaries.instances.geocod.maxqueued = 9   (")
			.contains("CONCURRENCY_BOUNDARIES_INSTANCES_GEOCOD_MAXQUEUED")
			.contains(
					"Did you mean 'geo-code'? A variable changes a boundary that is declared, and declares none: for a"
							+ " new one, write a setting under concurrency.boundaries.instances.geocod in application.yml.");
	}

	@Test
	void aSupervisorThatOnlyTheEnvironmentMentionsIsRefusedAndTheRootIsNot(CapturedOutput output) throws IOException {
		new FailedStart(this.directory, "--debug=false")
			.run(Map.of("CONCURRENCY_SUPERVISORS_INSTANCES_ROOT_MAXRESTARTS", "3",
					"CONCURRENCY_SUPERVISORS_INSTANCES_INGEST_PERIOD", "9s"), "");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Only the environment mentions the supervisor 'ingest'.")
			.contains("Correct the name or remove the variable. A variable changes a supervisor");
	}

	@Test
	void methodsThatTheSettingsCannotTellApartAreNamedWithTheirBeans(CapturedOutput output) throws IOException {
		new FailedStart(this.directory, "--debug=false").run("", Alike.class);
		assertThat(output).contains("The sinks 'auditLog' (@SinkListener on RefusedBeansTests.Alike.first (bean '")
			.contains(" and 'audit-log' (@SinkListener on RefusedBeansTests.Alike.second (bean '")
			.contains(" have the same name as far as settings go, which ignore case and dashes.")
			.contains("Give one of the two another name.");
	}

	@Test
	void aLockWithoutTheClassesOfShedLockIsNamedWithItsPlace(CapturedOutput output) throws IOException {
		new FailedStart(this.directory, "--debug=false").run(new FilteredClassLoader(LockProvider.class), LOCKED,
				FailedStart.Board.class);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The worker 'board' cannot tick: The lock 'boards' cannot be taken: ShedLock is not on the class"
					+ " path.")
			.contains("concurrency.workers.instances.board.lock = boards   (")
			.contains("application.yml] - 3:9)")
			.contains("Add net.javacrumbs.shedlock:shedlock-provider-jdbc-template, or another provider of ShedLock");
	}

	static Stream<Arguments> refused() {
		return Stream.of(
				Arguments.of(FailedStart.Flights.class, "concurrency.sinks.instances.flights.lanes: 2", List.of(
						"The sink 'flights' has the setting lanes: 2, but there is no LaneKey bean for its items"
								+ " of type java.lang.String.",
						"concurrency.sinks.instances.flights.lanes = 2   (", "application.yml] - 1:44)",
						"Declare one: LaneKey<java.lang.String>. The drain may be it.")),
				Arguments.of(FailedStart.Flights.class, "concurrency.sinks.configs.default.max-weight: 5",
						List.of("The sink 'flights' has the setting max-weight: 5, but there is no Weigher bean",
								"concurrency.sinks.configs.default.max-weight = 5   (", "application.yml] - 1:47)",
								"Declare one: Weigher<java.lang.String>.")),
				Arguments.of(Nothing.class, "concurrency.propagate-context: true",
						List.of("concurrency.propagate-context is true, and nothing can carry a context",
								"concurrency.propagate-context = true   (", "application.yml] - 1:32)",
								"Add io.micrometer:context-propagation")),
				Arguments.of(TwoUndeliveredHandlers.class, "",
						List.of("There are several UndeliveredHandler beans, and only one can decide: 'one', 'two'.",
								"Mark one of them as @Primary, or let one call the others.")),
				Arguments.of(TwoGiveUpHandlers.class, "",
						List.of("There are several GiveUpHandler beans, and only one can decide: 'one', 'two'.",
								"Mark one of them as @Primary, or let one call the others.")),
				Arguments.of(TwoDeadLetterHandlers.class, "",
						List.of("The sink 'flights' has items of type java.lang.String, for which there are several"
								+ " DeadLetterHandler beans: 'one', 'two'.",
								"Mark one of them as @Primary, or give them different item types.")),
				Arguments.of(TwoLockProviders.class, LOCKED,
						List.of("The worker 'board' cannot tick: The lock 'boards' cannot be taken: there are several"
								+ " LockProvider beans: one, two.",
								"concurrency.workers.instances.board.lock = boards   (", "application.yml] - 3:9)",
								"Mark one of them as @Primary.")),
				Arguments.of(Senseless.class, "",
						List.of("cannot change the SinkSettings of 'flights': capacity must be at least 1 but is -1.",
								"Correct the customizer, or the settings that it changes.")),
				Arguments.of(TakesOne.class, "",
						List.of("RefusedBeansTests.TakesOne.write (bean 'refusedBeansTests.TakesOne') is a"
								+ " @SinkListener, but does not take batches.",
								"Give it one parameter, the batch: List<T>")),
				Arguments.of(Answers.class, "",
						List.of("RefusedBeansTests.Answers.write (bean 'refusedBeansTests.Answers') is a"
								+ " @SinkListener, but returns something", "Declare it void")),
				Arguments.of(TakesText.class, "",
						List.of("RefusedBeansTests.TakesText.work (bean 'refusedBeansTests.TakesText') is"
								+ " @PeriodicWork, but takes what nobody would give it.",
								"Give it no parameter, or one of type TickContext.")),
				Arguments.of(TwoSchedules.class, "",
						List.of("There are two schedules for RefusedBeansTests.TwoSchedules.work (bean"
								+ " 'refusedBeansTests.TwoSchedules'): interval 1s and fixed-rate 2s.",
								"Remove one of them from @PeriodicWork.")),
				Arguments.of(NoSchedule.class, "",
						List.of("The worker 'report' (@PeriodicWork on RefusedBeansTests.NoSchedule.work (bean"
								+ " 'refusedBeansTests.NoSchedule')) has no schedule",
								"Give @PeriodicWork one of every, fixedDelay, fixedRate and cron, as in every ="
										+ " \"10s\", or set concurrency.workers.instances.report.interval, for"
										+ " example to 10s, or fixed-delay, fixed-rate or cron.")));
	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

	/** They are found when all beans are there. */
	@Configuration(proxyBeanMethods = false)
	static class TwoUndeliveredHandlers {

		@Bean
		UndeliveredHandler one() {
			return (process, items, reason) -> {
			};
		}

		@Bean
		UndeliveredHandler two() {
			return (process, items, reason) -> {
			};
		}

	}

	/** They are found when all beans are there. */
	@Configuration(proxyBeanMethods = false)
	static class TwoGiveUpHandlers {

		@Bean
		GiveUpHandler one() {
			return (process, cause) -> {
			};
		}

		@Bean
		GiveUpHandler two() {
			return (process, cause) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoDeadLetterHandlers extends FailedStart.Flights {

		@Bean
		DeadLetterHandler<String> one() {
			FailedStart.created("one");
			return (sink, batch, cause) -> {
			};
		}

		@Bean
		DeadLetterHandler<String> two() {
			FailedStart.created("two");
			return (sink, batch, cause) -> {
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoLockProviders extends FailedStart.Board {

		@Bean
		LockProvider one() {
			FailedStart.created("one");
			return (lock) -> Optional.empty();
		}

		@Bean
		LockProvider two() {
			FailedStart.created("two");
			return (lock) -> Optional.empty();
		}

	}

	/** A customizer is asked when the first process is declared. */
	@Configuration(proxyBeanMethods = false)
	static class Senseless {

		@Bean
		SinkDrain<String> flights() {
			return (batch) -> {
			};
		}

		@Bean
		SettingsCustomizer<SinkSettings> sinks() {
			return (name, settings) -> settings.withSizes(-1, 1);
		}

	}

	static class TakesOne {

		TakesOne() {
			FailedStart.created("takesOne");
		}

		@SinkListener("audit")
		void write(String item) {
		}

	}

	static class Answers {

		Answers() {
			FailedStart.created("answers");
		}

		@SinkListener("audit")
		boolean write(List<String> batch) {
			return batch.isEmpty();
		}

	}

	static class TakesText {

		TakesText() {
			FailedStart.created("takesText");
		}

		@PeriodicWork(name = "report", every = "1h")
		void work(String what) {
		}

	}

	static class NoSchedule {

		NoSchedule() {
			FailedStart.created("noSchedule");
		}

		@PeriodicWork(name = "report")
		void work() {
		}

	}

	static class TwoSchedules {

		TwoSchedules() {
			FailedStart.created("twoSchedules");
		}

		@PeriodicWork(name = "report", every = "1s", fixedRate = "2s")
		void work() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Alike {

		@SinkListener("auditLog")
		void first(List<String> batch) {
		}

		@SinkListener("audit-log")
		void second(List<String> batch) {
		}

	}

}
