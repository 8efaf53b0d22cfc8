package dev.concurrency.spring;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import net.javacrumbs.shedlock.core.LockProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;

import dev.concurrency.GiveUpHandler;
import dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessRef;
import dev.concurrency.process.UndeliveredHandler;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.DeadLetterHandler;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.worker.PeriodicTask;
import dev.concurrency.worker.PeriodicWorker;

import static org.assertj.core.api.Assertions.assertThat;

/** Which bean serves a process when there are some in a context and in its parents. */
class NearestBeansTests {

	private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

	private final ApplicationContextRunner plain = new ApplicationContextRunner();

	private final ApplicationContextRunner locked = this.plain
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
		.withBean("report", PeriodicTask.class, () -> (tick) -> {
		})
		.withPropertyValues("concurrency.workers.instances.report.interval=1h",
				"concurrency.workers.instances.report.lock=reports");

	private final ApplicationContextRunner failing = this.plain
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
		.withBean("failing", FailingDrain.class)
		.withPropertyValues("concurrency.sinks.configs.default.batch-size=1");

	@Test
	void theNearestLockProviderIsTaken() {
		provider(this.plain, "parents", true).run((parent) -> provider(this.locked, "own", false).withParent(parent)
			.run((child) -> assertThat(afterATick(child)).isEqualTo("own")));
	}

	@Test
	void ofTwoLockProvidersInTheParentThePrimaryIsTaken() {
		provider(provider(this.plain, "other", false), "primary", true).run((parent) -> this.locked.withParent(parent)
			.run((child) -> assertThat(afterATick(child)).isEqualTo("primary")));
	}

	@Test
	void theLockProviderOfTheParentIsNearerThanThatOfItsParent() {
		provider(this.plain, "farther", false).run((above) -> provider(this.plain, "nearer", false).withParent(above)
			.run((parent) -> this.locked.withParent(parent)
				.run((child) -> assertThat(afterATick(child)).isEqualTo("nearer"))));
	}

	@Test
	void aFallbackServesOnlyWhereThereIsNoOther() {
		fallback(this.locked, "fallback").run((context) -> assertThat(afterATick(context)).isEqualTo("fallback"));
		provider(fallback(this.locked, "fallback"), "regular", false)
			.run((context) -> assertThat(afterATick(context)).isEqualTo("regular"));
		provider(provider(fallback(this.locked, "fallback"), "one", false), "two", false)
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("there are several LockProvider beans"));
		fallback(fallback(this.locked, "one"), "two").run((context) -> assertThat(context).getFailure()
			.hasMessageContaining("there are several LockProvider beans: one, two."));
		handler(this.failing, "regular", false)
			.withBean("fallback", TextLetters.class, () -> new TextLetters("fallback", this.asked),
					(definition) -> definition.setFallback(true))
			.run((context) -> assertThat(afterAPush(context)).isEqualTo("regular [a]"));
	}

	@Test
	void theTargetOfAScopedProxyIsNoOther() {
		this.locked.withBean("asked", Asked.class, () -> new Asked(this.asked))
			.withUserConfiguration(Scoped.class)
			.run((context) -> assertThat(afterATick(context)).isEqualTo("scoped"));
	}

	@Test
	void whatIsNoCandidateIsNotTakenHoweverNearItIs() {
		provider(this.plain, "parents", false)
			.run((parent) -> noCandidate(this.locked, "hidden", LockProvider.class, () -> (lock) -> Optional.empty())
				.withParent(parent)
				.run((child) -> assertThat(afterATick(child)).isEqualTo("parents")));
		handler(this.plain, "parents", false).run((parent) -> noCandidate(this.failing, "hidden", TextLetters.class,
				() -> new TextLetters("hidden", this.asked))
			.withParent(parent)
			.run((child) -> assertThat(afterAPush(child)).isEqualTo("parents [a]")));
		noCandidate(this.locked, "hidden", LockProvider.class, () -> (lock) -> Optional.empty())
			.run((context) -> assertThat(context).getFailure().hasMessageContaining("there is no LockProvider bean"));
	}

	@Test
	void aHandlerOfAllProcessesThatIsNoCandidateIsNotToldHoweverNearItIs() {
		ApplicationContextRunner hidden = forAll(this.failing, "hidden", false).withPropertyValues(
				"concurrency.sinks.configs.default.on-failure=restart", "concurrency.restarts.max-restarts=0");
		forAll(this.plain, "parents", true).run((parent) -> hidden.withParent(parent).run((child) -> {
			List<String> told = List.of(afterAPush(child), this.asked.poll(10, TimeUnit.SECONDS));
			assertThat(told).containsExactlyInAnyOrder("parents: undelivered [a]", "parents: gave up root/sinks");
		}));
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void whatIsUndeliveredIsLoggedWhereTheOnlyHandlerIsNoCandidate(CapturedOutput output) {
		forAll(this.failing, "hidden", false)
			.withPropertyValues("concurrency.sinks.configs.default.on-failure=restart",
					"concurrency.restarts.max-restarts=0")
			.withBean("told", GiveUpHandler.class, () -> (process, cause) -> this.asked.add("told"))
			.run((context) -> assertThat(afterAPush(context)).isEqualTo("told"));
		assertThat(output).contains("1 items that were accepted are lost, since there is no UndeliveredHandler");
	}

	private ApplicationContextRunner forAll(ApplicationContextRunner runner, String name, boolean candidate) {
		return runner
			.withBean(name + "Undelivered", UndeliveredHandler.class,
					() -> (process, items, reason) -> this.asked.add(name + ": undelivered " + items),
					(definition) -> definition.setAutowireCandidate(candidate))
			.withBean(name + "GiveUp", GiveUpHandler.class,
					() -> (process, cause) -> this.asked.add(name + ": gave up " + process.path()),
					(definition) -> definition.setAutowireCandidate(candidate));
	}

	@Test
	void ofTwoDeadLetterHandlersInTheParentThePrimaryIsTold() {
		handler(handler(this.plain, "other", false), "primary", true).run((parent) -> this.failing.withParent(parent)
			.run((child) -> assertThat(afterAPush(child)).isEqualTo("primary [a]")));
	}

	@Test
	void ofTwoDeadLetterHandlersTheNearestIsToldThoughTheOtherIsPrimary() {
		handler(this.plain, "parents", true).run((parent) -> handler(this.failing, "own", false).withParent(parent)
			.run((child) -> assertThat(afterAPush(child)).isEqualTo("own [a]")));
	}

	@Test
	void twoThatAreEquallyNearAreRefusedAndTheOthersNotMentioned() {
		handler(this.plain, "parents", false)
			.run((parent) -> handler(handler(this.failing, "one", false), "two", false).withParent(parent)
				.run((child) -> assertThat(child).getFailure()
					.isInstanceOf(InvalidConfigurationException.class)
					.hasMessageContaining("there are several DeadLetterHandler beans: 'one', 'two'.")));
	}

	private String afterATick(AssertableApplicationContext child) throws InterruptedException {
		assertThat(child).hasNotFailed();
		assertThat(child.getBean(PeriodicWorker.class).trigger()).isTrue();
		return this.asked.poll(10, TimeUnit.SECONDS);
	}

	@SuppressWarnings("unchecked")
	private String afterAPush(AssertableApplicationContext child) throws InterruptedException {
		assertThat(child).hasNotFailed();
		BackgroundSink<String> sink = child.getBean("failingSink", BackgroundSink.class);
		assertThat(sink.tryPush("a")).isEqualTo(Admission.ACCEPTED);
		return this.asked.poll(10, TimeUnit.SECONDS);
	}

	private ApplicationContextRunner provider(ApplicationContextRunner runner, String name, boolean primary) {
		return runner.withBean(name, LockProvider.class, () -> (lock) -> {
			this.asked.add(name);
			return Optional.of(() -> {
			});
		}, (definition) -> definition.setPrimary(primary));
	}

	private ApplicationContextRunner fallback(ApplicationContextRunner runner, String name) {
		return runner.withBean(name, LockProvider.class, () -> (lock) -> {
			this.asked.add(name);
			return Optional.of(() -> {
			});
		}, (definition) -> definition.setFallback(true));
	}

	private static <T> ApplicationContextRunner noCandidate(ApplicationContextRunner runner, String name, Class<T> type,
			Supplier<T> bean) {
		return runner.withBean(name, type, bean, (definition) -> definition.setAutowireCandidate(false));
	}

	private ApplicationContextRunner handler(ApplicationContextRunner runner, String name, boolean primary) {
		return runner.withBean(name, TextLetters.class, () -> new TextLetters(name, this.asked),
				(definition) -> definition.setPrimary(primary));
	}

	/** A class, whose type is known in a child too. */
	record TextLetters(String name, BlockingQueue<String> asked) implements DeadLetterHandler<String> {

		@Override
		public void deadLetter(ProcessRef sink, List<String> batch, Throwable cause) {
			this.asked.add(this.name + " " + batch);
		}

	}

	record Asked(BlockingQueue<String> who) {
	}

	@Configuration(proxyBeanMethods = false)
	static class Scoped {

		@Bean
		@Scope(scopeName = "prototype", proxyMode = ScopedProxyMode.INTERFACES)
		LockProvider scoped(Asked asked) {
			return (lock) -> {
				asked.who().add("scoped");
				return Optional.of(() -> {
				});
			};
		}

	}

	static class FailingDrain implements SinkDrain<String> {

		@Override
		public void drain(List<String> batch) {
			throw new IllegalStateException("on purpose");
		}

	}

}
