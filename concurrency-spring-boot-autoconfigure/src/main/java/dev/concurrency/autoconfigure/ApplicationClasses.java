package dev.concurrency.autoconfigure;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;

import dev.concurrency.ProcessControl;
import dev.concurrency.actuate.EffectiveSetting;
import dev.concurrency.actuate.EffectiveSettings;

/**
 * Finds the classes that settings name, on whichever thread: those of the common pool and
 * of JMX do not have the class loader of an executable jar. Thread-safe.
 *
 * @param loader that of the application, null for that of the thread
 */
record ApplicationClasses(@Nullable ClassLoader loader) {

	static ApplicationClasses of(ConfigurableBeanFactory factory) {
		return new ApplicationClasses(factory.getBeanClassLoader());
	}

	/** Reads settings. */
	<T> T find(Supplier<T> settings) {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		if (this.loader == null || this.loader.equals(before)) {
			return settings.get();
		}
		thread.setContextClassLoader(this.loader);
		try {
			return settings.get();
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	/** The same settings for who asks on any thread. */
	EffectiveSettings find(EffectiveSettings settings) {
		return new EffectiveSettings() {

			@Override
			public Map<String, EffectiveSetting> of(ProcessControl process) {
				return find(() -> settings.of(process));
			}

			@Override
			public Optional<String> change(ProcessControl process, String key, String value,
					@Nullable String operator) {
				return find(() -> settings.change(process, key, value, operator));
			}

		};
	}

}
