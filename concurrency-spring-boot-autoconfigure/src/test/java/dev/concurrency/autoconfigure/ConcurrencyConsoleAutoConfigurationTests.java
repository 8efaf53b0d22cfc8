package dev.concurrency.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.core.io.ClassPathResource;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actuate.ConcurrencyConsoleWebExtension;
import dev.concurrency.actuate.ConcurrencyEndpointWebExtension;
import dev.concurrency.actuate.ConsolePage;
import dev.concurrency.actuate.ConsoleRuntimeHints;
import dev.concurrency.actuate.CsrfHeader;
import dev.concurrency.actuate.CsrfHeaders;
import dev.concurrency.actuate.ServletCsrfHeaders;

import static org.assertj.core.api.Assertions.assertThat;

class ConcurrencyConsoleAutoConfigurationTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=concurrency";

	private static final AutoConfigurations configurations = AutoConfigurations
		.of(ConcurrencyEndpointAutoConfiguration.class, ConcurrencyConsoleAutoConfiguration.class);

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(configurations)
		.withBean(ConcurrencyRuntime.class, () -> ConcurrencyRuntime.builder().build());

	@Test
	void theEndpointsExtensionShowsTheConsoleInAWebApplication() {
		this.runner.withPropertyValues(EXPOSED)
			.run((context) -> assertThat(context).hasSingleBean(ConsolePage.class)
				.getBean(ConcurrencyEndpointWebExtension.class)
				.isInstanceOf(ConcurrencyConsoleWebExtension.class));
	}

	@Test
	void whereItIsSwitchedOffTheExtensionIsThePlainOne() {
		this.runner.withPropertyValues(EXPOSED, "concurrency.console.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ConsolePage.class)
				.getBean(ConcurrencyEndpointWebExtension.class)
				.isExactlyInstanceOf(ConcurrencyEndpointWebExtension.class));
	}

	@Test
	void withoutExposureOrWebThereIsNone() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(ConsolePage.class));
		new ApplicationContextRunner().withConfiguration(configurations)
			.withPropertyValues(EXPOSED)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ConsolePage.class));
	}

	@Test
	void springSecurityMayBeAbsent() {
		this.runner.withPropertyValues(EXPOSED)
			.run((context) -> assertThat(context).hasSingleBean(ServletCsrfHeaders.class));
		this.runner.withPropertyValues(EXPOSED)
			.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.run((context) -> assertThat(context).hasSingleBean(ConsolePage.class).doesNotHaveBean(CsrfHeaders.class));
	}

	@Test
	void theUsersHeadersWin() {
		this.runner.withPropertyValues(EXPOSED)
			.withBean("own", CsrfHeaders.class, () -> () -> new CsrfHeader("X-OWN", "token"))
			.run((context) -> assertThat(context).getBeanNames(CsrfHeaders.class).containsExactly("own"));
	}

	@Test
	void theFilesAreKeptInANativeImage() {
		RuntimeHints hints = new RuntimeHints();
		new ConsoleRuntimeHints().registerHints(hints, getClass().getClassLoader());
		assertThat(RuntimeHintsPredicates.resource().forResource("dev/concurrency/actuate/console/console.js"))
			.accepts(hints);
	}

	@Test
	void thePageLooksOnceASecondOrMoreOften() throws IOException {
		String script = new ClassPathResource("dev/concurrency/actuate/console/console.js")
			.getContentAsString(StandardCharsets.UTF_8);
		assertThat(Pattern.compile("^const PACE = (\\d+);$", Pattern.MULTILINE)
			.matcher(script)
			.results()
			.map((pace) -> Integer.valueOf(pace.group(1)))).singleElement(InstanceOfAssertFactories.INTEGER)
			.isBetween(1, 1000);
	}

}
