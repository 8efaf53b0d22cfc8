package dev.concurrency.autoconfigure;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.stereotype.Component;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.fixture.Loop;
import dev.concurrency.fixture.Yaml;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.ProcessSnapshot;
import dev.concurrency.process.ProcessView;
import dev.concurrency.process.Supervisable;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.spring.ActorComponent;
import dev.concurrency.spring.PeriodicWork;
import dev.concurrency.spring.SinkListener;
import dev.concurrency.worker.PeriodicTask;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which supervisors the settings make, what belongs to them and in which order.
 */
class SupervisorTreeTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
		.withPropertyValues("concurrency.auto-startup=false", "concurrency.workers.configs.default.interval=1h");

	@Test
	void processesOfEveryKindMayBelongToOneSupervisor() {
		tree("""
				concurrency:
				  sinks.instances.flights.supervisor: ingest
				  workers.instances.board.supervisor: ingest
				  actors.instances:
				    tower.supervisor: ingest
				    airports.supervisor: ingest
				  processes.instances.tail.supervisor: ingest
				  supervisors.instances.ingest.strategy: rest-for-one
				""", "root/ingest/airports", "root/ingest/board", "root/ingest/flights", "root/ingest/tail",
				"root/ingest/tower");
	}

	@Test
	void aProcessWithoutASupervisorBelongsToThatOfItsKind() {
		tree("concurrency.supervisors.instances.ingest.strategy: one-for-all", "root/sinks/flights",
				"root/processes/tail", "root/actors/airports", "root/actors/tower", "root/workers/board");
	}

	@Test
	void aProcessMayBelongToTheRoot() {
		tree("""
				concurrency:
				  sinks.instances.flights.supervisor: root
				  processes.configs.default.supervisor: ROOT
				""", "root/flights", "root/tail", "root/actors/airports", "root/actors/tower", "root/workers/board");
	}

	@Test
	void supervisorsMayBeNestedWhateverTheirOrder() {
		tree("""
				concurrency:
				  sinks.instances.flights.supervisor: a
				  supervisors.instances:
				    a.parent: b
				    b.parent: c
				    c.parent: root
				""", "root/c/b/a/flights", "root/processes/tail", "root/actors/airports", "root/actors/tower",
				"root/workers/board");
	}

	@Test
	void aSupervisorBelongsToTheOneThatListsIt() {
		tree("""
				concurrency.supervisors.instances:
				  writers.children: flights
				  ingest.children: [tail, writers]
				""", "root/ingest/tail", "root/ingest/writers/flights", "root/actors/airports", "root/actors/tower",
				"root/workers/board");
	}

	@Test
	void listedChildrenComeFirstAndInTheOrderOfTheirList() {
		tree("""
				concurrency:
				  actors.configs.default.supervisor: ingest
				  supervisors.instances.ingest.children: [tower, tail, flights, board]
				""", "root/ingest/tower", "root/ingest/tail", "root/ingest/flights", "root/ingest/board",
				"root/ingest/airports");
	}

	@Test
	void othersComeByTheirOrderAndThenByTheirName() {
		this.runner.withUserConfiguration(Ordered.class)
			.withInitializer(Yaml.of("concurrency.processes.configs.default.supervisor: ingest"))
			.withInitializer(Yaml.of("concurrency.supervisors.instances.ingest.children: [listed]"))
			.run(holds("root/ingest/listed", "root/ingest/methodOne", "root/ingest/zClassTwo", "root/ingest/bThree",
					"root/ingest/aFour", "root/ingest/last"));
	}

	@Test
	void theKindsAreOrderedInTheSameWay() {
		this.runner.withUserConfiguration(Ordered.class)
			.run(holds("root/processes/methodOne", "root/processes/zClassTwo", "root/processes/bThree",
					"root/processes/aFour", "root/processes/listed", "root/processes/last"));
	}

	@Test
	void aRegistrarOrdersTooAndNoBeanIsMadeToBeAsked() {
		this.runner.withBean("aLast", SelfOrdered.class)
			.withInitializer((context) -> ((GenericApplicationContext) context).register(
					(registry, environment) -> registry.registerBean("bFirst", Loop.class, (spec) -> spec.order(1))))
			.run(holds("root/processes/bFirst", "root/processes/aLast"));
	}

	@Test
	void methodsComeByTheirOwnOrderBeforeThatOfTheirBean() {
		this.runner.withUserConfiguration(OrderedMethods.class)
			.withInitializer(Yaml.of("concurrency.sinks.configs.default.supervisor: ingest"))
			.withInitializer(Yaml.of("concurrency.workers.configs.default.supervisor: ingest"))
			.withInitializer(Yaml.of("concurrency.supervisors.instances.ingest.strategy: one-for-one"))
			.run(holds("root/ingest/zWorkOne", "root/ingest/yListenerTwo", "root/ingest/likeItsBean"));
	}

	@Test
	void theOrderOfPropertySourcesDoesNotMatter() {
		String one = """
				concurrency:
				  sinks.instances.flights.supervisor: ingest
				  supervisors.instances:
				    ingest.children: [tower, tail]
				    alerts.parent: ingest
				    flight-board.strategy: one-for-all
				""";
		String other = """
				concurrency:
				  actors.instances.airports.supervisor: FLIGHTboard
				  workers.instances.board.supervisor: ingest
				  supervisors.instances:
				    zero.max-restarts: 1
				    flightboard.parent: ingest
				""";
		String[] expected = { "root/ingest/tower", "root/ingest/tail", "root/ingest/board",
				"root/ingest/flight-board/airports", "root/ingest/flights" };
		this.runner.withUserConfiguration(Beans.class)
			.withInitializer(Yaml.of(one))
			.withInitializer(Yaml.of(other))
			.run(holds(expected));
		this.runner.withUserConfiguration(Beans.class)
			.withInitializer(Yaml.of(other))
			.withInitializer(Yaml.of(one))
			.run(holds(expected));
	}

	@Test
	void anEnvironmentVariableMeansTheSupervisorThatIsThereAndDoesNotRenameIt() {
		this.runner.withUserConfiguration(Beans.class)
			.withInitializer(Yaml.of("concurrency.supervisors.instances.flight-board.max-restarts: 1"))
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
						new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
								Map.of("CONCURRENCY_SUPERVISORS_INSTANCES_FLIGHTBOARD_PERIOD", "7s",
										"CONCURRENCY_SUPERVISORS_INSTANCES_FLIGHTBOARD_CHILDREN", "tower,FLIGHTS",
										"CONCURRENCY_PROCESSES_INSTANCES_TAIL_SUPERVISOR", "FLIGHTBOARD"))))
			.run(holds("root/flight-board/tower", "root/flight-board/flights", "root/flight-board/tail",
					"root/actors/airports", "root/workers/board"));
	}

	@Test
	void anEnvironmentVariableDoesNotRenameASupervisorInBrackets() {
		this.runner.withUserConfiguration(Beans.class)
			.withInitializer(Yaml.of("concurrency.processes.configs.default.supervisor: a.b"))
			.withInitializer(Yaml.of("concurrency.supervisors.instances.ab.period: 7s"))
			.withInitializer(Yaml.of("concurrency.supervisors.instances: {'[a.b]': {max-restarts: 1}}"))
			.run(holds("root/sinks/flights", "root/a.b/tail", "root/actors/airports", "root/actors/tower",
					"root/workers/board"));
	}

	@Test
	void namesIgnoreCaseAndDashes() {
		tree("""
				concurrency:
				  sinks.instances.FLIGHTS.supervisor: Flight-Ingest
				  supervisors.instances:
				    flightIngest.parent: all_of-it
				    allOfIt.children: [Tail, T-o-w-e-r]
				""", "root/allOfIt/tail", "root/allOfIt/tower", "root/allOfIt/flightIngest/flights",
				"root/actors/airports", "root/workers/board");
	}

	@Test
	void aBeanThatInjectsAHandleEarlyDoesNotChangeTheOrder() {
		this.runner.withUserConfiguration(Early.class, Beans.class).withInitializer(Yaml.of("""
				concurrency.supervisors.instances:
				  ingest.children: [flights, tail, board, airports, tower]
				""")).run((context) -> {
			assertThat(context.getBean(Early.class).tower.path()).hasToString("root/ingest/tower");
			holds("root/ingest/flights", "root/ingest/tail", "root/ingest/board", "root/ingest/airports",
					"root/ingest/tower")
				.accept(context);
		});
	}

	@Test
	void supervisorsAreStartedAfterTheSinksAndBeforeTheOtherKinds() {
		this.runner.withUserConfiguration(Beans.class)
			.withInitializer(Yaml.of("concurrency.supervisors.instances: {b.parent: root, a.parent: root}"))
			.run((context) -> assertThat(context.getBean(ConcurrencyRuntime.class).snapshot().children())
				.extracting(ProcessSnapshot::name)
				.containsExactly("sinks", "boundaries", "a", "b", "processes", "actors", "workers"));
	}

	private void tree(String yaml, String... expected) {
		this.runner.withUserConfiguration(Beans.class).withInitializer(Yaml.of(yaml)).run(holds(expected));
	}

	private static ContextConsumer<AssertableApplicationContext> holds(String... paths) {
		return (context) -> {
			assertThat(context).hasNotFailed();
			List<ProcessView> processes = context.getBean(ConcurrencyRuntime.class).processes();
			assertThat(processes).extracting((process) -> process.path().value()).containsExactly(paths);
		};
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Tower.class, Airports.class })
	static class Beans {

		@Bean
		SinkDrain<String> flights() {
			return (batch) -> {
			};
		}

		@Bean
		PeriodicTask board() {
			return (context) -> {
			};
		}

		@Bean
		Supervisable tail() {
			return new Loop();
		}

	}

	@ActorComponent("tower")
	static class Tower implements Actor<String> {

		@Override
		public void handle(String message, ActorContext<String> context) {
		}

	}

	@ActorComponent(value = "airports", keyed = true)
	static class Airports implements Actor<String> {

		@Override
		public void handle(String message, ActorContext<String> context) {
		}

	}

	@Component("early")
	static class Early {

		private final BackgroundProcess tower;

		Early(@Qualifier("tower") BackgroundProcess tower) {
			this.tower = tower;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(OrderedByClass.class)
	static class Ordered {

		@Bean
		Supervisable last() {
			return new Loop();
		}

		@Bean
		@Order(99)
		Supervisable listed() {
			return new Loop();
		}

		@Bean
		@Order(1)
		Loop methodOne() {
			return new Loop();
		}

		/** Its class says something else. */
		@Bean
		@Order(3)
		Supervisable bThree() {
			return new OrderedByItself();
		}

		/** What its method returns says something else. */
		@Bean
		@Order(4)
		OrderedByItself aFour() {
			return new OrderedByItself();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Order(3)
	static class OrderedMethods {

		@SinkListener("likeItsBean")
		void likeItsBean(List<String> batch) {
		}

		@Order(2)
		@SinkListener("yListenerTwo")
		void second(List<Integer> batch) {
		}

		@Order(1)
		@PeriodicWork(name = "zWorkOne", every = "1h")
		void first() {
		}

	}

	@Component("zClassTwo")
	@Order(2)
	static class OrderedByClass extends Loop {

	}

	@Order(-5)
	static class OrderedByItself extends Loop {

	}

	static class SelfOrdered extends Loop implements org.springframework.core.Ordered {

		@Override
		public int getOrder() {
			throw new AssertionError("nobody asks");
		}

	}

}
