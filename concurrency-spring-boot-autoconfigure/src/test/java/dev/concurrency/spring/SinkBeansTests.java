package dev.concurrency.spring;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;

import dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration;
import dev.concurrency.process.Admission;
import dev.concurrency.process.ProcessRef;
import dev.concurrency.sink.BackgroundSink;
import dev.concurrency.sink.DeadLetterHandler;
import dev.concurrency.sink.LaneKey;
import dev.concurrency.sink.SinkDrain;
import dev.concurrency.sink.Weigher;

import static org.assertj.core.api.Assertions.assertThat;

/** The beans that sinks with lanes and bounds of weight need. */
class SinkBeansTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ConcurrencyAutoConfiguration.class))
		.withPropertyValues("concurrency.sinks.instances.audit.linger=1h");

	@Test
	void theDrainMayBeItsOwnLaneKeyAndWeigher() {
		this.runner.withBean("audit", Clever.class)
			.withPropertyValues("concurrency.sinks.instances.audit.lanes=2",
					"concurrency.sinks.instances.audit.max-weight=10")
			.run((context) -> {
				BackgroundSink<?> sink = context.getBean(BackgroundSink.class);
				assertThat(push(sink, "123")).isEqualTo(Admission.ACCEPTED);
				assertThat(context.getBean(Clever.class).asked).containsExactlyInAnyOrder("key of 123",
						"weight of 123");
			});
	}

	@Test
	void everyObjectOfAPrototypeIsDestroyedInTheEnd() {
		List<String> made = new CopyOnWriteArrayList<>();
		List<String> destroyed = new CopyOnWriteArrayList<>();
		this.runner.withUserConfiguration(CountedConfiguration.class)
			.withBean(Counts.class, () -> new Counts(made, destroyed))
			.withPropertyValues("concurrency.sinks.instances.audit.lanes=2",
					"concurrency.sinks.instances.audit.max-weight=10")
			.run((context) -> {
				assertThat(push(context.getBean(BackgroundSink.class), "123")).isEqualTo(Admission.ACCEPTED);
				context.getBean(ConcurrencyLifecycle.class).stop();
				assertThat(made).containsExactlyInAnyOrder("drain", "drain", "drain", "drain", "letters");
				assertThat(destroyed).containsExactly("drain", "drain");
			});
		assertThat(destroyed).containsExactlyInAnyOrderElementsOf(made);
	}

	@Test
	void aPrototypeOfTheParentIsDestroyedWithTheChildThatUsesIt() {
		List<String> made = new CopyOnWriteArrayList<>();
		List<String> destroyed = new CopyOnWriteArrayList<>();
		new ApplicationContextRunner().withUserConfiguration(LettersConfiguration.class)
			.withBean(Counts.class, () -> new Counts(made, destroyed))
			.run((parent) -> {
				this.runner.withParent(parent).withBean("audit", Failing.class).run((context) -> {
					assertThat(push(context.getBean(BackgroundSink.class), "123")).isEqualTo(Admission.ACCEPTED);
					context.getBean(ConcurrencyLifecycle.class).stop();
					assertThat(made).containsExactly("letters");
					assertThat(destroyed).isEmpty();
				});
				assertThat(destroyed).containsExactly("letters");
			});
	}

	@Test
	void lanesWithoutAKeyAreRefusedWithWhatIsMissing() {
		this.runner.withBean("audit", Plain.class)
			.withPropertyValues("concurrency.sinks.instances.audit.lanes=2")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("The sink 'audit' has the setting lanes: 2, but there is no LaneKey bean")
				.hasMessageContaining("LaneKey<java.lang.String>"));
	}

	@Test
	void aBoundOfWeightWithoutAWeigherIsRefusedWithWhatIsMissing() {
		this.runner.withBean("audit", Plain.class)
			.withPropertyValues("concurrency.sinks.instances.audit.max-weight=2")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidConfigurationException.class)
				.hasMessageContaining("max-weight: 2")
				.hasMessageContaining("Weigher<java.lang.String>"));
	}

	@SuppressWarnings("unchecked")
	private static Admission push(BackgroundSink<?> sink, String item) {
		return ((BackgroundSink<String>) sink).tryPush(item);
	}

	static class Plain implements SinkDrain<String> {

		@Override
		public void drain(List<String> batch) {
		}

	}

	static class Failing extends Plain {

		@Override
		public void drain(List<String> batch) {
			throw new IllegalStateException("on purpose");
		}

	}

	/** What was made and what was destroyed. */
	record Counts(List<String> made, List<String> destroyed) {

	}

	static class Counted extends Failing implements LaneKey<String>, Weigher<String>, DisposableBean {

		private final Counts counts;

		Counted(Counts counts) {
			this.counts = counts;
			counts.made().add("drain");
		}

		@Override
		public Object of(String item) {
			return item;
		}

		@Override
		public long weigh(String item) {
			return item.length();
		}

		@Override
		public void destroy() {
			this.counts.destroyed().add("drain");
		}

	}

	/** A class, whose type is known in a child too. */
	static class Letters implements DeadLetterHandler<String>, DisposableBean {

		private final Counts counts;

		Letters(Counts counts) {
			this.counts = counts;
			counts.made().add("letters");
		}

		@Override
		public void deadLetter(ProcessRef sink, List<String> batch, Throwable cause) {
		}

		@Override
		public void destroy() {
			this.counts.destroyed().add("letters");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LettersConfiguration {

		@Bean
		@Scope("prototype")
		Letters letters(Counts counts) {
			return new Letters(counts);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class CountedConfiguration extends LettersConfiguration {

		@Bean
		@Scope("prototype")
		Counted audit(Counts counts) {
			return new Counted(counts);
		}

	}

	static class Clever extends Plain implements LaneKey<String>, Weigher<String> {

		private final List<String> asked = new CopyOnWriteArrayList<>();

		@Override
		public Object of(String item) {
			this.asked.add("key of " + item);
			return item;
		}

		@Override
		public long weigh(String item) {
			this.asked.add("weight of " + item);
			return item.length();
		}

	}

}
