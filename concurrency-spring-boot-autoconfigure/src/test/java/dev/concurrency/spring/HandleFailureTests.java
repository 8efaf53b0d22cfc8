package dev.concurrency.spring;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration;
import dev.concurrency.boundary.BoundaryRuntime;
import dev.concurrency.fixture.Loop;
import dev.concurrency.process.BackgroundProcess;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Supervisable;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.SinkDrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What an application prints that injects a handle which is not there, or whose process
 * fails to start.
 */
@ExtendWith(OutputCaptureExtension.class)
class HandleFailureTests {

	@Test
	void aSinkOfAnotherTypeIsShownWithTheOnesThereAreAndWhatToDeclare(CapturedOutput output) {
		fails(WantsSink.class);
		assertThat(output).contains("WantsSink asks for BackgroundSink<Integer>, but there is none")
			.contains("BackgroundSink<String> textsSink, of the process 'texts'")
			.contains("declare a SinkDrain<Integer> bean");
	}

	@Test
	void aQualifierThatIsNoProcessIsShownWithTheOnesThereAre(CapturedOutput output) {
		fails(WantsMisspelled.class);
		assertThat(output).contains("WantsMisspelled asks for BackgroundSink<String>, but there is none")
			.contains("BackgroundSink<String> textsSink, of the process 'texts'")
			.contains("A @Qualifier is the name of the process.");
	}

	@Test
	void anActorOfAGroupIsSaidToBeReachedThroughTheGroup(CapturedOutput output) {
		fails(WantsActor.class);
		assertThat(output).contains("WantsActor asks for ActorRef<String>, but there is none")
			.contains("ActorGroup<String, String> airportGroup, of the process 'airport'")
			.contains("The actors of a group are reached through its ActorGroup, by their keys.");
	}

	@Test
	void aBoundaryThatIsNotThereIsSaidToBeDeclaredInTheSettings(CapturedOutput output) {
		fails(WantsBoundary.class);
		assertThat(output).contains("WantsBoundary asks for BoundaryRuntime, but there is none")
			.contains("declare a boundary under concurrency.boundaries.instances");
	}

	@Test
	void whatIsNotEnabledIsShownWithTheSettingThatSaysSo(CapturedOutput output) {
		fails(WantsTexts.class, "concurrency.sinks.configs.default.enabled=false",
				"concurrency.boundaries.instances.geocode.enabled=false");
		assertThat(output).contains("WantsTexts asks for BackgroundSink<String>, but there is none")
			.contains("Not enabled are:")
			.contains("the sink 'texts': concurrency.sinks.configs.default.enabled = false   (")
			.contains("the boundary 'geocode': concurrency.boundaries.instances.geocode.enabled = false   (")
			.contains("What is not enabled is injected nowhere: enable it, or ask for an ObjectProvider");
	}

	@Test
	void whatIsSwitchedOffAltogetherIsSaidToBe(CapturedOutput output) {
		fails(WantsTexts.class, "concurrency.enabled=false");
		assertThat(output).contains("WantsTexts asks for BackgroundSink<String>, but there are no processes")
			.contains("concurrency.enabled is false")
			.contains("Switch it on, or ask for an ObjectProvider of the handle.");
	}

	@Test
	void aProcessThatIsOneOfSeveralIsToBeQualified(CapturedOutput output) {
		fails(WantsProcess.class);
		assertThat(output).contains("WantsProcess asks for one BackgroundProcess, but these fit: ")
			.contains("BackgroundProcess tailProcess, of the process 'tail'")
			.contains("BackgroundSink<String> textsSink, of the process 'texts'")
			.contains("Say which one: by a parameter that is named like the handle, such as airportGroup, or by"
					+ " @Qualifier(\"airport\"), the name of the process.");
	}

	@Test
	void aProcessThatFailsToStartIsNamedAndItsStackIsPrintedOnce(CapturedOutput output) {
		fails(FailingProcess.class);
		assertThat(output)
			.contains("root/processes/broken failed to start: java.lang.IllegalStateException: no disk. Its stack is")
			.containsOnlyOnce("at dev.concurrency.spring.HandleFailureTests$FailingProcess");
	}

	@Test
	void whatTheConstructorOfAnActorThrewIsNamed(CapturedOutput output) {
		fails(Unbuilt.class);
		assertThat(output).contains("root/actors/unbuilt failed to start: ")
			.contains("; it began with java.lang.IllegalStateException: no runway. Its stack is in the log above.")
			.contains("Mend what its initialization (constructor, open, onStart, initialize) needs;");
	}

	private static void fails(Class<?> configuration, String... properties) {
		SpringApplication application = new SpringApplication(configuration, Wiring.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		String[] arguments = Arrays.stream(properties).map("--"::concat).toArray(String[]::new);
		assertThatException().isThrownBy(() -> application.run(arguments).close());
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ConcurrencyAutoConfiguration.class)
	@Import(Airport.class)
	static class Wiring {

		@Bean
		SinkDrain<String> texts() {
			return (batch) -> {
			};
		}

		@Bean
		Loop tail() {
			return new Loop();
		}

	}

	@ActorComponent(value = "airport", keyed = true)
	static class Airport implements Actor<String> {

		@Override
		public void handle(String message, ActorContext<String> context) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WantsSink {

		WantsSink(BackgroundSink<Integer> sink) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WantsTexts {

		WantsTexts(BackgroundSink<String> sink) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WantsMisspelled {

		WantsMisspelled(@Qualifier("txets") BackgroundSink<String> sink) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WantsActor {

		WantsActor(ActorRef<String> actor) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WantsBoundary {

		WantsBoundary(BoundaryRuntime geocode) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WantsProcess {

		WantsProcess(BackgroundProcess process) {
		}

	}

	@ActorComponent("unbuilt")
	static class Unbuilt implements Actor<String> {

		Unbuilt() {
			throw new IllegalStateException("no runway");
		}

		@Override
		public void handle(String message, ActorContext<String> context) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FailingProcess {

		@Bean
		Supervisable broken() {
			return new Supervisable() {

				@Override
				public String name() {
					return "broken";
				}

				@Override
				public Run initialize(ShutdownSignal shutdown) {
					throw new IllegalStateException("no disk");
				}

			};
		}

	}

}
