package dev.concurrency.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the settings of a kind ask about where they were made, which the start waits for.
 */
class KindSettingsTests {

	private final Questions questions = new Questions();

	@Test
	void theOrderOfTheSourcesIsAskedForWhereTwoNamesAreOneOnly() {
		KindSettings<ProcessProperties> settings = settings("tail", "feed", "pump");
		assertThat(settings.said("feed")).extracting(Layer::key).containsExactly("feed");
		assertThat(this.questions.asked).isEmpty();
		settings("tail", "feed", "fe.ed");
		assertThat(this.questions.asked).containsOnly("concurrency.processes.instances.feed",
				"concurrency.processes.instances[fe.ed]");
	}

	private KindSettings<ProcessProperties> settings(String one, String two, String three) {
		return new KindSettings<>(Kind.PROCESS, ProcessProperties.NONE, Map.of("default", ProcessProperties.NONE),
				Map.of(one, ProcessProperties.NONE, two, ProcessProperties.NONE, three, ProcessProperties.NONE),
				new Origins(List.of(this.questions)));
	}

	/** A source that says nothing and keeps what it is asked. */
	private static final class Questions implements ConfigurationPropertySource {

		private final List<String> asked = new ArrayList<>();

		@Override
		public @Nullable ConfigurationProperty getConfigurationProperty(ConfigurationPropertyName name) {
			this.asked.add(name.toString());
			return null;
		}

		@Override
		public ConfigurationPropertyState containsDescendantOf(ConfigurationPropertyName name) {
			this.asked.add(name.toString());
			return ConfigurationPropertyState.ABSENT;
		}

	}

}
