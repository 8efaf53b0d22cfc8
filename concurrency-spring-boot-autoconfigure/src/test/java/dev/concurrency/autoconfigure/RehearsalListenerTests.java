package dev.concurrency.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.cloud.bootstrap.BootstrapApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

/** In which applications the start is rehearsed, and when. */
class RehearsalListenerTests {

	private final AtomicBoolean begun = new AtomicBoolean();

	private final AtomicInteger rehearsals = new AtomicInteger();

	private Runnable rehearsal = this.rehearsals::incrementAndGet;

	@BeforeEach
	void requireTwoProcessors() {
		assumeThat(Runtime.getRuntime().availableProcessors()).isGreaterThan(1);
	}

	@Test
	void springBootFindsIt() {
		assertThat(SpringFactoriesLoader.forDefaultResourceLocation().load(ApplicationListener.class))
			.hasAtLeastOneElementOfType(RehearsalListener.class);
	}

	@Test
	void theFirstApplicationIsRehearsedAndNoOther() {
		run(application());
		assertThat(this.rehearsals).hasValue(1);
		run(application());
		assertThat(this.rehearsals).hasValue(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "false", "off", "maybe" })
	void whatIsNotEnabledOnTheCommandLineIsNotRehearsed(String enabled) {
		run(application(), "--concurrency.enabled=" + enabled);
		assertThat(this.begun).isFalse();
	}

	@Test
	void whatIsNotEnabledInAFileIsNotRehearsed(@TempDir Path directory) throws Exception {
		Path file = Files.writeString(directory.resolve("application.yml"), "concurrency: {enabled: false}");
		run(application(), "--spring.config.location=" + file.toUri());
		assertThat(this.begun).isFalse();
	}

	@Test
	void whatIsNotEnabledByASystemPropertyIsNotRehearsed() {
		withSystemProperty("concurrency.enabled", "false");
		assertThat(this.begun).isFalse();
	}

	@Test
	void whatIsNotEnabledByAnEnvironmentVariableIsNotRehearsed() {
		StandardEnvironment environment = new StandardEnvironment();
		String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
		environment.getPropertySources()
			.replace(name, new SystemEnvironmentPropertySource(name, Map.of("CONCURRENCY_ENABLED", "false")));
		SpringApplication application = application();
		application.setEnvironment(environment);
		run(application);
		assertThat(this.begun).isFalse();
	}

	@Test
	void whatKeepsSpringBootOutOfTheBackgroundKeepsTheRehearsalOut() {
		withSystemProperty("spring.backgroundpreinitializer.ignore", "true");
		assertThat(this.begun).isFalse();
	}

	private void withSystemProperty(String name, String value) {
		System.setProperty(name, value);
		try {
			run(application());
		}
		finally {
			System.clearProperty(name);
		}
	}

	@Test
	void theBootstrapOfSpringCloudIsNotRehearsedSinceItDoesNotKnowTheSettings() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addLast(new MapPropertySource(BootstrapApplicationListener.BOOTSTRAP_PROPERTY_SOURCE_NAME, Map.of()));
		SpringApplication application = application();
		application.setEnvironment(environment);
		run(application);
		assertThat(this.begun).isFalse();
	}

	@Test
	void anApplicationIsReadyWhenTheRehearsalIsThrough() {
		Ends ends = new Ends();
		this.rehearsal = ends::rehearse;
		SpringApplication application = application();
		ends.observe(application);
		run(application);
		assertThat(ends.stillThere).containsExactly(false);
	}

	@Test
	void nothingOfItOutlivesAFailedStart() {
		Ends ends = new Ends();
		this.rehearsal = ends::rehearse;
		SpringApplication application = application();
		ends.observe(application);
		application.addInitializers((context) -> {
			throw new IllegalStateException("on purpose");
		});
		assertThatIllegalStateException().isThrownBy(() -> run(application));
		assertThat(ends.stillThere).containsExactly(false);
	}

	@Test
	void aRehearsalThatFailsFailsNoStart() {
		this.rehearsal = () -> {
			this.rehearsals.incrementAndGet();
			throw new NoClassDefFoundError("on purpose");
		};
		run(application());
		assertThat(this.rehearsals).hasValue(1);
	}

	private SpringApplication application() {
		SpringApplication application = new SpringApplication(Empty.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.addListeners(new RehearsalListener(this.begun, this.rehearsal));
		return application;
	}

	private static void run(SpringApplication application, String... arguments) {
		application.run(arguments).close();
	}

	/** A rehearsal that ends only when the application waits for that, or is through. */
	private static final class Ends {

		private final Thread main = Thread.currentThread();

		private final List<Boolean> stillThere = new CopyOnWriteArrayList<>();

		private volatile boolean ending;

		private volatile @Nullable Thread thread;

		void rehearse() {
			this.thread = Thread.currentThread();
			while (this.stillThere.isEmpty() && !(this.ending && this.main.getState() == Thread.State.WAITING)) {
				Thread.onSpinWait();
			}
		}

		/** Before and after all others are told. */
		void observe(SpringApplication application) {
			application.addListeners(new AtTheEnd(Ordered.HIGHEST_PRECEDENCE, () -> this.ending = true),
					new AtTheEnd(Ordered.LOWEST_PRECEDENCE, () -> {
						Thread background = this.thread;
						this.stillThere.add(background == null || background.isAlive());
					}));
		}

	}

	private record AtTheEnd(int order,
			Runnable action) implements ApplicationListener<SpringApplicationEvent>, Ordered {

		@Override
		public int getOrder() {
			return this.order;
		}

		@Override
		public void onApplicationEvent(SpringApplicationEvent event) {
			if (event instanceof ApplicationReadyEvent || event instanceof ApplicationFailedEvent) {
				this.action.run();
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Empty {

	}

}
