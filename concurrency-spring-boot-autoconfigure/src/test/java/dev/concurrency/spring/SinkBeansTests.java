package dev.concurrency.spring;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.concurrency.autoconfigure.ConcurrencyAutoConfiguration;
import dev.concurrency.process.Admission;
import dev.concurrency.sink.BackgroundSink;
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
