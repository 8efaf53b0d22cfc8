package dev.concurrency.spring;

import java.time.Duration;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.ActorDispatcher;
import dev.concurrency.actor.ActorSettings;
import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.boundary.BoundarySettings;
import dev.concurrency.fixture.OneOfEach;
import dev.concurrency.process.ChildSpec;
import dev.concurrency.process.ProcessPath;
import dev.concurrency.process.RestartType;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkSettings;
import dev.concurrency.supervision.RestartStrategy;
import dev.concurrency.supervision.SupervisorSettings;
import dev.concurrency.supervision.SupervisorSnapshot;
import dev.concurrency.worker.PeriodicWorker;
import dev.concurrency.worker.Schedule;
import dev.concurrency.worker.WorkerSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** Beans that change settings after those of the application were read. */
class SettingsCustomizerTests {

	private final ApplicationContextRunner runner = OneOfEach.runner()
		.withPropertyValues("concurrency.supervisors.instances.own.strategy=one-for-one");

	@Test
	void settingsOfEachKindAreCustomizedByName() {
		this.runner.withUserConfiguration(EachKind.class).run((context) -> {
			assertThat(((BackgroundSink<?>) context.getBean("linesSink")).settings().capacity()).isEqualTo(77);
			assertThat(((BackgroundSink<?>) context.getBean("otherSink")).settings().capacity()).isEqualTo(10000);
			assertThat(context.getBean(PeriodicWorker.class).snapshot().schedule()).hasToString("interval 2h");
			assertThat(context.getBean(BoundaryRuntime.class).snapshot().boundary().maxInFlight()).isEqualTo(3);
			ConcurrencyRuntime runtime = context.getBean(ConcurrencyRuntime.class);
			assertThat(((SupervisorSnapshot) runtime.find(ProcessPath.ROOT.child("own")).orElseThrow().details())
				.settings()
				.strategy()).isEqualTo(RestartStrategy.ONE_FOR_ALL);
			assertThat(runtime.find(ProcessPath.ROOT.child("workers").child("board")).orElseThrow().restartType())
				.isEqualTo(RestartType.TRANSIENT);
		});
	}

	@Test
	void severalAreCalledInTheirOrderAndSeeTheSettingsOfTheApplicationFirst() {
		this.runner.withUserConfiguration(Ordered.class)
			.withPropertyValues("concurrency.sinks.instances.lines.capacity=1000")
			.run((context) -> assertThat(((BackgroundSink<?>) context.getBean("linesSink")).settings().capacity())
				.isEqualTo(2500));
	}

	@Test
	void theyMayOrderThemselves() {
		this.runner
			.withBean("aSecond", OrderedCustomizer.class,
					() -> new OrderedCustomizer(2, (settings) -> settings.withSizes(settings.capacity() + 500, 1)))
			.withBean("bFirst", OrderedCustomizer.class,
					() -> new OrderedCustomizer(1, (settings) -> settings.withSizes(settings.capacity() * 2, 1)))
			.withPropertyValues("concurrency.sinks.instances.lines.capacity=1000")
			.run((context) -> assertThat(((BackgroundSink<?>) context.getBean("linesSink")).settings().capacity())
				.isEqualTo(2500));
	}

	@Test
	void thoseOfTheParentCountInTheChildTooInTheOrderOfAll() {
		new ApplicationContextRunner()
			.withBean(OrderedCustomizer.class,
					() -> new OrderedCustomizer(1, (settings) -> settings.withSizes(settings.capacity() * 2, 1)))
			.run((parent) -> this.runner.withParent(parent)
				.withBean("own", OrderedCustomizer.class,
						() -> new OrderedCustomizer(2, (settings) -> settings.withSizes(settings.capacity() + 500, 1)))
				.withPropertyValues("concurrency.sinks.instances.lines.capacity=1000")
				.run((context) -> assertThat(((BackgroundSink<?>) context.getBean("linesSink")).settings().capacity())
					.isEqualTo(2500)));
	}

	private record OrderedCustomizer(int getOrder, UnaryOperator<SinkSettings> change)
			implements
				SettingsCustomizer<SinkSettings>,
				org.springframework.core.Ordered {

		@Override
		public SinkSettings customize(String name, SinkSettings settings) {
			return this.change.apply(settings);
		}

	}

	@Test
	void aCustomizerThatAsksForWhatMakesNoSenseIsRefused() {
		this.runner.withUserConfiguration(Senseless.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("The customizer 'sinks' cannot change the SinkSettings of 'lines': ")
				.hasMessageContaining("capacity must be at least 1 but is -1"));
	}

	@Test
	void aCustomizerThatReturnsNullIsRefused() {
		this.runner.withBean("forgetful", Forgetful.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("The customizer 'forgetful' returned null as the SinkSettings of 'lines'.")
				.hasMessageContaining("Return the settings that it was given where nothing is to change."));
	}

	@Test
	void whatTheSupervisorRefusesIsSaidToComeFromTheCustomizers() {
		this.runner.withUserConfiguration(Significant.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("The worker 'board' cannot be as 'important' would have it: root/workers/board is"
						+ " significant, but auto-shutdown of root/workers is never")
				.hasMessageContaining("Correct the customizer, or the settings that it changes."));
	}

	@Test
	void whatCustomizersMakeOfASupervisorMayNotFitThoseBelow() {
		this.runner.withUserConfiguration(Dynamic.class)
			.withPropertyValues("concurrency.sinks.instances.lines.supervisor=own")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("The sink 'lines' cannot be as 'dynamic' would have it: root/own is dynamic: its"
						+ " children are spawned, not declared."));
	}

	@Test
	@EnabledForJreRange(max = JRE.JAVA_20)
	void whatTheRuntimeCannotDoIsSaidToComeFromTheCustomizers() {
		this.runner.withUserConfiguration(Virtual.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("The actor 'tower' cannot be as 'virtual' would have it:")
				.hasMessageContaining("has dispatcher virtual and the runtime has no virtual threads"));
	}

	@Test
	void whatACustomizedSinkNeedsIsLookedForAfterwards() {
		this.runner.withUserConfiguration(Weighed.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining(
						"The sink 'lines' has the setting max-weight: 5, but there is no Weigher bean for its items"));
	}

	@Test
	void aCustomizerThatInjectsAHandleIsRefusedWithTheRemedy() {
		this.runner.withUserConfiguration(Circular.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("is asked for while the processes are declared: a SettingsCustomizer")
				.hasMessageContaining("Inject an ObjectProvider"));
	}

	@Configuration(proxyBeanMethods = false)
	static class EachKind {

		@Bean
		SettingsCustomizer<SinkSettings> sinks() {
			return (name, settings) -> name.equals("lines") ? settings.withSizes(77, 7) : settings;
		}

		@Bean
		SettingsCustomizer<WorkerSettings> workers() {
			return (name, settings) -> settings.withSchedule(Schedule.interval(Duration.ofHours(2)));
		}

		@Bean
		SettingsCustomizer<ActorSettings> actors() {
			return (name, settings) -> settings.withMailboxCapacity(5);
		}

		@Bean
		SettingsCustomizer<BoundarySettings> boundaries() {
			return (name, settings) -> settings.withBoundary(settings.boundary().withLimits(3, 9));
		}

		@Bean
		SettingsCustomizer<SupervisorSettings> supervisors() {
			return (name, settings) -> settings.withStrategy(RestartStrategy.ONE_FOR_ALL);
		}

		@Bean
		SettingsCustomizer<ChildSpec> children() {
			return (name, spec) -> name.equals("board") ? spec.withRestart(RestartType.TRANSIENT) : spec;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Ordered {

		@Bean
		@Order(2)
		SettingsCustomizer<SinkSettings> second() {
			return (name, settings) -> settings.withSizes(settings.capacity() + 500, 1);
		}

		@Bean
		@Order(1)
		SettingsCustomizer<SinkSettings> first() {
			return (name, settings) -> settings.withSizes(settings.capacity() * 2, 1);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Senseless {

		@Bean
		SettingsCustomizer<SinkSettings> sinks() {
			return (name, settings) -> settings.withSizes(-1, 1);
		}

	}

	static final class Forgetful implements SettingsCustomizer<SinkSettings> {

		// As users do who are not checked.
		@Override
		@SuppressWarnings("NullAway")
		public SinkSettings customize(String name, SinkSettings settings) {
			return null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Significant {

		@Bean
		SettingsCustomizer<WorkerSettings> inert() {
			return (name, settings) -> settings;
		}

		@Bean
		SettingsCustomizer<ChildSpec> important() {
			return (name, spec) -> name.equals("board") ? spec.withRestart(RestartType.TRANSIENT).withSignificant(true)
					: spec;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Dynamic {

		@Bean
		SettingsCustomizer<SupervisorSettings> dynamic() {
			return (name, settings) -> settings.withStrategy(RestartStrategy.DYNAMIC);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Virtual {

		@Bean
		SettingsCustomizer<ActorSettings> virtual() {
			return (name, settings) -> settings.withDispatcher(ActorDispatcher.VIRTUAL);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Weighed {

		@Bean
		SettingsCustomizer<SinkSettings> sinks() {
			return (name, settings) -> settings.withMaxWeight(5);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Circular {

		@Bean
		Runnable early(BackgroundSink<String> lines) {
			return () -> lines.path();
		}

		@Bean
		SettingsCustomizer<SinkSettings> sinks(PeriodicWorker board) {
			return (name, settings) -> settings;
		}

	}

}
