package dev.concurrency.spring;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.concurrency.ConcurrencyRuntime;
import dev.concurrency.actor.ActorClient;
import dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration;
import dev.concurrency.fixture.Loop;
import dev.concurrency.fixture.OwnProcess;
import dev.concurrency.process.ProcessKind;
import dev.concurrency.process.ShutdownSignal;
import dev.concurrency.process.Supervisable;
import dev.concurrency.supervision.SupervisorSettings;

import static org.assertj.core.api.Assertions.assertThat;

/** An application without a web server stays up while processes run. */
class KeepAliveTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class));

	@Test
	@Timeout(120)
	void theJvmEndsWhenTheLastProcessHasEndedAndNotBefore() throws Exception {
		try (OwnProcess application = OwnProcess.start(Reading.class,
				"--concurrency.processes.instances.reader.restart=transient")) {
			application.awaitLine("kept alive"::equals);
			application.say("end");
			assertThat(application.awaitEnd()).containsSubsequence("main is over", "read end");
			assertThat(application.exitValue()).isZero();
		}
	}

	@Test
	@Timeout(120)
	void theJvmEndsAfterMainIfItIsNotToBeKeptAlive() throws Exception {
		try (OwnProcess application = OwnProcess.start(Reading.class, "--concurrency.keep-alive=false")) {
			assertThat(application.awaitEnd()).contains("main is over");
		}
	}

	@Test
	@Timeout(120)
	void theJvmEndsAfterMainWithoutProcesses() throws Exception {
		try (OwnProcess application = OwnProcess.start(Empty.class)) {
			assertThat(application.awaitEnd()).contains("main is over");
			assertThat(application.exitValue()).isZero();
		}
	}

	@Test
	@Timeout(120)
	void whatARunnerSpawnsKeepsTheJvmAliveThoughItHasNotStartedWhenMainIsOver() throws Exception {
		try (OwnProcess application = OwnProcess.start(Spawning.class)) {
			application.awaitLine("kept alive"::equals);
			application.say("start");
			application.say("end");
			assertThat(application.awaitEnd()).containsSubsequence("main is over", "read end");
		}
	}

	@Test
	@Timeout(120)
	void aRuntimeThatIsStartedByHandKeepsTheJvmAlive() throws Exception {
		try (OwnProcess application = OwnProcess.start(Reading.class, "--concurrency.auto-startup=false",
				"--concurrency.processes.instances.reader.restart=transient", "--by-hand")) {
			application.awaitLine("kept alive"::equals);
			application.say("end");
			assertThat(application.awaitEnd()).containsSubsequence("main is over", "read end");
		}
	}

	@Test
	@Timeout(30)
	void whatStartsWhenNothingLivedIsKeptAliveToo() throws Exception {
		this.runner.withUserConfiguration(Idle.class)
			.withPropertyValues("concurrency.processes.instances.idle.auto-startup=false")
			.run((context) -> {
				ConcurrencyRuntime runtime = context.getBean(ConcurrencyRuntime.class);
				KeepAlive keepAlive = context.getBean(KeepAlive.class);
				keepAlive.stop();
				Thread starter = new Thread(keepAlive::start);
				starter.start();
				starter.join();
				for (Thread keeper : keepers()) {
					keeper.join();
				}
				runtime.supervisorOf(ProcessKind.PROCESS).restart("idle").toCompletableFuture().join();
				assertThat(keepers()).hasSize(1);
				runtime.supervisorOf(ProcessKind.PROCESS).terminate("idle").toCompletableFuture().join();
				for (Thread keeper : keepers()) {
					keeper.join();
				}
				runtime.root().spawn(new Loop()).ready().toCompletableFuture().join();
				assertThat(keepers()).hasSize(1);
			});
		keepers().forEach(KeepAliveTests::join);
	}

	@Test
	@Timeout(30)
	void theThreadLivesFromTheStartToTheStop() {
		this.runner.withUserConfiguration(Waiting.class).run((context) -> {
			List<Thread> first = keepers();
			assertThat(first).hasSize(1);
			assertThat(first.get(0).isDaemon()).isFalse();
			context.getSourceApplicationContext().stop();
			first.get(0).join();
			assertThat(keepers()).isEmpty();
			context.getSourceApplicationContext().start();
			assertThat(keepers()).hasSize(1);
		});
	}

	@Test
	@Timeout(60)
	void aStopLeavesNoThreadBehindThatComesAtTheSameMoment() {
		this.runner.withUserConfiguration(Waiting.class).run((context) -> {
			KeepAlive keepAlive = context.getBean(KeepAlive.class);
			keepAlive.stop();
			for (int round = 0; round < 500; round++) {
				Thread starter = new Thread(keepAlive::start);
				starter.start();
				while (!keepAlive.isRunning()) {
					Thread.onSpinWait();
				}
				keepAlive.stop();
				starter.join();
				for (Thread keeper : keepers()) {
					keeper.join();
				}
			}
		});
	}

	@Test
	void aWebServerKeepsItsApplicationAliveByItself() {
		new WebApplicationContextRunner().withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
			.run((context) -> assertThat(context).doesNotHaveBean(KeepAlive.class));
	}

	private static void join(Thread thread) {
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static List<Thread> keepers() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("concurrency-keep-alive"))
			.toList();
	}

	private static ConfigurableApplicationContext run(Class<?> configuration, String... args) {
		Thread main = Thread.currentThread();
		Thread witness = new Thread(() -> {
			join(main);
			keepers().forEach((keeper) -> System.out.println("kept alive"));
		});
		witness.setDaemon(true);
		witness.start();
		SpringApplication application = new SpringApplication(configuration);
		application.setWebApplicationType(WebApplicationType.NONE);
		return application.run(args);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ConcurrencyAutoConfiguration.class)
	static class Empty {

		public static void main(String[] args) {
			ConcurrencyRuntime runtime = run(Empty.class, args).getBean(ConcurrencyRuntime.class);
			ActorClient<String> unread = runtime.client("asker", String.class);
			System.out.println("a client at " + unread.ref().path());
			System.out.println("main is over");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ConcurrencyAutoConfiguration.class)
	static class Reading {

		public static void main(String[] args) {
			ConfigurableApplicationContext context = run(Reading.class, args);
			if (context.getEnvironment().containsProperty("by-hand")) {
				context.getBean(ConcurrencyRuntime.class).start();
			}
			System.out.println("main is over");
		}

		@Bean
		Supervisable reader() {
			return new Reader((input) -> {
			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ConcurrencyAutoConfiguration.class)
	static class Spawning {

		public static void main(String[] args) {
			run(Spawning.class, args);
			System.out.println("main is over");
		}

		@Bean
		ApplicationRunner spawning(ConcurrencyRuntime runtime) {
			return (arguments) -> runtime.root()
				.<String>dynamic("readers", SupervisorSettings.defaults(), UnaryOperator.identity(),
						(name) -> new Reader(BufferedReader::readLine))
				.spawn("reader");
		}

	}

	/** Takes its time to begin, and ends with a line of the input. */
	private record Reader(Beginning beginning) implements Supervisable {

		@Override
		public String name() {
			return "reader";
		}

		@Override
		public Run initialize(ShutdownSignal shutdown) throws IOException {
			BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
			this.beginning.begin(input);
			return () -> System.out.println("read " + input.readLine());
		}

		@FunctionalInterface
		private interface Beginning {

			void begin(BufferedReader input) throws IOException;

		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Idle {

		@Bean
		Supervisable idle() {
			return new Loop();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Waiting {

		@Bean
		Supervisable waiting() {
			return new Supervisable() {

				@Override
				public String name() {
					return "waiting";
				}

				@Override
				public Run initialize(ShutdownSignal shutdown) {
					return shutdown::await;
				}

			};
		}

	}

}
