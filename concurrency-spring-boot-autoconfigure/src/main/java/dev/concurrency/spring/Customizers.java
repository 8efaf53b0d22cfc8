package dev.concurrency.spring;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.ResolvableType;

/**
 * The user's {@link SettingsCustomizer} beans, which are created when the first settings
 * of their type are asked for. Thread-safe.
 */
final class Customizers {

	private final ListableBeanFactory factory;

	private final Map<String, Set<Change>> changed = new ConcurrentHashMap<>();

	private final Map<Class<?>, List<? extends SettingsCustomizer<?>>> found = new ConcurrentHashMap<>();

	Customizers(ListableBeanFactory factory) {
		this.factory = factory;
	}

	/**
	 * Applies the customizers of a type of settings.
	 * @throws InvalidConfigurationException if they make no sense to one of them
	 */
	<S> S apply(Class<S> type, String name, S settings) {
		S customized = settings;
		for (SettingsCustomizer<S> customizer : of(type)) {
			S before = customized;
			try {
				customized = customizer.customize(name, before);
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidConfigurationException(
						"The customizer " + name(customizer, type) + " cannot change the " + type.getSimpleName()
								+ " of '" + name + "': " + ex.getMessage() + ".",
						"Correct the customizer, or the settings that it changes.");
			}
			requireSettings(customizer, type, name, customized);
			if (customized != before) {
				this.changed.computeIfAbsent(name, (key) -> ConcurrentHashMap.newKeySet())
					.add(new Change(customizer, type));
			}
		}
		return customized;
	}

	/** The user may have forgotten to return those of the others. */
	private <S> void requireSettings(SettingsCustomizer<S> customizer, Class<S> type, String name,
			@Nullable S settings) {
		if (settings == null) {
			throw new InvalidConfigurationException(
					"The customizer " + name(customizer, type) + " returned null as the " + type.getSimpleName()
							+ " of '" + name + "'.",
					"Return the settings that it was given where nothing is to change.");
		}
	}

	/** The customizers that have changed something of the processes of a name. */
	Stream<String> changed(String name) {
		return this.changed.getOrDefault(name, Set.of()).stream().map((by) -> name(by.customizer, by.type)).sorted();
	}

	/** The name of the bean, as far as it is always the same. */
	private String name(SettingsCustomizer<?> customizer, Class<?> type) {
		return Arrays.stream(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.factory, customizers(type)))
			.filter((name) -> this.factory.isSingleton(name) && this.factory.getBean(name) == customizer)
			.findFirst()
			.map((name) -> "'" + name + "'")
			.orElseGet(() -> customizer.getClass().getName());
	}

	private static ResolvableType customizers(Class<?> type) {
		return ResolvableType.forClassWithGenerics(SettingsCustomizer.class, type);
	}

	@SuppressWarnings("unchecked")
	private <S> List<SettingsCustomizer<S>> of(Class<S> type) {
		List<? extends SettingsCustomizer<?>> beans = this.found.get(type);
		if (beans == null) {
			// Not in the map's own function: a bean may ask for others.
			ObjectProvider<SettingsCustomizer<S>> provider = this.factory.getBeanProvider(customizers(type));
			beans = provider.orderedStream().toList();
			this.found.put(type, beans);
		}
		return (List<SettingsCustomizer<S>>) beans;
	}

	/** Without the name of the bean: to find that means to look at all beans. */
	private record Change(SettingsCustomizer<?> customizer, Class<?> type) {
	}

}
