package dev.concurrency.spring;

import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;

import dev.concurrency.sink.DeadLetterHandler;

/**
 * Finds the {@link DeadLetterHandler} bean for a sink by the type of its items: one for
 * exactly that type, else one for a supertype, else one whose definition does not reveal
 * its type; among several the one of this context before those of its parents, then the
 * primary one. The bean itself is not created before the first dead letter, so it may
 * inject any sink. Stateless.
 */
final class DeadLetterHandlers {

	private DeadLetterHandlers() {
	}

	/**
	 * Finds the handler for a sink.
	 * @throws InvalidConfigurationException if several fit equally well
	 */
	static @Nullable DeadLetterHandler<Object> find(ConfigurableListableBeanFactory factory, String sink,
			ResolvableType item) {
		List<ProcessBean> handlers = ProcessBean.findAll(factory, DeadLetterHandler.class);
		for (Fit fit : Fit.values()) {
			List<ProcessBean> fitting = handlers.stream()
				.filter((handler) -> Fit.of(handler.generic(0), item) == fit)
				.toList();
			if (!fitting.isEmpty() && fit != Fit.NOT) {
				return lazily(factory, only(factory, fitting, sink, item));
			}
		}
		return null;
	}

	private static String only(ConfigurableListableBeanFactory factory, List<ProcessBean> all, String sink,
			ResolvableType item) {
		List<ProcessBean> own = all.stream().filter((handler) -> factory.containsLocalBean(handler.name())).toList();
		List<ProcessBean> fitting = own.isEmpty() ? all : own;
		if (fitting.size() == 1) {
			return fitting.get(0).name();
		}
		List<String> primary = fitting.stream()
			.map(ProcessBean::name)
			.filter((name) -> factory.containsBeanDefinition(name) && factory.getMergedBeanDefinition(name).isPrimary())
			.toList();
		if (primary.size() == 1) {
			return primary.get(0);
		}
		String names = fitting.stream().map(ProcessBean::name).sorted().collect(Collectors.joining("', '", "'", "'"));
		throw new InvalidConfigurationException(
				"The sink '" + sink + "' has items of type " + item
						+ ", for which there are several DeadLetterHandler beans: " + names + ".",
				"Mark one of them as @Primary, or give them different item types.");
	}

	private static DeadLetterHandler<Object> lazily(ConfigurableListableBeanFactory factory, String name) {
		BeanInstanceSource<DeadLetterHandler<Object>> source = new BeanInstanceSource<>(factory, name);
		return (sink, batch, cause) -> source.create().deadLetter(sink, batch, cause);
	}

	/** How well a handler fits an item, best first. */
	private enum Fit {

		EXACT, WIDER, UNKNOWN, NOT;

		static Fit of(ResolvableType handled, ResolvableType item) {
			if (handled.resolve() == null) {
				return UNKNOWN;
			}
			if (item.resolve() == null) {
				return (handled.resolve() == Object.class) ? WIDER : NOT;
			}
			if (handled.getType().equals(item.getType())) {
				return EXACT;
			}
			return handled.isAssignableFrom(item) ? WIDER : NOT;
		}

	}

}
