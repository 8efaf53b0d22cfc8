package dev.concurrency.autoconfigure;

import org.junit.jupiter.api.Test;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actuate.ConcurrencyEndpoint;
import dev.concurrency.actuate.ConcurrencyEndpointJmxExtension;
import dev.concurrency.actuate.ConcurrencyEndpointWebExtension;
import dev.concurrency.actuate.StrictMembers;
import dev.concurrency.fixture.NoSettings;

import static org.assertj.core.api.Assertions.assertThat;

class ConcurrencyEndpointAutoConfigurationTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=concurrency";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyEndpointAutoConfiguration.class));

	private final ApplicationContextRunner withRuntime = this.runner.withBean(ConcurrencyRuntime.class,
			() -> ConcurrencyRuntime.builder().build());

	@Test
	void theEndpointIsThereWhenItIsExposed() {
		this.withRuntime.withPropertyValues(EXPOSED)
			.run((context) -> assertThat(context).hasSingleBean(ConcurrencyEndpoint.class)
				.hasSingleBean(ConcurrencyEndpointWebExtension.class)
				.doesNotHaveBean(ConcurrencyEndpointJmxExtension.class));
	}

	/** Made by the first request, it would show where settings come from by then. */
	@Test
	void lazyInitializationDoesNotPutOffTheEndpoint() {
		this.withRuntime.withPropertyValues(EXPOSED)
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(
					context.getSourceApplicationContext().getBeanFactory().containsSingleton("concurrencyEndpoint"))
				.isTrue());
	}

	@Test
	void theEndpointIsNotThereUnlessItIsExposed() {
		this.withRuntime.run((context) -> assertThat(context).doesNotHaveBean(ConcurrencyEndpoint.class)
			.doesNotHaveBean(ConcurrencyEndpointWebExtension.class));
	}

	@Test
	void theWebExtensionIsNotThereWhenOnlyJmxExposesTheEndpoint() {
		this.withRuntime
			.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=concurrency")
			.run((context) -> assertThat(context).hasSingleBean(ConcurrencyEndpoint.class)
				.hasSingleBean(ConcurrencyEndpointJmxExtension.class)
				.doesNotHaveBean(ConcurrencyEndpointWebExtension.class));
	}

	@Test
	void theEndpointIsNotThereWhenItsAccessIsNone() {
		this.withRuntime.withPropertyValues(EXPOSED, "management.endpoint.concurrency.access=none")
			.withInitializer(
					(context) -> context.getEnvironment().setConversionService(new ApplicationConversionService()))
			.run((context) -> assertThat(context).doesNotHaveBean(ConcurrencyEndpoint.class));
	}

	@Test
	void theEndpointIsNotThereWithoutARuntime() {
		this.runner.withPropertyValues(EXPOSED)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ConcurrencyEndpoint.class));
	}

	@Test
	void theEndpointIsNotThereWithoutActuator() {
		new ApplicationContextRunner().withUserConfiguration(Imported.class)
			.withBean(ConcurrencyRuntime.class, () -> ConcurrencyRuntime.builder().build())
			.withPropertyValues(EXPOSED)
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("concurrencyEndpoint"));
	}

	@Test
	void theUsersEndpointWins() {
		this.withRuntime.withPropertyValues(EXPOSED)
			.withUserConfiguration(UserEndpoint.class)
			.run((context) -> assertThat(context).getBeanNames(ConcurrencyEndpoint.class)
				.containsExactly("userEndpoint"));
	}

	/** The parent's would tell those of the parent alone. */
	@Test
	void whatAChildRefusesIsPublishedByTheChildAndOnce() {
		ApplicationContextRunner exposed = this.withRuntime.withPropertyValues(EXPOSED);
		exposed.run((parent) -> exposed.withParent(parent)
			.run((child) -> assertThat(child.getBeanProvider(OperationInvokerAdvisor.class).orderedStream())
				.singleElement()
				.isNotSameAs(parent.getBean(StrictMembers.class))));
	}

	@Test
	void messagesAndRolesAreBound() {
		this.withRuntime
			.withPropertyValues(EXPOSED, "management.endpoint.concurrency.show-messages=when-authorized",
					"management.endpoint.concurrency.roles=ops,dev")
			.run((context) -> assertThat(context.getBean(ConcurrencyEndpointProperties.class)).satisfies((bound) -> {
				assertThat(bound.showMessages()).isEqualTo(Show.WHEN_AUTHORIZED);
				assertThat(bound.roles()).containsExactly("ops", "dev");
			}));
	}

	@Test
	void messagesAreNotShownByDefault() {
		this.withRuntime.withPropertyValues(EXPOSED)
			.run((context) -> assertThat(context.getBean(ConcurrencyEndpointProperties.class).showMessages())
				.isEqualTo(Show.NEVER));
	}

	/**
	 * Read as in an application, without loading the classes that its annotations name.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ConcurrencyEndpointAutoConfiguration.class)
	static class Imported {

	}

	@Configuration(proxyBeanMethods = false)
	static class UserEndpoint {

		@Bean
		ConcurrencyEndpoint userEndpoint(ConcurrencyRuntime runtime) {
			return new ConcurrencyEndpoint(runtime, Show.ALWAYS, new NoSettings(), (event) -> {
			});
		}

	}

}
