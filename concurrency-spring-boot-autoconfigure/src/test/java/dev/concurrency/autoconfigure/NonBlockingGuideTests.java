package dev.concurrency.autoconfigure;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.event.EventListener;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.stereotype.Component;

import dev.concurrency.ConcurrencyRuntimeBuilder;
import dev.concurrency.CpuTasks;
import dev.concurrency.TaskRefusedException;
import dev.concurrency.actor.Actor;
import dev.concurrency.actor.ActorContext;
import dev.concurrency.actor.ActorRef;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessEvent;
import dev.concurrency.process.WatchdogSettings;
import dev.concurrency.spring.ActorComponent;
import dev.concurrency.test.ConcurrencyRules;
import dev.concurrency.test.ManualTime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/** The code and the settings of the guide to what may block. */
@Timeout(60)
class NonBlockingGuideTests {

	private static final Path GUIDE = Path.of("..", "docs", "non-blocking.md");

	private static final Path THIS = Path.of("src", "test", "java", "dev", "concurrency", "autoconfigure",
			"NonBlockingGuideTests.java");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class));

	@BeforeEach
	void forget() {
		Texts.all.clear();
	}

	@Test
	void theCodeOfTheGuideIsPartOfThisTest() throws IOException {
		String source = squeezed(Files.readString(THIS));
		assertThat(blocks("java")).hasSize(4).allSatisfy((block) -> assertThat(source).contains(squeezed(block)));
	}

	@Test
	void theSettingsOfTheGuideAreTheDefaults() throws IOException {
		var yaml = new YamlPropertySourceLoader()
			.load("guide", new ByteArrayResource(blocks("yaml").get(0).getBytes(UTF_8)))
			.get(0);
		this.runner.withInitializer((context) -> context.getEnvironment().getPropertySources().addFirst(yaml))
			.run((context) -> {
				ConcurrencyProperties properties = context.getBean(ConcurrencyProperties.class);
				assertThat(properties.watchdog()).isEqualTo(new ConcurrencyProperties.Watchdog(true,
						WatchdogSettings.DEFAULT_THRESHOLD, WatchdogSettings.DEFAULT_SHARED_THRESHOLD));
				assertThat(properties.executors()).isEqualTo(new ConcurrencyProperties.Executors(
						new ConcurrencyProperties.Pool(ConcurrencyRuntimeBuilder.DEFAULT_BLOCKING_SIZE,
								ConcurrencyRuntimeBuilder.DEFAULT_BLOCKING_QUEUE_CAPACITY),
						new ConcurrencyProperties.Pool(2, ConcurrencyRuntimeBuilder.DEFAULT_CPU_QUEUE_CAPACITY)));
			});
	}

	@Test
	void theListenerOfTheGuideHearsOfTheActorThatBlocks() {
		CountDownLatch release = new CountDownLatch(1);
		this.runner.withUserConfiguration(Blocked.class, Alarm.class)
			.withPropertyValues("concurrency.watchdog.shared-threshold=20ms")
			.run((context) -> {
				@SuppressWarnings("unchecked")
				ActorRef<Path> actor = context.getBean("blockedActor", ActorRef.class);
				assertThat(actor.tryTell(slow(release))).isEqualTo(Admission.ACCEPTED);
				assertThat(Texts.all.poll(20, TimeUnit.SECONDS)).contains("actor root/actors/blocked holds its thread",
						"concurrency-shared-", "Blocked.handle");
				release.countDown();
			});
	}

	@Test
	void ruleWatchdogAndMeterEachCatchTheActorThatBlocks() {
		CountDownLatch release = new CountDownLatch(1);
		this.runner
			.withConfiguration(AutoConfigurations.of(ConcurrencyMetricsAutoConfiguration.class,
					MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class))
			.withBean(SimpleMeterRegistry.class, SimpleMeterRegistry::new)
			.withUserConfiguration(Blocked.class, Alarm.class)
			.withPropertyValues("concurrency.watchdog.shared-threshold=20ms")
			.run((context) -> {
				JavaClasses application = new ClassFileImporter().importClasses(Blocked.class, Texts.class);
				assertThatExceptionOfType(AssertionError.class)
					.isThrownBy(() -> ConcurrencyRules.create().all().check(application))
					.withMessageContaining("Blocked.handle")
					.withMessageContaining("use context.blocking(..)");
				@SuppressWarnings("unchecked")
				ActorRef<Path> actor = context.getBean("blockedActor", ActorRef.class);
				assertThat(actor.tryTell(slow(release))).isEqualTo(Admission.ACCEPTED);
				assertThat(Texts.all.poll(20, TimeUnit.SECONDS)).contains("Blocked.handle");
				assertThat(context.getBean(MeterRegistry.class)
					.get("concurrency.stalls")
					.tags("kind", "actor", "name", "blocked")
					.functionCounter()
					.count()).isEqualTo(1);
				release.countDown();
			});
	}

	@Test
	void nobodyLooksIfThatIsSwitchedOff() {
		ManualTime time = new ManualTime();
		CountDownLatch release = new CountDownLatch(1);
		this.runner.withUserConfiguration(Blocked.class)
			.withBean(ManualTime.class, () -> time)
			.withPropertyValues("concurrency.watchdog.enabled=false")
			.run((context) -> {
				@SuppressWarnings("unchecked")
				ActorRef<Path> actor = context.getBean("blockedActor", ActorRef.class);
				assertThat(actor.tryTell(slow(release))).isEqualTo(Admission.ACCEPTED);
				assertThat(time.scheduled()).isZero();
				release.countDown();
			});
	}

	@Test
	void theActorOfTheGuideThatIsRelievedReadsElsewhere(@TempDir Path folder) throws IOException {
		Path file = Files.writeString(folder.resolve("a.txt"), "text");
		this.runner.withUserConfiguration(Relieved.class).run((context) -> {
			@SuppressWarnings("unchecked")
			ActorRef<Path> actor = context.getBean("relievedActor", ActorRef.class);
			assertThat(actor.tryTell(file)).isEqualTo(Admission.ACCEPTED);
			assertThat(Texts.all.poll(20, TimeUnit.SECONDS)).isEqualTo("text");
		});
	}

	@Test
	void theBeanOfTheGuideIsToldWhenThereIsNoRoom() {
		this.runner.withBean(Thumbnails.class)
			.withPropertyValues("concurrency.executors.cpu.size=1", "concurrency.executors.cpu.queue-capacity=1")
			.run((context) -> {
				Thumbnails thumbnails = context.getBean(Thumbnails.class);
				assertThat(thumbnails.of("image").toCompletableFuture().get(20, TimeUnit.SECONDS)).isEqualTo("ima");
				CountDownLatch release = new CountDownLatch(1);
				CountDownLatch entered = new CountDownLatch(1);
				var held = context.getBean(CpuTasks.class).submit(() -> {
					entered.countDown();
					return release.await(20, TimeUnit.SECONDS);
				});
				assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
				CompletionStage<String> waits = thumbnails.of("second");
				assertThat(thumbnails.of("third").toCompletableFuture()).isCompletedWithValue("1 are before it");
				release.countDown();
				assertThat(held.toCompletableFuture().get(20, TimeUnit.SECONDS)).isTrue();
				assertThat(waits.toCompletableFuture().get(20, TimeUnit.SECONDS)).isEqualTo("sec");
			});
	}

	private static List<String> blocks(String language) throws IOException {
		return Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
			.matcher(Files.readString(GUIDE))
			.results()
			.map((match) -> match.group(1))
			.toList();
	}

	/** What the classes of the guide need is here only. */
	private static String squeezed(String code) {
		return code.replaceAll("\\s+", " ").replace(" extends Texts", "").strip();
	}

	/** A file whose disk does not answer before the latch is down. */
	private static Path slow(CountDownLatch release) {
		FileSystemProvider provider = mock(FileSystemProvider.class, (call) -> {
			assertThat(release.await(30, TimeUnit.SECONDS)).isTrue();
			throw new IOException("planted");
		});
		FileSystem disk = mock();
		given(disk.provider()).willReturn(provider);
		Path file = mock();
		given(file.getFileSystem()).willReturn(disk);
		return file;
	}

	/** What the guide leaves out. */
	static class Texts {

		private static final BlockingQueue<String> all = new LinkedBlockingQueue<>();

		static void publish(String text) {
			all.add(text);
		}

	}

	@ActorComponent("blocked")
	static class Blocked extends Texts implements Actor<Path> {

		@Override
		public void handle(Path file, ActorContext<Path> context) throws Exception {
			publish(Files.readString(file));
		}

	}

	@ActorComponent("relieved")
	static class Relieved implements Actor<Path> {

		@Override
		public void handle(Path file, ActorContext<Path> context) {
			context.blocking(() -> Files.readString(file)).thenAccept(Texts::publish);
		}

	}

	@Component
	static class Thumbnails {

		private final CpuTasks cpu;

		Thumbnails(CpuTasks cpu) {
			this.cpu = cpu;
		}

		CompletionStage<String> of(String image) {
			return this.cpu.submit(() -> image.substring(0, 3)).exceptionally((failure) -> {
				if (failure instanceof TaskRefusedException refused) {
					return refused.queued() + " are before it";
				}
				throw new CompletionException(failure);
			});
		}

	}

	static class Alarm extends Texts {

		@EventListener
		void on(ProcessEvent.Stalled event) {
			publish(event.process() + " holds its thread:\n" + event.stack());
		}

	}

}
