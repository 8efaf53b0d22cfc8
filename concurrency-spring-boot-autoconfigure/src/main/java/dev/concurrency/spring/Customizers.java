package dev.concurrency.spring;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.ResolvableType;

/**
 * The user's {@link SettingsCustomizer} beans, which are created when the first settings
 * of their type are asked for. Thread-safe.
 */
final class Customizers {

	private final ListableBeanFactory factory;

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
			try {
				customized = customizer.customize(name, customized);
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidConfigurationException(
						"The customizer " + customizer.getClass().getName() + " cannot change the "
								+ type.getSimpleName() + " of '" + name + "': " + ex.getMessage() + ".",
						"Correct the customizer, or the settings that it changes.");
			}
		}
		return customized;
	}

	@SuppressWarnings("unchecked")
	private <S> List<SettingsCustomizer<S>> of(Class<S> type) {
		List<? extends SettingsCustomizer<?>> beans = this.found.get(type);
		if (beans == null) {
			// Not in the map's own function: a bean may ask for others.
			ObjectProvider<SettingsCustomizer<S>> provider = this.factory
				.getBeanProvider(ResolvableType.forClassWithGenerics(SettingsCustomizer.class, type));
			beans = provider.orderedStream().toList();
			this.found.put(type, beans);
		}
		return (List<SettingsCustomizer<S>>) beans;
	}

}
